"""docker: and container: against a real daemon: images with nothing in them, agents in seals, limits, clean ends."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from parity.errors import SourceError, UnknownReference
from parity.interfaces import Entry, EntryKind, FileSystem, OpenOptions
from parity.model.facts import Value
from parity.model.hardware import CpuCount, Memory
from parity.model.keys import Domain
from parity.model.setting import Limit, Size, Text, Variable
from parity.model.snapshot import Snapshot
from parity.sources import docker
from parity.sources.daemon import store
from parity.sources.daemon.container_agent import LABEL, RunningContainer, SealedContainer
from parity.sources.daemon.spool import STUBS
from parity.sources.resolve import open_source
from parity.workflows import SnapshotOptions, take_snapshot
from tests.support.files import Executable, Link
from tests.support.images import layer_tar

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

BARE = "parity-test/bare:1"
TWIN = "parity-test/twin:1"
LAYERED = "parity-test/layered:1"
# Reports as the agent would, but about its cage.
SPY = r"""#!/bin/sh
of() { sed -n "s/^$1:[[:space:]]*//p" /proc/self/status; }
limit() { cat /sys/fs/cgroup/"$1" 2>/dev/null || cat /sys/fs/cgroup/"$2"; }
touch /written 2>/dev/null && writable=yes || writable=no
printf '\036parity-agent\036{"files": {}, "errors": {}, "values": {'
printf '"capabilities": "%s", "no_new_privileges": "%s", ' "$(of CapEff)" "$(of NoNewPrivs)"
printf '"interfaces": "%s", "writable": "%s", ' "$(ls /sys/class/net)" "$writable"
printf '"pids": "%s", ' "$(limit pids.max pids/pids.max)"
printf '"memory": "%s"}}\036parity-agent\036' "$(limit memory.max memory/memory.limit_in_bytes)"
"""
SLEEP = ["python3", "-c", "import time; time.sleep(600)"]


@pytest.fixture(scope="module")
def bare_image(docker_client: DockerClient) -> str:
    """One layer without a shell, a Python, or a command."""
    layer = layer_tar({
        "etc/": None, "etc/os-release": b'ID=debian\nVERSION_ID="12"\n', "etc/hosts": b"10.0.0.1 db\n",
        "srv/": None, "srv/run": b"x" * 3_000_000, "link": Link("/srv/run"),
    })  # fmt: skip
    repository, tag = BARE.split(":")
    changes = ["ENV MODE=fast", "LABEL team=ml", "WORKDIR /srv", "USER 1000"]
    docker_client.api.import_image_from_data(layer, repository=repository, tag=tag, changes=changes)
    return BARE


@pytest.fixture(scope="module")
def python_image(docker_client: DockerClient, base_image: str) -> str:
    """Debian's own Python with a variable, a volume and a health check that must not run in the seal."""
    dockerfile = (
        f"FROM {base_image}\nENV OMP_NUM_THREADS=3 API_TOKEN=abc\nVOLUME /data\nWORKDIR /srv\nCOPY spy /opt/spy\n"
        'HEALTHCHECK CMD ["false"]\nENTRYPOINT ["/bin/false"]\nCMD ["python3", "-c", "print()"]\n'
    )
    context = layer_tar({"Dockerfile": dockerfile.encode(), "spy": Executable(SPY.encode())})
    docker_client.images.build(fileobj=io.BytesIO(context), custom_context=True, tag=TWIN, network_mode="none", rm=True)
    return TWIN


@pytest.fixture(scope="module")
def layered_image(docker_client: DockerClient, base_image: str) -> str:
    """Files removed, replaced, emptied and linked in layers above those that brought them."""
    dockerfile = (
        f"FROM {base_image}\n"
        "RUN mkdir -p /opt/emptied /opt/swapped && touch /opt/kept /opt/removed /opt/emptied/old /opt/swapped/x\n"
        "RUN rm -r /opt/removed /usr/share/bug /opt/emptied && mkdir /opt/emptied && touch /opt/emptied/new\n"
        "RUN rm -r /opt/swapped && ln -s kept /opt/swapped && ln /opt/kept /opt/hard && mkfifo /opt/pipe\n"
        "RUN rm /opt/emptied/new && rm /opt/swapped && mkdir /opt/swapped && chmod 700 /opt/swapped\n"
    )
    docker_client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=LAYERED, network_mode="none", rm=True)
    return LAYERED


@pytest.fixture
def options(docker_host: str) -> OpenOptions:
    return OpenOptions(docker_host=docker_host)


@pytest.fixture
def no_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the daemon's store lay elsewhere: files are exported."""
    monkeypatch.setattr(docker, "layers_in_place", lambda *_: ())


def left_behind(client: DockerClient) -> list[str]:
    """Containers that parity made of these tests' images, and did not remove; others' may come and go meanwhile."""
    mine: dict[str, str | list[str] | bool] = {"label": LABEL, "ancestor": [BARE, TWIN, LAYERED]}
    return [one.id or "" for one in client.containers.list(all=True, filters=mine)]


@contextmanager
def container(client: DockerClient, image: str, **given: Any) -> Iterator[str]:
    made = client.containers.create(image, network_disabled=True, **given)
    try:
        yield str(made.name)
    finally:
        made.remove(force=True, v=True)


def facts(snapshot: Snapshot, domain: Domain) -> dict[str, Value]:
    return {fact.key.name: fact.value for fact in snapshot.within(domain)}


def snap(host: str, reference: str, **given: Any) -> Snapshot:
    return take_snapshot(reference, SnapshotOptions(docker_host=host, cache=False, **given))


def test_an_image_without_a_shell_a_python_or_a_command(
    bare_image: str, options: OpenOptions, docker_client: DockerClient
) -> None:
    with open_source(f"docker:{bare_image}", options) as source:
        assert source.origin.digest == docker_client.images.get(bare_image).id
        assert (source.origin.tag, source.origin.platform) == (bare_image, "linux/amd64")
        assert source.config is not None
        assert (dict(source.config.env), source.config.user) == ({"MODE": "fast"}, "1000")
        assert source.runner is None
        assert "os-release" in source.files.children("/etc")
        assert ".dockerenv" not in source.files.children("/")
        found = source.files.entry("/link")
        assert found is not None
        assert (found.path, found.size) == ("/srv/run", 3_000_000)
    assert left_behind(docker_client) == []


@pytest.mark.usefixtures("no_store")
def test_an_image_is_only_looked_up_when_it_is_opened(bare_image: str, docker_host: str) -> None:
    told: list[str] = []
    options = OpenOptions(docker_host=docker_host, progress=lambda what, done, total: told.append(what))
    with open_source(f"docker:{bare_image}", options) as source:
        assert told == []
        source.files.children("/")
    assert set(told) == {f"exporting {bare_image}"}


def everything(files: FileSystem) -> dict[str, tuple[object, ...]]:
    """Every path with what it is, and the digest of what it holds."""
    found: dict[str, tuple[object, ...]] = {}
    waiting = ["/"]
    while waiting:
        directory = waiting.pop().rstrip("/")
        for name in files.children(directory or "/"):
            path = f"{directory}/{name}"
            entry = files.entry(path, follow=False)
            assert entry is not None
            found[path] = (entry,)
            if entry.kind is EntryKind.DIRECTORY:
                waiting.append(path)
    regular = [path for path, (entry,) in found.items() if isinstance(entry, Entry) and entry.kind is EntryKind.FILE]
    for path, digest in files.hashes(regular):
        found[path] += (digest,)
    return {path: told for path, told in found.items() if path not in STUBS}


def test_layers_in_place_and_an_export_show_the_same(
    layered_image: str, options: OpenOptions, docker_client: DockerClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not store.layers_in_place(docker_client.api, docker_client.images.get(layered_image).attrs):
        pytest.skip("this daemon's layers cannot be read in place")
    with open_source(f"docker:{layered_image}", options) as source:
        assert source.origin.method == store.METHOD
        in_place = everything(source.files)
    monkeypatch.setattr(docker, "layers_in_place", lambda *_: ())
    with open_source(f"docker:{layered_image}", options) as source:
        assert source.origin.method == docker.EXPORT
        exported = everything(source.files)
    assert in_place == exported
    assert "/opt/kept" in in_place
    assert not {"/opt/removed", "/opt/emptied/old", "/usr/share/bug"} & set(in_place)


def test_a_bare_name_is_an_image(bare_image: str, options: OpenOptions) -> None:
    with open_source(bare_image, options) as source:
        assert str(source.origin) == f"docker:{bare_image}"


def test_it_is_the_same_as_what_docker_saves(
    bare_image: str, docker_host: str, docker_client: DockerClient, tmp_path: Path
) -> None:
    archive = tmp_path / "image.tar"
    with archive.open("wb") as file:
        file.writelines(docker_client.api.get_image(bare_image))
    by_daemon, by_archive = (snap(docker_host, ref) for ref in (f"docker:{bare_image}", f"archive:{archive}"))
    assert by_daemon.facts == by_archive.facts
    assert by_daemon.origin.digest == by_archive.origin.digest


@pytest.mark.usefixtures("no_store")
def test_what_is_interrupted_leaves_no_container(
    bare_image: str, docker_host: str, docker_client: DockerClient
) -> None:
    def interrupt(what: str, done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    options = OpenOptions(docker_host=docker_host, progress=interrupt)
    with pytest.raises(KeyboardInterrupt), open_source(f"docker:{bare_image}", options) as source:
        source.files.children("/")
    assert left_behind(docker_client) == []


def test_names_that_the_daemon_does_not_have(bare_image: str, options: OpenOptions) -> None:
    with pytest.raises(UnknownReference, match=rf"did you mean {BARE}"):
        open_source("docker:parity-test/bear:1", options)
    with pytest.raises(UnknownReference, match="pull it: docker pull zzz-no-such-image"):
        open_source("docker:zzz-no-such-image", options)
    with pytest.raises(UnknownReference, match="none of that name"):
        open_source("container:zzz-no-such-container", options)


def test_an_image_for_another_platform(bare_image: str, docker_host: str) -> None:
    with pytest.raises(UnknownReference, match="linux/amd64"):
        open_source(f"docker:{bare_image}", OpenOptions(docker_host=docker_host, platform="linux/s390x"))


def test_an_agent_in_a_sealed_container(python_image: str, docker_host: str, docker_client: DockerClient) -> None:
    volumes = len(docker_client.volumes.list())
    snapshot = snap(docker_host, f"docker:{python_image}", run=True)
    settings, hardware = facts(snapshot, Domain.SETTING), facts(snapshot, Domain.HARDWARE)
    assert settings["env:OMP_NUM_THREADS"] == Variable(value="3")
    assert "env:HOME" not in settings
    assert isinstance(settings["env:API_TOKEN"], Variable)
    assert settings["env:API_TOKEN"].value is None
    assert isinstance(settings["locale"], Text)
    assert settings["shm"] == Size(bytes=64 << 20)
    memory = hardware["memory"]
    assert isinstance(memory, Memory)
    assert memory.limit is None
    assert [gap.subject for gap in snapshot.gaps if gap.domain is Domain.HARDWARE] == ["gpu*"]
    assert [gap for gap in snapshot.gaps if not gap.inherent] == []
    assert left_behind(docker_client) == []
    assert len(docker_client.volumes.list()) == volumes


def test_the_agent_needs_a_python(bare_image: str, docker_host: str, docker_client: DockerClient) -> None:
    snapshot = snap(docker_host, f"docker:{bare_image}", run=True)
    gaps = [gap for gap in snapshot.gaps if gap.domain is Domain.HARDWARE]
    assert [gap.inherent for gap in gaps] == [False]
    assert "no Python interpreter" in gaps[0].reason
    assert left_behind(docker_client) == []


def test_a_seal_stays_shut(python_image: str, docker_client: DockerClient) -> None:
    """A program in the interpreter's place tells what it can do there."""
    agent = SealedContainer(lambda: docker_client.api, python_image).run_agent("/opt/spy")
    assert agent.values == {
        "capabilities": "0000000000000000", "no_new_privileges": "1", "interfaces": "lo", "writable": "no",
        "pids": "64", "memory": str(512 << 20),
    }  # fmt: skip
    assert left_behind(docker_client) == []


@pytest.mark.parametrize(
    ("program", "problem"),
    [
        ("/nonexistent/python", "no such file"),
        ("/bin/false", "no report; exit status 1"),
        ("/bin/echo", "no report, but"),
    ],
)
def test_programs_that_are_no_interpreter(
    python_image: str, docker_client: DockerClient, program: str, problem: str
) -> None:
    with pytest.raises(SourceError, match=problem):
        SealedContainer(lambda: docker_client.api, python_image).run_agent(program)
    with container(docker_client, python_image, entrypoint=SLEEP) as name:
        docker_client.containers.get(name).start()
        with pytest.raises(SourceError, match=problem):
            RunningContainer(lambda: docker_client.api, name).run_agent(program)
    assert left_behind(docker_client) == []


def test_a_running_container(python_image: str, docker_host: str, docker_client: DockerClient) -> None:
    from docker.types import Ulimit

    given = {
        "entrypoint": SLEEP, "nano_cpus": 1_500_000_000, "mem_limit": "512m", "shm_size": "128m",
        "environment": {"OMP_NUM_THREADS": "7"}, "ulimits": [Ulimit(name="nofile", soft=2048, hard=4096)],
    }  # fmt: skip
    with container(docker_client, python_image, **given) as name:
        docker_client.containers.get(name).start()
        docker_client.containers.get(name).exec_run(["touch", "/srv/made-later"])
        snapshot = snap(docker_host, f"container:{name}")
        with open_source(f"container:{name}", OpenOptions(docker_host=docker_host)) as source:
            assert "made-later" in source.files.children("/srv")
    settings, hardware = facts(snapshot, Domain.SETTING), facts(snapshot, Domain.HARDWARE)
    count, memory = hardware["cpu-count"], hardware["memory"]
    assert isinstance(count, CpuCount)
    assert count.quota == 1.5
    assert isinstance(memory, Memory)
    assert memory.limit == 512 << 20
    assert settings["shm"] == Size(bytes=128 << 20)
    assert settings["ulimit:nofile"] == Limit(soft=2048, hard=4096)
    assert settings["env:OMP_NUM_THREADS"] == Variable(value="7")
    assert "env:HOME" not in settings
    assert [gap for gap in snapshot.gaps if not gap.inherent] == []


def test_a_container_that_does_not_run(python_image: str, docker_host: str, docker_client: DockerClient) -> None:
    with container(docker_client, python_image, shm_size="32m", environment={"A": "1"}) as name:
        snapshot = snap(docker_host, f"container:{name}")
    settings = facts(snapshot, Domain.SETTING)
    assert settings["shm"] == Size(bytes=32 << 20)
    assert settings["env:A"] == Variable(value="1")
    assert facts(snapshot, Domain.HARDWARE) == {}
    assert [gap.inherent for gap in snapshot.gaps if gap.domain is Domain.HARDWARE] == [True]


def test_code_that_is_mounted_is_not_seen_and_that_is_said(
    python_image: str, docker_host: str, docker_client: DockerClient, tmp_path: Path
) -> None:
    volumes = {str(tmp_path): {"bind": "/srv/app", "mode": "ro"}}
    with container(docker_client, python_image, volumes=volumes) as name:
        snapshot = snap(docker_host, f"container:{name}")
    gaps = [gap for gap in snapshot.gaps if gap.domain is Domain.CODE]
    assert ["/srv/app is mounted" in gap.reason for gap in gaps] == [True]


def test_a_container_is_not_stopped_paused_or_changed(
    python_image: str, docker_host: str, docker_client: DockerClient
) -> None:
    with container(docker_client, python_image, entrypoint=SLEEP) as name:
        docker_client.containers.get(name).start()
        before = docker_client.api.diff(name)
        snap(docker_host, f"container:{name}")
        assert docker_client.api.diff(name) == before
        assert docker_client.api.inspect_container(name)["State"]["Status"] == "running"
