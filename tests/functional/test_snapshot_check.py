"""`parity snapshot --check`: whether a stored snapshot is still true."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.command import parity
from tests.support.fixtures import FIXTURES

SHOP = f"oci:{FIXTURES}/images/shop"


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stored") / "dev.json"
    assert parity("snapshot", f"{SHOP}:dev", "-o", path).returncode == 0
    return path


def test_it_is_current(dev: Path) -> None:
    done = parity("snapshot", f"{SHOP}:dev", "--check", dev)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{dev} is current\n", "")


def test_it_is_not_and_what_differs_is_told(dev: Path) -> None:
    done = parity("snapshot", f"{SHOP}:prod", "--check", dev)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{dev} is not current")
    assert "~ tzdata  2024.1 → 2022.1" in done.stdout


def test_only_what_matters_to_the_project(dev: Path) -> None:
    assert parity("snapshot", f"{SHOP}:prod", "--check", dev, "--only", "hardware").returncode == 0
    assert parity("snapshot", f"{SHOP}:prod", "--check", dev, "--only", "distribution").returncode == 1


def test_environments_have_names(dev: Path) -> None:
    (dev.parent / "parity.toml").write_text(f'[environments.prod]\nsource = "{SHOP}:prod"\n')
    done = parity("snapshot", "prod", "--check", "dev.json", cwd=dev.parent)
    assert done.returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--check", "nowhere.json"],
        ["--only", "code"],
        ["--check", "dev.json", "-o", "x.json"],
        ["--check", "dev.json", "--only", "cod"],
    ],
)
def test_what_makes_no_sense_is_one_sentence(dev: Path, arguments: list[str]) -> None:
    shutil.copy(dev, dev.parent / "copy.json")
    done = parity("snapshot", f"{SHOP}:dev", *arguments, cwd=dev.parent)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert not (dev.parent / "x.json").exists()
