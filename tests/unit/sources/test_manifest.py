"""Containers as a manifest or a compose file starts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from parity.errors import ParityError
from parity.interfaces import OpenOptions
from parity.model.change import ChangeKind
from parity.model.keys import Domain
from parity.model.setting import Command, Size, Text, Variable
from parity.model.snapshot import Snapshot
from parity.parsers.compose_file import parse_compose
from parity.parsers.container_settings import quantity
from parity.parsers.kubernetes_manifest import parse_manifest
from parity.sources.resolve import open_source
from parity.workflows import SnapshotOptions, check, take_snapshot

IMAGE = f"oci:{Path(__file__).parents[3]}/fixtures/images/shop:dev"

MANIFEST = """
apiVersion: v1
kind: ConfigMap
metadata: {name: tuning}
data: {OMP_NUM_THREADS: "2", MODE: fast}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    spec:
      nodeSelector: {kubernetes.io/arch: amd64}
      initContainers: [{name: wait, image: busybox}]
      securityContext: {runAsUser: 1000, supplementalGroups: [44], fsGroup: 2000}
      containers:
        - name: serve
          image: shop:1.4
          securityContext: {readOnlyRootFilesystem: true}
          args: ["--port", "$(PORT)", "$$HOME", "$(NOWHERE)"]
          envFrom: [{configMapRef: {name: tuning}}, {secretRef: {name: keys}, prefix: K_}]
          env:
            - {name: PORT, value: "8000"}
            - {name: URL, value: "http://localhost:$(PORT)"}
            - {name: TOKEN, valueFrom: {secretKeyRef: {name: keys, key: token}}}
            - {name: MODE, valueFrom: {configMapKeyRef: {name: tuning, key: MODE}}}
          resources: {requests: {cpu: 1}, limits: {cpu: 1500m, memory: 2Gi, nvidia.com/gpu: 1}}
        - {name: sidecar, image: proxy:2}
"""

COMPOSE = """
services:
  serve:
    image: shop:${TAG:-1.4}
    command: gunicorn -w 2 "app:app"
    environment: [OMP_NUM_THREADS=4, "HOST_TOKEN", "LEVEL=${LEVEL}"]
    user: 1000:1000
    working_dir: /srv
    shm_size: 64m
    read_only: true
    group_add: [video]
    deploy: {resources: {limits: {cpus: "0.5", memory: 512M}}}
  worker: {build: ., environment: {DEBUG: true, EMPTY: }}
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def seen(reference: str) -> Snapshot:
    return take_snapshot(reference, SnapshotOptions(cache=False))


def test_a_manifest_is_read() -> None:
    (workload, serve), (_, sidecar) = parse_manifest(MANIFEST.encode())
    assert (workload, serve.name, serve.image, sidecar.image) == ("shop", "serve", "shop:1.4", "proxy:2")
    assert serve.env == {"OMP_NUM_THREADS": "2", "MODE": "fast", "PORT": "8000", "URL": "http://localhost:8000"}
    assert serve.entrypoint is None and serve.cmd == ("--port", "8000", "$HOME", "$(NOWHERE)")
    assert serve.limits == {"cpu": 1.5, "memory": 2 << 30, "nvidia.com/gpu": 1}
    assert serve.user == "1000" and serve.node == {"kubernetes.io/arch": "amd64"}
    assert serve.read_only and not sidecar.read_only and serve.groups == ("44", "2000")
    assert [gap.subject for gap in serve.gaps] == ["env:K_*", "env:TOKEN"]
    assert all(gap.inherent for gap in serve.gaps)


def test_a_compose_file_is_read() -> None:
    serve, worker = parse_compose(COMPOSE.encode(), "shop")
    assert serve.image == "shop:1.4" and worker.image == "shop-worker"
    assert serve.cmd == ("gunicorn", "-w", "2", "app:app") and serve.user == "1000:1000" and serve.workdir == "/srv"
    assert serve.env == {"OMP_NUM_THREADS": "4"} and worker.env == {"DEBUG": "true"}
    assert [gap.subject for gap in serve.gaps] == ["env:HOST_TOKEN", "env:LEVEL"]
    assert serve.over(None).groups == ("video",) and worker.groups == ()
    assert serve.read_only and not worker.read_only and serve.over(None).read_only
    assert serve.limits == {"cpu": 0.5, "memory": 512 << 20} and serve.shm_size == 64 << 20


@pytest.mark.parametrize(
    ("text", "number"),
    [("500m", 0.5), ("2Gi", 2 << 30), (3, 3.0), ("1e3", 1000.0), ("1.5G", 1.5e9), ("128974848", 128974848.0)],
)
def test_quantities(text: object, number: float) -> None:
    assert quantity(text, "x") == number


@pytest.mark.parametrize("text", ["", "many", "1Xi", "-1", True, None, [], "1e999"])
def test_what_is_no_quantity_is_said(text: object) -> None:
    with pytest.raises(ValueError, match="quantity"):
        quantity(text, "x")


def test_the_image_is_seen_as_the_manifest_starts_it(tmp_path: Path) -> None:
    path = write(tmp_path, "deployment.yaml", MANIFEST)
    bare, deployed = seen(IMAGE), seen(f"k8s:{path}#shop/serve@{IMAGE}")
    assert deployed.find(Domain.SETTING, "env:OMP_NUM_THREADS") == Variable(value="2")
    assert deployed.find(Domain.SETTING, "limit:memory") == Size(bytes=2 << 30)
    assert deployed.find(Domain.SETTING, "limit:cpu") == Text(value="1.5")
    command = deployed.find(Domain.SETTING, "command")
    assert isinstance(command, Command) and command.argv[-4:] == ("--port", "8000", "$HOME", "$(NOWHERE)")
    assert list(deployed.within(Domain.DISTRIBUTION)) == list(bare.within(Domain.DISTRIBUTION))
    assert deployed.origin.scheme == "k8s" and deployed.origin.digest == bare.origin.digest
    assert "deployment.yaml" in str(deployed.origin.method)


def test_what_a_manifest_changes_is_found_and_secrets_are_open_not_gone(tmp_path: Path) -> None:
    one = write(tmp_path, "one.yaml", MANIFEST)
    other = write(tmp_path, "other.yaml", MANIFEST.replace("cpu: 1500m", "cpu: 500m").replace('"8000"', '"9000"'))
    report = check(f"k8s:{one}#serve@{IMAGE}", f"k8s:{other}#serve@{IMAGE}")
    found = {finding.change.key.name: finding for finding in report.findings}
    assert found["limit:cpu"].rule == "SET050"
    assert {"limit:cpu", "env:PORT", "env:URL", "command"} <= found.keys()
    assert all(finding.change.kind is not ChangeKind.REMOVED for finding in report.findings)


def test_a_compose_file_is_recognised_by_its_name(tmp_path: Path) -> None:
    path = write(tmp_path, "compose.yaml", COMPOSE)
    with open_source(f"{path}#serve@{IMAGE}", OpenOptions()) as source:
        assert source.origin.scheme == "compose"
        assert source.config is not None and source.config.env["OMP_NUM_THREADS"] == "4"


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("", "2 of its containers could be meant; name one of shop/serve, shop/sidecar"),
        ("#nobody", "it has no container 'nobody'"),
    ],
)
def test_which_container_is_meant_must_be_clear(tmp_path: Path, reference: str, words: str) -> None:
    path = write(tmp_path, "deployment.yaml", MANIFEST)
    with pytest.raises(ParityError, match=words):
        open_source(f"k8s:{path}{reference}@{IMAGE}", OpenOptions())


@pytest.mark.parametrize(
    "text",
    [
        "services: {a: {extends: b}}",
        "",
        "[",
        "a: 1",
        "kind: Pod\nspec: {containers: [{name: x}]}",
        "kind: Pod\nspec: 3",
        "&a [*a]",
        "services: {a: {extends: b}}",
    ],
)
@pytest.mark.parametrize("scheme", ["k8s", "compose"])
def test_what_is_no_manifest_is_said(tmp_path: Path, text: str, scheme: str) -> None:
    path = write(tmp_path, "x.yaml", text)
    with pytest.raises(ParityError, match=r"x\.yaml"):
        open_source(f"{scheme}:{path}@{IMAGE}", OpenOptions())
