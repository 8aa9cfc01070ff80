"""Work that a second process takes a part of."""

from __future__ import annotations

import os
import signal
import time
from functools import partial

import pytest

from parity.evidence.sharing import PAYS_FROM, Task, results

ME = os.getpid()


MOMENT = 0.2  # seconds that a task takes: longer than it takes to start a process


def _told(number: int) -> tuple[int, int]:
    time.sleep(MOMENT)
    return number, os.getpid()


def _only_here(number: int) -> int:
    """What a second process does not survive."""
    if os.getpid() != ME:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(MOMENT)
    return number


def _fails() -> int:
    raise LookupError("no such thing")


def test_results_come_in_order_whoever_worked_them_out() -> None:
    found = results([Task(PAYS_FROM * (1 + number % 3), partial(_told, number)) for number in range(6)])
    assert [number for number, _ in found] == list(range(6))


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="there is only one CPU")
def test_a_second_process_takes_its_share() -> None:
    assert (
        len({process for _, process in results([Task(PAYS_FROM, partial(_told, number)) for number in range(4)])}) == 2
    )


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="there is only one CPU")
def test_whoever_is_free_takes_what_is_left() -> None:
    def slow() -> tuple[int, int]:
        time.sleep(10 * MOMENT)
        return 0, os.getpid()

    light = [Task(PAYS_FROM, partial(_told, number)) for number in range(1, 5)]
    (_, busy), *others = results([Task(2 * PAYS_FROM, slow), *light])
    assert [number for number, _ in others] == [1, 2, 3, 4]
    assert busy not in {process for _, process in others}


def test_little_work_is_not_shared() -> None:
    assert {process for _, process in results([Task(10, partial(_told, number)) for number in range(4)])} == {ME}
    assert results([]) == []


def test_what_a_dead_process_owes_is_done_here() -> None:
    assert results([Task(PAYS_FROM, partial(_only_here, number)) for number in range(4)]) == [0, 1, 2, 3]


def test_an_error_is_that_of_the_task() -> None:
    with pytest.raises(LookupError, match="no such thing"):
        results([Task(PAYS_FROM, _fails), Task(PAYS_FROM, _fails), Task(PAYS_FROM, _fails)])
