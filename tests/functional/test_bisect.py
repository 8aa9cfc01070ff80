"""`parity bisect` over real virtual environments that are made from local wheels: no index is asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.command import COMMAND, parity

HANGING = """
import os, sys, tempfile, time, zeta
def run():
    if "parity-trial-" in sys.prefix:
        with open(os.path.join(tempfile.gettempdir(), "new"), "w") as stream: stream.write(str(os.getpid()))
        os.rename(stream.name, os.path.join(tempfile.gettempdir(), "hangs"))
        time.sleep(600)
    return zeta.NEW
"""
INNOCENT = ("alpha", "beta", "gamma", "delta")


def wheel(root: Path, name: str, version: str, source: str, requires: tuple[str, ...] = ()) -> Path:
    path = root / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {line}\n" for line in requires)
    with ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", source)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return path


def environment(root: Path, name: str, packages: Mapping[str, tuple[str, str, tuple[str, ...]]]) -> Path:
    """A virtual environment with these packages: name -> (version, source, requirements)."""
    place = root / name
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    wheels = root / f"{name}-wheels"
    wheels.mkdir()
    site = next(place.glob("lib/python*/site-packages"))
    for package, (version, source, requires) in packages.items():
        with ZipFile(wheel(wheels, package, version, source, requires)) as archive:
            archive.extractall(site)
            rows = [f"{member.filename},,\n" for member in archive.infolist()]
        (site / f"{package}-{version}.dist-info/RECORD").write_text("".join(rows))
    return place


def packages(side: int, **more: tuple[str, str, tuple[str, ...]]) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    return {**dict.fromkeys(INNOCENT, (f"{side + 1}.0", f"VALUE = {side}\n", ())), **more}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`zeta` rounds otherwise from 2.0 on; `omega` breaks without the new `zeta`; the application has two files."""
    root = tmp_path_factory.mktemp("pair")
    zeta = ("def f(x): return round(x)\nNEW = False\n", "def f(x): return int(x)\nNEW = True\n")
    omega = ("", "import zeta\nassert zeta.NEW, 'needs the new one'\n")
    for side, name in enumerate(("before", "after")):
        own = {
            "zeta": (f"{side + 1}.0", zeta[side], ()),
            "omega": (f"{side + 1}.0", omega[side], ("zeta>=2",) if side else ()),
        }
        environment(root, name, packages(side, **own))
        code = root / f"code-{name}"
        code.mkdir()
        (code / "app.py").write_text(f"LIMIT = {3 + side}\ndef run(x=1): return min(x, LIMIT)\n")
        (code / "notes.py").write_text(f"SIDE = {side}\n")
    (root / "rounding.py").write_text("import zeta, omega, alpha\ndef run(): return zeta.f(1.9)\n")
    (root / "limit.py").write_text("import app\ndef run(): return app.run(9)\n")
    (root / "both.py").write_text("import os, zeta\ndef run(): return zeta.NEW and os.environ.get('MODE') == 'x'\n")
    (root / "same.py").write_text("def run(): return 1\n")
    return root


def bisect(pair: Path, probe: str, *more: str) -> tuple[int, dict[str, list[dict[str, object]]]]:
    done = parity(
        "bisect", f"venv:{pair / 'before'}", f"venv:{pair / 'after'}", "--probe", str(pair / probe), "--from-files",
        "--code-root", f"before={pair / 'code-before'}", "--code-root", f"after={pair / 'code-after'}",
        "--metric", "answers", "--format", "json", *more, cwd=pair,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def named(document: dict[str, list[dict[str, object]]]) -> list[set[str]]:
    return [{str(unit["name"]) for unit in cause["units"]} for cause in document["causes"]]  # type: ignore[attr-defined]


def test_a_package_is_named_and_proven(pair: Path) -> None:
    code, document = bisect(pair, "rounding.py")
    assert (code, named(document)) == (0, [{"zeta"}])
    cause = document["causes"][0]
    assert cause["with_it"]["outcome"] == "fail"  # type: ignore[index]
    assert cause["without_it"]["outcome"] == "pass"  # type: ignore[index]
    assert cause["remedy"] == {"line": "zeta==1.0", "file": "requirements.txt"}
    assert all(trial["replay"] for trial in document["trials"])


def test_a_file_of_the_application_and_what_is_known_is_not_run_again(pair: Path) -> None:
    code, document = bisect(pair, "limit.py")
    assert (code, named(document)) == (0, [{"app.py"}])
    again = bisect(pair, "limit.py", "--resume", "--jobs", "2")[1]
    assert named(again) == [{"app.py"}]
    assert [trial for trial in again["trials"] if trial["cached"]]


def test_two_only_together(pair: Path) -> None:
    code, document = bisect(pair, "both.py", "--env", "after=MODE=x")
    assert (code, named(document)) == (0, [{"zeta", "MODE"}])


def test_a_probe_that_does_not_differ(pair: Path) -> None:
    done = parity(
        "bisect",
        f"venv:{pair / 'before'}",
        f"venv:{pair / 'after'}",
        "--probe",
        str(pair / "same.py"),
        "--metric",
        "answers",
    )
    assert (done.returncode, "do not differ" in done.stderr) == (2, True)


def test_it_reads_well(pair: Path) -> None:
    """What the first test found is known."""
    done = parity(
        "bisect", f"venv:{pair / 'before'}", f"venv:{pair / 'after'}", "--probe", str(pair / "rounding.py"),
        "--code-root", f"before={pair / 'code-before'}", "--code-root", f"after={pair / 'code-after'}",
        "--from-files", "--metric", "answers", "-v", "--resume", cwd=pair,
    )  # fmt: skip
    assert done.stdout.startswith("CAUSE FOUND\n")
    assert "fix: zeta==1.0" in done.stdout
    assert not list(Path("/tmp").glob("parity-trial-*/env"))


def test_a_killed_bisection_leaves_nothing(pair: Path, tmp_path: Path) -> None:
    (tmp_path / "hanging.py").write_text(HANGING)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [
            str(COMMAND), "bisect", f"venv:{pair / 'before'}", f"venv:{pair / 'after'}", "--from-files",
            "--probe", str(tmp_path / "hanging.py"), "--metric", "answers",
        ],
        env={**os.environ, "TMPDIR": str(scratch)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _until(lambda: bool(list(scratch.glob("*/scratch/hangs"))))
    pid = int(next(scratch.glob("*/scratch/hangs")).read_text())
    process.kill()
    process.wait()
    _until(lambda: not list(scratch.iterdir()) and not Path(f"/proc/{pid}").exists())


def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.1)
