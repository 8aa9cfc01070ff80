"""What is published holds everything that the program needs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.fixtures import FIXTURES

pytestmark = pytest.mark.network  # the build backend comes from the package index


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the working copy."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), str(FIXTURES.parent)],
        check=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_has_data_and_typing_marker_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {"parity/py.typed", "parity/demo/dev.tar.gz", "parity/demo/prod.tar.gz"} <= set(names)
    assert any(name.startswith("parity/knowledge/packages/") for name in names)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"parity", "envparity"}


def test_the_demo_runs_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    """From the zip file's contents, away from the working copy."""
    zipfile.ZipFile(wheel).extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", "import parity; print(parity.__file__); from parity.cli import main; main()", "demo"],
        capture_output=True, check=False, text=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path))
    assert "jinja2" in done.stdout
