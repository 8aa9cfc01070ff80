"""Processes that work on cases: one that dies or hangs costs its own answer only."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from benchmarks.accuracy.running import Failed, in_processes


def _work(item: str) -> str:
    what, _, rest = item.partition(" ")
    if what == "raise":
        raise LookupError(rest)
    if what == "die" or (what == "die-once" and not Path(rest).exists()):
        Path(rest).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "hang":
        time.sleep(60)
    return item.upper()


def test_the_others_are_not_harmed(tmp_path: Path) -> None:
    items = ["a", "raise no", f"die {tmp_path}/1", f"die-once {tmp_path}/2", "hang", "b"]
    found = in_processes(_work, items, jobs=2, seconds=5)
    assert (found[0], found[-1]) == ("A", "B")
    assert found[1] == Failed("LookupError: no")
    assert found[2] == Failed("its process died twice (signal 9)")
    assert found[3] == items[3].upper()
    assert found[4] == Failed("it takes longer than 5 s")


def test_nothing_to_do() -> None:
    assert in_processes(_work, [], jobs=2, seconds=1) == []
