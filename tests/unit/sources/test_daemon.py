"""docker: and container: as far as they go without a daemon: names, sockets, spooled files."""

from __future__ import annotations

import socket
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from parity.errors import SourceError, UnknownReference
from parity.interfaces import AgentReport, OpenOptions
from parity.sources.container import ContainerOpener
from parity.sources.daemon.connect import _why, explained
from parity.sources.daemon.container_agent import NO_GPU, _unsealed
from parity.sources.daemon.spool import CHUNK, DaemonFiles, exported, spool
from parity.sources.docker import DockerOpener
from tests.support.files import Link
from tests.support.images import layer_tar


def in_chunks(data: bytes, log: list[str] | None = None) -> Generator[bytes, None, None]:
    log = [] if log is None else log
    log.append("started")
    try:
        for start in range(0, len(data), CHUNK):
            yield data[start : start + CHUNK]
    finally:
        log.append("closed")


EXPORTED = layer_tar({
    ".dockerenv": b"", "dev": None, "dev/console": b"", "dev/shm": None, "etc": None, "etc/hosts": b"",
    "etc/hostname": b"", "etc/resolv.conf": b"", "etc/mtab": Link("/proc/mounts"), "etc/os-release": b"ID=debian\n",
    "proc": None, "sys": None,
})  # fmt: skip


def test_what_the_daemon_puts_there_is_not_seen() -> None:
    with ExitStack() as resources:
        files = DaemonFiles(lambda: exported("shop", lambda: in_chunks(EXPORTED), resources))
        assert files.children("/etc") == files.children("/etc/") == ["os-release"]
        assert ".dockerenv" not in files.children("/")
        assert files.children("/dev") == ["shm"]
        assert files.entry("/etc/hosts") is None
        assert files.entry("/etc/mtab", follow=False) is None
        assert files.read("/etc/os-release", 100) == b"ID=debian\n"


def test_what_a_process_wrote_there_is() -> None:
    own = layer_tar({"etc": None, "etc/hosts": b"127.0.0.1 db\n", "etc/mtab": Link("/etc/own")})
    with ExitStack() as resources:
        files = DaemonFiles(lambda: exported("shop", lambda: in_chunks(own), resources))
        assert files.children("/etc") == ["hosts", "mtab"]
        assert files.read("/etc/hosts", 100) == b"127.0.0.1 db\n"


def test_nothing_is_exported_before_it_is_asked_for_and_the_stream_is_closed_at_once() -> None:
    log: list[str] = []
    with ExitStack() as resources:
        files = DaemonFiles(lambda: exported("shop", lambda: in_chunks(EXPORTED, log), resources))
        assert log == []
        files.children("/")
        files.children("/etc")
        assert log == ["started", "closed"]


def test_an_export_that_is_interrupted_is_closed_before_anything_else() -> None:
    log: list[str] = []

    def interrupted() -> Generator[bytes, None, None]:
        log.append("started")
        try:
            yield EXPORTED[:512]
            raise KeyboardInterrupt
        finally:
            log.append("closed")

    with ExitStack() as resources:
        with pytest.raises(KeyboardInterrupt):
            exported("shop", interrupted, resources)
        assert log == ["started", "closed"]


@pytest.mark.parametrize("size", [0, 512, 1000, 512 * 6])
def test_an_export_that_breaks_off_is_an_error(size: int) -> None:
    with ExitStack() as resources, pytest.raises(SourceError):
        exported("shop", lambda: in_chunks(EXPORTED[:size]), resources)


def test_a_disk_that_is_full_is_said() -> None:
    def full() -> Generator[bytes, None, None]:
        yield b"x"
        raise OSError(28, "No space left on device")

    with pytest.raises(SourceError, match="No space left on device; set TMPDIR"):
        spool(full(), "shop")


def test_a_spool_directory_that_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import tempfile

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(SourceError, match="No such file"):
        spool([b"x"], "shop")


@pytest.mark.parametrize("reference", ["", "../containers", "a/../../b", "-x", "a b", "a?b", "ä"])
def test_names_that_are_none_are_not_asked_for(reference: str) -> None:
    with pytest.raises(UnknownReference, match="image"):
        DockerOpener().open("docker", reference, OpenOptions(docker_host="unix:///nonexistent"))
    with pytest.raises(UnknownReference, match="container"):
        ContainerOpener().open("container", reference, OpenOptions(docker_host="unix:///nonexistent"))


@pytest.mark.parametrize(
    ("host", "problem"),
    [
        ("unix:///nonexistent/docker.sock", "no such socket: it is not running; start it, or save the image"),
        ("tcp://127.0.0.1:1", "nobody listens there"),
        ("nonsense://x", "check DOCKER_HOST"),
        ("tcp://", "check DOCKER_HOST"),
    ],
)
def test_daemons_that_are_not_there(host: str, problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        DockerOpener().open("docker", "shop", OpenOptions(docker_host=host))


def test_the_environment_names_the_daemon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/named.sock")
    with pytest.raises(SourceError, match=r"cannot reach 'unix:///nonexistent/named\.sock'"):
        DockerOpener().open("docker", "shop", OpenOptions())


def test_a_damaged_docker_configuration_leaves_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"currentContext": "gone"')
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    with pytest.raises((SourceError, UnknownReference)):
        DockerOpener().open("docker", "parity-test/no-such-image", OpenOptions())


def test_a_socket_that_nobody_listens_at(tmp_path: Path) -> None:
    path = tmp_path / "d.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
        with pytest.raises(SourceError, match="not running"):
            DockerOpener().open("docker", "shop", OpenOptions(docker_host=f"unix://{path}"))


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        ("('Connection aborted.', PermissionError(13, 'Permission denied'))", "permission denied"),
        ("UnixHTTPConnectionPool(host='localhost', port=None): Read timed out. (read timeout=10)", "did not answer"),
        ("something\n  else", "something else"),
    ],
)
def test_what_the_client_library_says_in_a_sentence(message: str, problem: str) -> None:
    assert problem in _why(message)[0]


def test_errors_of_the_daemon_keep_their_words() -> None:
    from docker.errors import APIError
    from requests.exceptions import ChunkedEncodingError

    with pytest.raises(SourceError, match="the daemon says: no space left"), explained("export", "shop"):
        raise APIError("500", explanation="no space left")
    with pytest.raises(SourceError, match="went away"), explained("export", "shop"):
        raise ChunkedEncodingError("Connection broken")


def test_the_limits_of_the_seal_are_not_the_image_s() -> None:
    limits = {"memory.max": "536870912", "memory.swap.max": "0", "pids.max": "64", "cpu.max": "max 100000"}
    network = {"/proc/sys/net/core/somaxconn": "4096"}
    agent = AgentReport(files={f"/sys/fs/cgroup/{name}": text for name, text in limits.items()} | network)
    unsealed = _unsealed(agent)
    assert list(unsealed.files) == ["/sys/fs/cgroup/cpu.max"]
    assert unsealed.errors == {"gpu": NO_GPU}
