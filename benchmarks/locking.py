"""Times the lock of an installed environment beside tools that lock the same pins from requirements.

    python -m benchmarks.locking [--packages N [N ...]] [--runs N] [--skip-pip-tools]

An environment of at least as many distributions is made by uv, once; each tool then writes hashes for the same pins,
with nothing kept by it beforehand. Needs uv and pip-tools. Prints Markdown with ratios: machine and index decide the
seconds.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PACKAGES = (
    "scikit-learn", "pandas", "lightgbm", "fastapi[standard]", "uvicorn[standard]", "mlflow-skinny", "sqlalchemy",
    "pyarrow", "jupyterlab", "matplotlib", "boto3", "celery", "redis", "transformers", "black", "pytest",
)  # fmt: skip
COMPILE_SECONDS = 900  # pip-compile downloads the files of every platform


@dataclass(frozen=True, slots=True)
class Timed:
    """A tool, and its median seconds; None where it did not finish or is not there."""

    tool: str
    seconds: float | None
    note: str = ""


def environment(directory: Path, count: int) -> tuple[str, tuple[str, ...]]:
    """An environment with the first `count` of its distributions, and their pins."""
    whole, cut = directory / "whole", directory / f"first-{count}"
    if not whole.exists():
        _uv("venv", "--quiet", str(whole))
        _uv("pip", "install", "--quiet", "--python", str(whole / "bin" / "python"), *PACKAGES)
    pins = _uv("pip", "freeze", "--python", str(whole / "bin" / "python")).split()[:count]
    _uv("venv", "--quiet", str(cut))
    _uv("pip", "install", "--quiet", "--no-deps", "--python", str(cut / "bin" / "python"), *pins)
    return f"venv:{cut}", tuple(pins)


def measured(reference: str, pins: Sequence[str], runs: int, *, pip_tools: bool) -> list[Timed]:
    """Every tool on the same pins."""
    with tempfile.TemporaryDirectory(prefix="parity-locking-") as temporary:
        place = Path(temporary)
        wanted = place / "pins.in"
        wanted.write_text("\n".join(pins) + "\n")
        parity = [str(Path(sys.executable).with_name("parity")), "lock", f"prod={reference}", "--no-cache", "-q"]
        compiled = ["pip", "compile", "--quiet", "--no-deps", "--generate-hashes", "--no-cache", str(wanted), "-o"]
        found = [
            _timed("parity lock", [*parity, "-o", str(place / "locks") + "/"], runs),
            _timed("uv pip compile --generate-hashes", [_program("uv"), *compiled, str(place / "uv.txt")], runs),
        ]
        if pip_tools:
            command = [
                sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes", str(wanted),
                "--pip-args", "--no-deps", "--cache-dir", str(place / "cache"), "-o", str(place / "pip.txt"),
            ]  # fmt: skip
            found.append(_timed("pip-compile --generate-hashes", command, 1))
    return found


def _timed(tool: str, command: Sequence[str], runs: int) -> Timed:
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=COMPILE_SECONDS)
        except subprocess.TimeoutExpired:
            return Timed(tool, None, f"not within {COMPILE_SECONDS} s")
        if done.returncode:
            return Timed(tool, None, " ".join(done.stderr.decode("utf-8", "replace").split())[-200:])
        seconds.append(time.perf_counter() - start)
    return Timed(tool, median(seconds))


def _uv(*words: str) -> str:
    return subprocess.run([_program("uv"), *words], capture_output=True, check=True, text=True).stdout


def _program(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name) or name


def main() -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.locking", description=__doc__)
    parser.add_argument("--packages", type=int, nargs="+", default=[100, 157])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--skip-pip-tools", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parity-locking-") as temporary:
        print("| packages | tool | seconds | of parity lock | |\n| ---: | --- | ---: | ---: | --- |")
        for count in options.packages:
            reference, pins = environment(Path(temporary), count)
            rows = measured(reference, pins, options.runs, pip_tools=not options.skip_pip_tools)
            first = rows[0].seconds
            for row in rows:
                ratio = f"{row.seconds / first:.1f}x" if row.seconds and first else ""
                print(f"| {len(pins)} | {row.tool} | {row.seconds or 0:.1f} | {ratio} | {row.note} |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
