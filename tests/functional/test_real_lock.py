"""Environments of real packages, two Pythons and a machine that is not this one: attested, locked, built again."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from parity.index.configuration import IndexOptions
from parity.lock.formats.documents import all_documents
from parity.model.attestation import Standing
from parity.model.facts import Fact
from parity.model.interpreter import Interpreter
from parity.model.lock import LockFormat
from parity.model.snapshot import Snapshot
from parity.rebuild import interpreters
from parity.workflows import take_snapshot
from parity.workflows.attest import attest_environment
from parity.workflows.lock import NamedPlace, build_lock
from parity.workflows.verify import VerifyOptions, verify
from tests.support.wheels import UV

pytestmark = pytest.mark.network

# Headers, a program in bin/, compiled modules, scripts, name-spaces, a package that is only had as an sdist.
PACKAGES = ("greenlet", "markupsafe", "jmespath", "zope.interface", "docutils<0.22", "uv==0.9.5")
OTHER = ("greenlet", "markupsafe<3", "jmespath<1.1", "docopt", "zope.interface")
PYTHONS = ("3.10", "3.11", "3.12", "3.13")
MARKERS = {"implementation_name": "cpython", "platform_machine": os.uname().machine, "sys_platform": "linux"}


def made(place: Path, python: Path, *words: str) -> Path:
    """A virtual environment with packages of the index that pip is configured for."""
    quiet = [str(UV), "-q", "--no-config"]
    subprocess.run([*quiet, "venv", "--python", str(python), str(place)], check=True)
    subprocess.run([*quiet, "pip", "install", "--python", str(place / "bin" / "python"), *words], check=True)
    return place


@pytest.fixture(scope="module")
def pythons() -> list[Path]:
    found = [interpreters.find({**MARKERS, "python_full_version": f"{version}.0"}) for version in PYTHONS]
    return [one.path for one in found if one is not None]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, pythons: list[Path]) -> Path:
    return made(tmp_path_factory.mktemp("first") / "venv", pythons[0], *PACKAGES)


def test_wheels_of_the_index_are_attested_and_what_is_built_from_source_is_not(first: Path) -> None:
    found = {one.name: one for one in attest_environment(f"venv:{first}").attestations}
    assert {name: one.standing for name, one in found.items()} == dict.fromkeys(found, Standing.ATTESTED)
    assert set(found) == {"greenlet", "markupsafe", "jmespath", "zope-interface", "docutils", "uv"}
    assert all(one.file is not None and one.file.sha256 for one in found.values())


def test_two_pythons_are_locked_and_had_again_and_a_machine_that_is_not_here_is_selected_for(
    first: Path, pythons: list[Path], tmp_path: Path
) -> None:
    second = made(tmp_path / "second", pythons[-1], *OTHER)
    arm = made(tmp_path / "arm", pythons[0], "--python-platform", "aarch64-manylinux_2_28", "greenlet", "markupsafe")
    locked = build_lock(
        [
            NamedPlace(name="dev", place=f"venv:{first}"),
            NamedPlace(name="prod", place=f"venv:{second}"),
            NamedPlace(name="edge", place=_as_aarch64(take_snapshot(f"venv:{arm}"))),
        ]
    )
    documents = all_documents(locked.lock, (LockFormat.PYLOCK, LockFormat.REQUIREMENTS)).documents
    found = verify(locked.lock, documents, locked.snapshots, VerifyOptions(index=IndexOptions()))
    assert found.proven, [one for one in found.rebuilt if not one.proven]
    assert [(one.environment, one.way.split()[0]) for one in found.rebuilt if one.proven] == [
        ("dev", "selection"), ("dev", "pip"), ("dev", "uv"),
        ("prod", "selection"), ("prod", "pip"), ("prod", "uv"),
        ("edge", "selection"),
    ]  # fmt: skip
    text = next(one.text for one in documents if one.format is LockFormat.PYLOCK)
    assert "aarch64.whl" in text
    assert "file:" not in text
    docopt = next(one for one in locked.lock.packages if one.name == "docopt")
    assert [one.name for one in docopt.files] == ["docopt-0.6.2.tar.gz"]  # there is no wheel
    assert json.dumps([one.standing for one in docopt.provenance]) == '["built locally"]'


def _as_aarch64(snapshot: Snapshot) -> Snapshot:
    """As the same environment would look on the machine for which its wheels are."""
    facts = [
        Fact(fact.key, replace(fact.value, soabi=(fact.value.soabi or "").replace("x86_64", "aarch64")))
        if isinstance(fact.value, Interpreter)
        else fact
        for fact in snapshot.facts
    ]
    return Snapshot.of(replace(snapshot.origin, scheme="snapshot"), [*facts, *snapshot.gaps])
