"""The single file that `make dist` builds: on other Pythons, with nothing installed, leaving nothing behind."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from singlefile.build import build

pytestmark = pytest.mark.network
PYENV = Path.home() / ".pyenv" / "versions"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dist"))


def others() -> list[tuple[tuple[int, int], str]]:
    """(version, path) of every CPython that is to be found here, this one included."""
    found = {sys.version_info[:2]: sys.executable}
    for minor in range(7, 16):
        name = f"python3.{minor}"
        kept = sorted(PYENV.glob(f"3.{minor}.*/bin/python")) if PYENV.is_dir() else []
        path = str(kept[-1]) if kept else shutil.which(name)
        if path:
            found.setdefault((3, minor), path)
    return sorted(found.items())


def run(python: str, file: Path | str, *arguments: str, tmp: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp), "HOME": str(tmp), "COLUMNS": "100"}
    return subprocess.run(
        [python, str(file), *arguments],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp,
        timeout=240,
        check=False,
    )


@pytest.mark.parametrize(
    ("version", "python"), others(), ids=lambda one: ".".join(map(str, one)) if isinstance(one, tuple) else ""
)
def test_it_runs_on_every_supported_python_and_tells_the_others(
    version: tuple[int, int], python: str, file: Path, tmp_path: Path
) -> None:
    done = run(python, file, "--version", tmp=tmp_path)
    if version >= (3, 10):
        assert (done.returncode, done.stderr) == (0, "")
        assert re.fullmatch(r"parity \d+\.\d+\.\d+\S*\n", done.stdout)
    else:
        assert (done.returncode, done.stdout) == (2, "")
        assert f"cannot run on Python {version[0]}.{version[1]}" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_it_checks_the_environment_that_it_runs_in_and_leaves_nothing(file: Path, tmp_path: Path) -> None:
    app, temporary = tmp_path / "app", tmp_path / "tmp"
    app.mkdir()
    temporary.mkdir()
    (app / "serve.py").write_text("def handle(x):\n    return x > 0.5\n")
    looking = ("--code-root", str(app), "--no-cache")
    alone = ("-S", str(file))  # nothing that is installed here may help
    taken = run(sys.executable, *alone, "snapshot", "live", *looking, "-o", str(tmp_path / "dev.json"), tmp=temporary)
    assert (taken.returncode, taken.stderr) == (0, "")
    same = run(sys.executable, *alone, "check", "--against", str(tmp_path / "dev.json"), *looking, tmp=temporary)
    assert (same.returncode, same.stderr) == (0, ""), same.stdout
    (app / "serve.py").write_text("def handle(x):\n    return x >= 0.5\n")
    other = run(sys.executable, *alone, "check", "--against", str(tmp_path / "dev.json"), *looking, tmp=temporary)
    assert (other.returncode, other.stderr) == (1, "")
    assert "serve.py" in other.stdout
    assert list(temporary.iterdir()) == []


def test_what_it_does_not_carry_is_told_in_one_sentence(file: Path, tmp_path: Path) -> None:
    # -S: nothing that is installed here may help.
    done = run(sys.executable, "-S", str(file), "lock", "live", "live", "--allow-editable", tmp=tmp_path)
    assert done.returncode == 2
    assert re.fullmatch(r"parity: this needs \S+, which the single file does not carry: .*\n", done.stderr)
