"""What an interpreter is, without its site."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.agent import report


def test_a_virtual_environment_knows_its_prefix_without_site(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "v"], check=True)
    told = report(str(tmp_path / "v" / "bin" / "python"))
    assert told.values["prefix"] == str(tmp_path / "v")
    assert told.values["base_prefix"] == sys.base_prefix
