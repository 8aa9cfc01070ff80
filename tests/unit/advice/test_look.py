"""Commands that show a difference without parity."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from parity.advice.look import look
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.distribution import Distribution, Integrity
from parity.model.facts import Value
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.setting import Variable
from parity.model.system import Package
from tests.support.samples import SAMPLES

HERE = Origin(scheme="python", reference=sys.executable, environment=sys.executable)
DEV = Origin(scheme="docker", reference="shop:dev", environment="/opt/venv/bin/python")


def distribution(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


def answer(change: Change, *, cwd: Path | None = None) -> str:
    """What the commands print when they are pasted into a shell."""
    commands = look(change, HERE)
    assert commands
    done = subprocess.run(["sh", "-ec", "\n".join(commands)], capture_output=True, check=True, text=True, cwd=cwd)
    return done.stdout


def test_the_version_that_is_installed() -> None:
    change = Change.of(Key(Domain.DISTRIBUTION, "packaging"), distribution("1"), distribution("2"))
    assert answer(change).strip() == version("packaging")


def test_the_hashes_of_what_is_installed_where_versions_are_alike() -> None:
    change = Change.of(Key(Domain.DISTRIBUTION, "packaging"), distribution("1"), distribution("1"))
    rows = answer(change).splitlines()
    assert any(row.endswith(" packaging/version.py") and len(row.split()[0]) == 64 for row in rows)


def test_files_that_are_not_as_recorded() -> None:
    change = Change.of(Key(Domain.DISTRIBUTION, "packaging/integrity"), None, Integrity(version="1"))
    assert answer(change) == ""  # this one is whole; tests/docker looks at one that is not


def test_the_bytes_of_a_file_of_the_application(tmp_path: Path) -> None:
    (tmp_path / "serve.py").write_bytes(b"test")
    file = SourceFile(sha256="a", size=1, language="python")
    found = answer(Change.of(Key(Domain.CODE, "serve.py"), file, None), cwd=tmp_path)
    assert found.startswith("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")


def test_images_are_asked_through_the_daemon() -> None:
    package = Change.of(Key(Domain.SYSTEM, "dpkg:libc6"), Package(version="1"), Package(version="2"))
    assert look(package, DEV) == ("docker run --rm --network none --entrypoint dpkg-query shop:dev -W libc6",)
    variable = Change.of(Key(Domain.SETTING, "env:A"), Variable(value="1"), None)
    assert look(variable, DEV) == (
        "docker image inspect --format '{{range .Config.Env}}{{println .}}{{end}}' shop:dev | grep '^A='",
    )
    assert look(variable, Origin(scheme="container", reference="c")) == ("docker exec c printenv A",)


def test_an_image_in_a_file_is_loaded_first() -> None:
    variable = Change.of(Key(Domain.SETTING, "env:A"), Variable(value="1"), None)
    archive = Origin(scheme="archive", reference="a b.tar", tag="shop:dev")
    assert look(variable, archive)[0] == "docker load --input 'a b.tar'"
    assert " shop:dev " in look(variable, archive)[1]


def test_a_stored_snapshot_and_a_secret_cannot_be_asked() -> None:
    variable = Change.of(Key(Domain.SETTING, "env:A"), Variable(value="1"), None)
    assert look(variable, Origin(scheme="dir", reference="/x")) == ()
    secret = Change.of(Key(Domain.SETTING, "env:A"), Variable(secret="1"), None)
    assert look(secret, DEV) == ()


@pytest.mark.parametrize("value", SAMPLES, ids=lambda value: type(value).__name__)
def test_every_type_of_value_is_answered(value: Value) -> None:
    for domain in Domain:
        change = Change.of(Key(domain, "dpkg:x"), value, None)
        assert all(isinstance(line, str) for line in (*look(change, DEV), *look(change, HERE)))
