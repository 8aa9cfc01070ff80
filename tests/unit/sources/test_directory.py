from __future__ import annotations

import json
from pathlib import Path

import pytest

from parity.errors import SourceError, UnknownReference
from parity.interfaces import OpenOptions, ProcessConfig, Source
from parity.model.keys import Domain
from parity.sources.directory import DirectoryOpener
from tests.support.files import Link
from tests.support.images import Member, write_directory

ROOT: dict[str, Member] = {"etc/os-release": b"ID=debian\n", "usr/lib/x": b"x", "lib": Link("usr/lib")}
RUNTIME = {
    "ociVersion": "1.0.2",
    "process": {
        "user": {"uid": 1000, "gid": 1000},
        "args": ["python", "serve.py"],
        "env": ["PATH=/usr/bin", "HOME=/root"],
        "cwd": "/srv",
        "rlimits": [{"type": "RLIMIT_NOFILE", "hard": 1024, "soft": 512}],
    },
    "root": {"path": "rootfs"},
}


def opened(path: object) -> Source:
    return DirectoryOpener().open("dir", str(path), OpenOptions())


def test_a_root(tmp_path: Path) -> None:
    write_directory(tmp_path, ROOT)
    with opened(tmp_path) as source:
        assert source.files.read("/lib/x", 9) == b"x"
        assert source.config is None
        assert {gap.domain for gap in source.gaps if gap.inherent} == {Domain.HARDWARE, Domain.SETTING}
        assert (source.origin.scheme, source.origin.reference) == ("dir", str(tmp_path))


def bundle(path: Path, config: object = RUNTIME, root: str = "rootfs") -> Path:
    write_directory(path / root, ROOT)
    (path / "config.json").write_text(config if isinstance(config, str) else json.dumps(config))
    return path


def test_a_runtime_bundle(tmp_path: Path) -> None:
    with opened(bundle(tmp_path)) as source:
        assert source.files.read("/lib/x", 9) == b"x"
        assert source.config == ProcessConfig(
            env={"PATH": "/usr/bin", "HOME": "/root"},
            cmd=("python", "serve.py"),
            user="1000",
            workdir="/srv",
            ulimits={"nofile": (512, 1024)},
            complete=False,
        )
        assert [gap.domain for gap in source.gaps] == [Domain.HARDWARE]


@pytest.mark.parametrize("root", ["/etc", "../..", "nowhere", "other"])
def test_the_root_of_a_bundle_lies_inside_it(tmp_path: Path, root: str) -> None:
    bundle(tmp_path, {**RUNTIME, "root": {"path": root}})
    write_directory(tmp_path / "other", {"etc/other": b""})
    with opened(tmp_path) as source:
        expected = {"other": ["etc"], "../..": ["config.json", "other", "rootfs"]}.get(root, ["etc", "lib", "usr"])
        assert source.files.children("/") == expected


@pytest.mark.parametrize(
    ("config", "problem"),
    [("{", "not JSON"), ("[]", "is no object"), ('{"process": {"args": "x"}}', "process.args is no array")],
)
def test_absurd_configurations(tmp_path: Path, config: str, problem: str) -> None:
    with pytest.raises(SourceError, match=f"config.json: .*{problem}"):
        opened(bundle(tmp_path, config))


def test_a_root_that_happens_to_have_a_config(tmp_path: Path) -> None:
    write_directory(tmp_path, {**ROOT, "config.json": b"not ours"})
    with opened(tmp_path) as source:
        assert source.config is None


def test_what_is_no_directory(tmp_path: Path) -> None:
    with pytest.raises(UnknownReference, match="no such directory"):
        opened("/no/such/dir")
    with pytest.raises(UnknownReference, match="no such directory"):
        opened("")
    with pytest.raises(SourceError, match="it is empty"):
        opened(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(UnknownReference, match="not a directory; use archive:"):
        opened(tmp_path / "file")
    (tmp_path / "oci-layout").touch()
    with pytest.raises(SourceError, match=f"use oci:{tmp_path}"):
        opened(tmp_path)


def test_recognises_roots_and_bundles(tmp_path: Path) -> None:
    opener = DirectoryOpener()
    assert opener.recognises(str(write_directory(tmp_path / "root", ROOT)))
    assert opener.recognises(str(bundle(tmp_path / "bundle")))
    assert not opener.recognises(str(write_directory(tmp_path / "project", {"setup.py": b""})))
    assert not opener.recognises(str(write_directory(tmp_path / "venv", {"pyvenv.cfg": b"", "lib/x": b""})))
    assert not opener.recognises("nothing")
