"""`parity lock` as a user meets it, on stored snapshots; with no index, so that nothing but the command is tested."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli
from packaging.pylock import Pylock

from parity.model.codec import encode
from parity.model.facts import Fact
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.model.system import LibC
from tests.support.command import parity
from tests.support.locks import distribution


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """dev on Python 3.11 with numpy 2, prod on 3.12 with numpy 1."""
    made = []
    for name, python, numpy, needs in (("dev", "3.11.7", "2.0", "numpy>=2"), ("prod", "3.12.1", "1.26", "numpy<2")):
        minor = python.replace(".", "")[:3]
        facts = [
            Fact(
                Key(Domain.INTERPRETER, "python"),
                Interpreter(implementation="cpython", version=python, soabi=f"cpython-{minor}-x86_64-linux-gnu"),
            ),
            Fact(Key(Domain.SYSTEM, "libc"), LibC(family="glibc", version="2.36")),
            Fact(Key(Domain.DISTRIBUTION, "numpy"), distribution(numpy)),
            Fact(Key(Domain.DISTRIBUTION, f"of-{name}"), distribution("1", needs)),
        ]
        path = tmp_path / f"{name}.json"
        path.write_bytes(encode(Snapshot.of(Origin(scheme="docker", reference=f"shop:{name}"), facts)))
        made.append(path)
    return made[0], made[1]


def test_versions_only_without_an_index(pair: tuple[Path, Path], tmp_path: Path) -> None:
    done = parity("lock", *pair, "--no-index", "-o", f"{tmp_path}/locks/")
    assert done.returncode == 0, done.stderr
    assert "no pylock.toml" in done.stdout
    text = (tmp_path / "locks/requirements.txt").read_text()
    assert 'numpy==1.26 ; python_version == "3.12"' in text
    assert 'numpy==2.0 ; python_version == "3.11"' in text
    assert sorted(path.name for path in (tmp_path / "locks").iterdir()) == [
        "constraints.txt", "requirements.in", "requirements.txt",
    ]  # fmt: skip


def test_check_tells_whether_the_files_are_as_they_would_be_written(pair: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "constraints.txt"
    arguments = ("lock", *pair, "--no-index", "-o", target)
    assert parity(*arguments, "--check").returncode == 1
    assert not target.exists()
    assert parity(*arguments).returncode == 0
    assert parity(*arguments, "--check").returncode == 0
    target.write_text(target.read_text() + "more\n")
    assert parity(*arguments, "--check").returncode == 1


def test_the_impossible_in_a_few_lines_and_nothing_written(pair: tuple[Path, Path], tmp_path: Path) -> None:
    target = tmp_path / "requirements.txt"
    done = parity("lock", *pair, "--no-index", "--mode", "unify", "--no-split", "-o", target)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "parity: cannot lock dev and prod: one version of every package is impossible",
        "these cannot hold together:",
        "  numpy is to be one version everywhere (--no-split)",
        "  dev: of-dev 1 needs numpy>=2",
        "  prod: of-prod 1 needs numpy<2",
        "each of these would do (it was tried):",
        "  --allow-split numpy",
    ]
    assert not target.exists()
    eased = parity("lock", *pair, "--no-index", "--mode", "unify", "--no-split", "--allow-split", "numpy", "-o", target)
    assert eased.returncode == 0, eased.stderr


def test_hashes_are_demanded(pair: tuple[Path, Path], tmp_path: Path) -> None:
    done = parity("lock", *pair, "--no-index", "--require-hashes", "-o", tmp_path / "requirements.txt")
    assert done.returncode == 2
    assert "cannot lock with hashes only 'dev': 2 of 2 packages have none" in done.stderr
    assert not (tmp_path / "requirements.txt").exists()


@pytest.mark.network
def test_a_real_environment_is_attested_and_checked_against_its_lock(tmp_path: Path) -> None:
    """This very environment: pip's own configuration, its index, and the facts beside the packages."""
    done = parity("lock", "here=live", "-o", tmp_path / "pylock.toml", "--exclude", "envparity")
    assert done.returncode == 0, done.stderr
    lock = Pylock.from_dict(tomli.loads((tmp_path / "pylock.toml").read_text()))
    packaging = next(one for one in lock.packages if one.name == "packaging")
    assert packaging.tool == {"envparity": {"provenance": {"here": "attested"}}}
    assert packaging.wheels is not None
    assert len(packaging.wheels) == 1
    assert lock.tool is not None
    assert lock.tool["envparity"]["environments"]["here"]["facts"]
