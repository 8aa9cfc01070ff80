"""What was registered and not taken back is removed, and nothing else."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from parity.runs.guardian import PREFIX, Guardian, clean


def test_only_what_is_left(tmp_path: Path) -> None:
    left, gone, other = (tmp_path / f"{PREFIX}a", tmp_path / f"{PREFIX}b", tmp_path / "home")
    for path in (left, gone, other):
        path.mkdir()
    lines = [
        f"+ directory {left}\n",
        f"+ directory {gone}\n",
        f"- directory {gone}\n",
        f"+ directory {other}\n",
        "junk",
    ]
    clean(iter(lines), None)
    assert [path.exists() for path in (left, gone, other)] == [False, True, True]


def test_programs_are_ended_with_what_they_started(tmp_path: Path) -> None:
    with Guardian() as guardian, pytest.raises(subprocess.TimeoutExpired):
        guardian.run(["sh", "-c", f"sleep 60 & echo $! > {tmp_path / 'pid'}; wait"], 1.0)
    assert _gone(int((tmp_path / "pid").read_text()))


def test_a_program_that_is_left_is_ended() -> None:
    process = subprocess.Popen(["sleep", "60"], start_new_session=True)
    clean(iter([f"+ process {process.pid}\n"]), None)
    assert process.wait(10) == -signal.SIGKILL


def test_what_a_program_says() -> None:
    with Guardian() as guardian:
        done = guardian.run(["sh", "-c", "echo out; echo err >&2; exit 3"], 10.0)
    assert (done.returncode, done.stdout, done.stderr) == (3, "out\n", "err\n")


def _gone(pid: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":  # ended; whoever adopted it has not looked yet
            return True
        time.sleep(0.05)
    return False
