"""`parity probe` and `parity bisect` in images: sealed, bounded, and gone afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.command import COMMAND, parity

if TYPE_CHECKING:
    from docker import DockerClient

LABEL = "io.github.envparity=probe"
DOCKERFILE = """
FROM {base}
WORKDIR /app
COPY app.py /app/app.py
ENV MODE={mode} LEVEL=3
{more}
USER nobody
"""
# Another release of zlib, as far as it says so itself: its version and its build ID are written over.
OTHER_ZLIB = """
from pathlib import Path
path = Path("/lib/x86_64-linux-gnu/libz.so.1").resolve()
data = bytearray(path.read_bytes())
data[data.index(b"GNU\\0") + 4] ^= 255
path.write_bytes(bytes(data).replace(b"1.2.13", b"1.2.99"))
"""
APP = """
import os, socket, zlib
LIMIT = {limit}
def answer(): return min(9, LIMIT), os.environ.get("LEVEL"), os.getuid()
def library(): return zlib.ZLIB_RUNTIME_VERSION
def network(): socket.create_connection(("192.0.2.1", 80), timeout=2)
def write(): open("/app/new", "w")
def scratch():
    open("/tmp/new", "w").write("x")
    return open("/tmp/new").read()
def hang():
    while True: pass
def eat():
    kept = []
    while True: kept.append(bytearray(b"x") * (16 << 20))
def fork():
    while True:
        if os.fork() == 0: hang()
"""


@pytest.fixture(scope="module")
def images(
    docker_client: DockerClient, base_image: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """Two images that differ in one line of the application, in one variable and in one library of the system."""
    names = []
    for side, (mode, limit) in enumerate((("a", 3), ("b", 4))):
        root = tmp_path_factory.mktemp("image")
        (root / "zlib.py").write_text(OTHER_ZLIB)
        more = "COPY zlib.py /tmp/zlib.py\nRUN python3 -I /tmp/zlib.py" if side else ""
        (root / "Dockerfile").write_text(DOCKERFILE.format(base=base_image, mode=mode, more=more))
        (root / "app.py").write_text(APP.format(limit=limit))
        name = f"parity-test/probe:{side}"
        docker_client.images.build(path=str(root), tag=name, rm=True)
        names.append(name)
    yield [f"docker:{name}" for name in names]
    for name in names:
        docker_client.images.remove(name, force=True)


def run(docker_host: str, *arguments: str) -> tuple[int, dict[str, list[dict[str, object]]]]:
    done = parity(*arguments, "--format", "json", env={"DOCKER_HOST": docker_host})
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_bad_cases(docker_host: str, docker_client: DockerClient, images: list[str]) -> None:
    names = ("scratch", "network", "write", "hang", "eat", "fork")
    entries = [word for name in names for word in ("--entry", f"app:{name}")]
    bounds = ("--outputs-only", "--timeout", "3s", "--memory", "200m")
    code, document = run(docker_host, "probe", images[0], images[0], *entries, *bounds)
    said = {str(result["name"])[4:]: str(result["reason"]) for result in document["probes"]}
    assert code == 3
    assert said["scratch"] == "identical answers"
    assert "unreachable" in said["network"]
    assert "Read-only file system" in said["write"] or "Permission denied" in said["write"]
    assert "did not end in 3 s" in said["hang"]
    assert "200 MiB" in said["eat"]
    assert "processes" in said["fork"] or "200 MiB" in said["fork"] or "did not end" in said["fork"]
    assert not docker_client.containers.list(all=True, filters={"label": LABEL})


def test_the_line_that_differs_is_named(docker_host: str, docker_client: DockerClient, images: list[str]) -> None:
    code, document = run(docker_host, "probe", *images, "--entry", "app:answer", "--outputs-only")
    assert (code, document["probes"][0]["verdict"]) == (1, "different")
    code, document = run(docker_host, "bisect", *images, "--entry", "app:answer", "--metric", "answers")
    assert (code, [[unit["name"] for unit in cause["units"]] for cause in document["causes"]]) == (0, [["app.py"]])  # type: ignore[attr-defined]
    assert not docker_client.containers.list(all=True, filters={"label": LABEL})
    assert not docker_client.volumes.list(filters={"dangling": True})


def test_the_library_of_the_system_is_named(docker_host: str, docker_client: DockerClient, images: list[str]) -> None:
    code, document = run(docker_host, "bisect", *images, "--entry", "app:library", "--metric", "answers")
    assert (code, [[unit["name"] for unit in cause["units"]] for cause in document["causes"]]) == (0, [["libz.so.1"]])  # type: ignore[attr-defined]
    assert not docker_client.containers.list(all=True, filters={"label": LABEL})


def test_a_killed_parity_leaves_no_container(docker_host: str, docker_client: DockerClient, images: list[str]) -> None:
    process = subprocess.Popen(
        [str(COMMAND), "probe", images[0], images[0], "--entry", "app:hang", "--timeout", "200s"],
        env={**os.environ, "DOCKER_HOST": docker_host}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _until(lambda: bool(docker_client.containers.list(filters={"label": LABEL})))
    process.send_signal(signal.SIGKILL)
    process.wait()
    _until(lambda: not docker_client.containers.list(all=True, filters={"label": LABEL}))


def _until(done: object) -> None:
    assert callable(done)
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.2)
