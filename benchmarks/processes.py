"""Runs commands: for what they do, or several times for their wall time and peak memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Cost:
    """Medians over the runs: seconds from start to end, bytes resident at the peak."""

    seconds: float
    peak: float


def run(*command: str, cwd: Path | None = None, seconds: float = 600) -> None:
    """Run a program for what it does. Raises CalledProcessError, with what it said, and TimeoutExpired."""
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds, cwd=cwd)


def cost(command: Sequence[str], runs: int, environment: Mapping[str, str] | None = None) -> Cost:
    """Measure a command; one run more goes before, for the kernel's caches. Raises where it fails to run."""
    measured = [_once(command, environment) for _ in range(runs + 1)][1:]
    return Cost(median(one.seconds for one in measured), median(one.peak for one in measured))


def _once(command: Sequence[str], environment: Mapping[str, str] | None) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **(environment or {})}
    )
    assert process.stderr is not None
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: findings
        raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}: {complaint.decode()[-500:]}")
    return Cost(time.perf_counter() - start, usage.ru_maxrss * 1024)
