"""Locks rebuilt by the real pip and uv from an index on the loopback interface, compared with what was locked."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.tags import sys_tags

from parity.index.configuration import IndexOptions
from parity.model.lock import Lock, LockDocument, LockedEnvironment, LockedFile, LockedPackage, LockFormat, LockMode
from parity.model.snapshot import Snapshot
from parity.model.verification import ImportFailure, Rebuilt, Verification
from parity.rebuild.imports import failures
from parity.runs.guardian import Guardian
from parity.runs.imports import import_failures
from parity.runs.places import RunOptions, open_executor
from parity.workflows import take_snapshot
from parity.workflows.verify import VerifyOptions, verify
from tests.support.command import COMMAND, parity
from tests.support.package_index import Behaviour, PackageIndex
from tests.support.wheels import environment, wheel, wheel_name

BROKEN = b"import sys\nprint('noise')\nraise ImportError('libGL.so.1: cannot open shared object file\\nsecond line')\n"
SHIPPED = {
    wheel_name(): wheel(requires=["missing-one>=2"], data={"scripts/demo-run": b"#!python\nprint(1)\n"}),
    wheel_name("broken"): wheel("broken", files={"broken/__init__.py": BROKEN}),
    wheel_name("other", "2.0+cu121"): wheel("other", "2.0+cu121"),
}
SECRET = "s3cr3t-p4ss"
MARKERS = {name: str(value) for name, value in default_environment().items() if name != "extra"}
PROD = LockedEnvironment(
    name="prod", origin="venv:/prod", markers=MARKERS, tags=tuple(map(str, sys_tags())), marker="python_version >= '3'"
)


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("locked")
    return take_snapshot(f"venv:{environment(folder / 'venv', SHIPPED, folder / 'cache')}")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary directories go, and nothing may be left."""
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield place
    assert list(place.iterdir()) == []


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARITY_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


def lock_of(
    index: PackageIndex, files: Mapping[str, bytes], environments: tuple[LockedEnvironment, ...] = (PROD,)
) -> tuple[Lock, list[LockDocument]]:
    """As written, with groups where there is more than one environment; requirements for the first."""
    names = tuple(one.name for one in environments)
    packages = []
    for name, content in files.items():
        project, version = name.split("-")[:2]
        hashes = {"sha256": hashlib.sha256(content).hexdigest()}
        file = LockedFile(
            name=name, url=f"{index.url.removesuffix('/simple')}/files/{name}", index=index.url, hashes=hashes,
            environments=names,
        )  # fmt: skip
        packages.append(LockedPackage(name=project, version=version, environments=names, files=(file,)))
    lock = Lock(mode=LockMode.UNION, environments=environments, packages=tuple(packages), default=names[0])
    pins = "".join(f"{one.name}=={one.version} --hash=sha256:{one.files[0].hashes['sha256']}\n" for one in packages)
    return lock, [
        LockDocument(name="pylock.toml", format=LockFormat.PYLOCK, text=_pylock(lock), environments=names),
        LockDocument(name="requirements.txt", format=LockFormat.REQUIREMENTS, text=pins, environments=names[:1]),
    ]


def _pylock(lock: Lock) -> str:
    groups = json.dumps([one.name for one in lock.environments])
    lines = ['lock-version = "1.0"', 'created-by = "test"']
    if len(lock.environments) > 1:
        lines += [f"dependency-groups = {groups}", f'default-groups = ["{lock.default}"]']
    for package in lock.packages:
        file = package.files[0]
        lines += ["[[packages]]", f'name = "{package.name}"', f'version = "{package.version}"']
        if len(lock.environments) > 1:
            lines.append(
                "marker = " + json.dumps(" or ".join(f"'{one}' in dependency_groups" for one in package.environments))
            )
        lines += ["[[packages.wheels]]", f'name = "{file.name}"', f'url = "{file.url}"']
        lines.append(f'hashes = {{sha256 = "{file.hashes["sha256"]}"}}')
    return "\n".join(lines) + "\n"


def by_way(found: Verification) -> dict[str, Rebuilt]:
    return {one.way.split()[0]: one for one in found.rebuilt}


def options(index: PackageIndex, **changes: object) -> VerifyOptions:
    return replace(VerifyOptions(index=IndexOptions(index_url=index.url)), **changes)  # type: ignore[arg-type]


@pytest.mark.usefixtures("cache")
def test_what_was_locked_is_had_again_and_an_old_failure_is_called_old(locked: Snapshot, temporary: Path) -> None:
    with PackageIndex(Behaviour(files=SHIPPED, password=("me", SECRET))) as index:
        lock, documents = lock_of(index, SHIPPED)
        chosen = VerifyOptions(index=IndexOptions(index_url=index.url_for("me", SECRET)))
        found = verify(lock, documents, {"prod": locked}, chosen)
    ways = by_way(found)
    assert set(ways) == {"selection", "pip", "uv"}
    for name in ("pip", "uv"):
        one = ways[name]
        assert one.done, one
        assert (one.packages, one.imported, one.interpreter) == (3, 3, "")
        assert (one.differences, one.expected, one.broken) == ((), (), ())
        assert any("missing-one" in line for line in one.broken_before)  # it was broken where it was locked, too
        assert [(failure.module, failure.old) for failure in one.imports] == [("broken", True)]
        assert one.imports[0].error == "ImportError: libGL.so.1: cannot open shared object file"
    assert found.proven
    assert SECRET not in repr(found)
    del temporary


@pytest.mark.usefixtures("cache", "temporary")
def test_another_file_under_the_locked_name_is_not_installed(locked: Snapshot) -> None:
    with PackageIndex(Behaviour(files=SHIPPED)) as index:
        lock, documents = lock_of(index, SHIPPED)
        index.behaviour.files = {**SHIPPED, wheel_name(): wheel(files={"demo/__init__.py": b"evil\n"})}
        found = verify(lock, documents, {"prod": locked}, options(index, keep_downloads=False))
    ways = by_way(found)
    for name in ("pip", "uv"):
        assert ways[name].failed
        assert "hash" in ways[name].problem.lower()
    assert found.disproven


@pytest.mark.usefixtures("cache", "temporary")
def test_what_was_locked_wrongly_is_told(locked: Snapshot) -> None:
    theirs = {
        wheel_name(): wheel(files={"demo/__init__.py": b"y = 3\n", "demo/new.py": b"1/0\n"}),
        wheel_name("broken"): SHIPPED[wheel_name("broken")],
    }
    with PackageIndex(Behaviour(files=theirs)) as index:
        lock, documents = lock_of(index, theirs)
        missing = replace(lock.packages[0], name="absent", files=())
        found = verify(replace(lock, packages=(*lock.packages, missing)), documents, {"prod": locked}, options(index))
    ways = by_way(found)
    assert ways["selection"].differences == ("absent is locked, yet not selected",)
    for name in ("pip", "uv"):
        assert ways[name].done
        assert ways[name].differences == ("absent 1.0 is locked and not there", "demo 1.0: another RECORD")
    assert not found.proven


@pytest.mark.usefixtures("cache", "temporary")
def test_what_cannot_run_here_is_proven_by_selection_and_says_so(locked: Snapshot) -> None:
    arm = LockedEnvironment(
        name="arm", origin="archive:arm.tar", markers={**MARKERS, "platform_machine": "s390x"},
        tags=("cp311-cp311-manylinux_2_17_s390x", "py3-none-any"),
    )  # fmt: skip
    with PackageIndex(Behaviour(files=SHIPPED)) as index:
        lock, documents = lock_of(index, SHIPPED, (PROD, arm))
        found = verify(lock, documents, {"prod": locked, "arm": locked}, options(index, imports=False))
    assert [(one.environment, one.way.split()[0], one.done) for one in found.rebuilt] == [
        ("prod", "selection", True), ("prod", "pip", True), ("prod", "uv", True),
        ("arm", "selection", True), ("arm", "pip", False), ("arm", "uv", False),
    ]  # fmt: skip
    assert found.rebuilt[-1].problem.startswith("this host has no cpython 3.")
    assert found.proven


def test_the_command_writes_what_is_proven_and_nothing_else(locked: Snapshot, tmp_path: Path) -> None:
    lies = {wheel_name(): "ab" * 32}
    for stated, code, written in ((lies, 1, []), ({}, 0, ["pylock.toml", "requirements.txt"])):
        with PackageIndex(Behaviour(files=SHIPPED, stated_sha256=stated)) as index:
            done = parity(
                "lock", f"prod=venv:{locked.origin.reference}", "--index-url", index.url, "--verify", "--no-cache",
                "-o", tmp_path, "--format", "pylock", "--format", "requirements",
            )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        assert sorted(path.name for path in tmp_path.iterdir()) == written
        # By its RECORD it is the file; that the index states another hash shows when it is installed.
        assert "3 attested" in done.stdout
        assert ("FAILED" in done.stdout) is bool(stated)
    assert "proven: what is built from this lock is what was locked" in done.stdout
    assert "old: broken cannot be imported: ImportError: libGL.so.1" in done.stdout


def test_a_command_that_is_terminated_leaves_nothing(locked: Snapshot, temporary: Path, tmp_path: Path) -> None:
    with PackageIndex(Behaviour(files=SHIPPED)) as index:
        command = [
            str(COMMAND), "lock", f"prod=venv:{locked.origin.reference}", "--index-url", index.url, "--verify",
            "--no-cache", "-o", str(tmp_path / "pylock.toml"), "-o", str(tmp_path / "requirements.txt"),
        ]  # fmt: skip
        with subprocess.Popen(
            command, env={**os.environ, "TMPDIR": str(temporary)}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process:
            deadline = time.monotonic() + 60
            while not list(temporary.glob("*/prod/pip/bin/python")):
                assert time.monotonic() < deadline
                assert process.poll() is None
                time.sleep(0.02)
            index.behaviour.silence = 30.0  # the installer waits
            time.sleep(0.3)
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"interrupted; nothing was written" in said
    assert not list(tmp_path.glob("*.t*"))
    assert not [one for one in _command_lines() if str(temporary) in one]


def _command_lines() -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
    return found


@pytest.mark.usefixtures("temporary")
def test_each_import_is_apart_and_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from parity.rebuild import imports

    site = Path(subprocess.run(
        [sys.executable, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True,
    ).stdout.strip())  # fmt: skip
    assert site.is_dir()
    modules = {
        "parity_t_dies": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "parity_t_leaves": "import sys; sys.exit(3)",
        "parity_t_hangs": "import time; time.sleep(600)",
        "parity_t_prints": "print('{}' * 100000)",
        "parity_t_vanishes": "import os; os._exit(0)",
    }
    there = environment(tmp_path / "venv", {
        wheel_name("trial"): wheel("trial", files={f"{name}.py": text.encode() for name, text in modules.items()})
    }, tmp_path / "cache")  # fmt: skip
    monkeypatch.setattr(imports, "SECONDS_EACH", 1.0)
    found = imports.failures(there / "bin" / "python", [*modules, "json", "no_such"], tmp_path)
    assert found == {
        "no_such": "ModuleNotFoundError: No module named 'no_such'",
        "parity_t_dies": "the process died of signal 11",
        "parity_t_hangs": "it did not end within 1 seconds",
        "parity_t_leaves": "SystemExit: 3",
        "parity_t_vanishes": "the process ended with status 0",
    }


def test_imports_by_an_executor_say_the_same(tmp_path: Path) -> None:
    there = environment(tmp_path / "venv", {wheel_name("broken"): SHIPPED[wheel_name("broken")]}, tmp_path / "cache")
    with Guardian() as guardian, ExitStack() as opened:
        executor, _ = open_executor(f"venv:{there}", RunOptions(), guardian, opened)
        found = import_failures(executor, ["broken", "json", "no_such"])
    assert found == failures(there / "bin" / "python", ["broken", "json", "no_such"], tmp_path)
    assert set(found) == {"broken", "no_such"}


def test_a_failure_that_is_not_known_from_before_is_not_called_old() -> None:
    assert not ImportFailure(module="x", error="ImportError: y").old
    assert not ImportFailure(module="x", error="ImportError: y", before="").old
    assert ImportFailure(module="x", error="ImportError: y", before="ImportError: z").old
