"""Measures how long it takes to know which file of an index every installed distribution is, and how many bytes.

    python -m benchmarks.attestation [--environment REFERENCE] [--runs N]

Without a reference, an environment for machine learning of some 200 distributions is made by uv, once. Asks the indexes
that pip is configured for. Prints Markdown: seconds and bytes with nothing kept, and again with what was kept then.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from parity.model.attestation import Standing
from parity.model.snapshot import Snapshot
from parity.workflows import SnapshotOptions, take_snapshot
from parity.workflows.attest import Attested, attest_environment

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "envparity-benchmarks"
PACKAGES = (
    "scikit-learn", "pandas", "xgboost", "lightgbm", "transformers", "datasets", "fastapi[standard]",
    "uvicorn[standard]", "mlflow-skinny", "sqlalchemy", "polars", "pyarrow", "jupyterlab", "matplotlib", "seaborn",
    "statsmodels", "opencv-python-headless", "onnxruntime", "boto3", "celery", "redis", "psycopg2-binary", "ruff",
    "black", "pytest",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: seconds, bytes of listings, bytes of parts of wheels, requests, and what was found."""

    seconds: float
    listings: int
    parts: int
    requests: int
    found: Attested


def made() -> str:
    """The reference of an environment with PACKAGES in their newest versions."""
    place = CACHE / "attestation"
    if not (place / "done").exists():
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, place], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", place / "bin" / "python", *PACKAGES], check=True)
        (place / "done").touch()
    return f"venv:{place}"


def measure(snapshot: Snapshot, cache: Path) -> Measured:
    """Ask about a stored snapshot, with what `cache` keeps."""
    os.environ["PARITY_CACHE_DIR"] = str(cache)
    start = time.perf_counter()
    found = attest_environment(snapshot)
    took = time.perf_counter() - start
    traffic = found.traffic
    return Measured(took, traffic.received - traffic.parts, traffic.parts, traffic.requests, found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", help="what to attest; default: an environment that is made")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    snapshot = take_snapshot(options.environment or made(), SnapshotOptions(cache=False))
    cold, warm = [], []
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory() as cache:
            cold.append(measure(snapshot, Path(cache)))
            warm.append(measure(snapshot, Path(cache)))
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, medians of {options.runs} runs.\n")
    print(report(cold, warm))


def report(cold: list[Measured], warm: list[Measured]) -> str:
    """As Markdown."""
    attestations = cold[0].found.attestations
    standings = Counter(one.standing for one in attestations)
    full = sum(one.file.size or 0 for one in attestations if one.file is not None)
    lines = ["| | seconds | requests | listings | parts of wheels | of the wheels in full |", "| --- |" + " ---: |" * 5]
    for title, runs in (("nothing kept", cold), ("the second time", warm)):
        lines.append(
            f"| {title} | {statistics.median(run.seconds for run in runs):.1f} | {runs[0].requests} "
            f"| {runs[0].listings / 1e6:.1f} MB | {runs[0].parts / 1e6:.1f} MB | {runs[0].parts / full:.1%} |"
        )
    told = ", ".join(f"{standings[one]} {one.value}" for one in Standing if standings[one])
    return "\n".join([f"{len(attestations)} distributions: {told}; their wheels: {full / 1e6:.0f} MB.", "", *lines])


if __name__ == "__main__":
    main()
