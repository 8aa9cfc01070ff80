"""Work shared with a second process, where that pays and the system can; the results are the same without it."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

Result = TypeVar("Result")
PAYS_FROM = 4 << 20  # weight of what the second process would take: below it, starting one costs more
PATIENCE = 5.0  # times as long as the own share took, before the other share is done here as well
LEAST_PATIENCE = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Task(Generic[Result]):
    """Something to work out. `weight`: how much work it is, in any unit that is alike for all (bytes)."""

    weight: int
    run: Callable[[], Result]


def results(tasks: Sequence[Task[Result]]) -> list[Result]:
    """What every task gives, in their order.

    The second process is a copy of this one (fork), so that it reads from the same open files: readers must not depend
    on a file's own position. Where it cannot be had, dies or hangs, its share is done here.
    """
    own, other = _shares(tasks)
    if not _pays(tasks, other):
        return [task.run() for task in tasks]
    found: dict[int, Result] = {}
    with _second_process(tasks, other) as received:
        started = time.monotonic()
        found |= {number: tasks[number].run() for number in own}
        found |= received(max(LEAST_PATIENCE, PATIENCE * (time.monotonic() - started)))
    return [found[number] if number in found else task.run() for number, task in enumerate(tasks)]


def _shares(tasks: Sequence[Task[Result]]) -> tuple[list[int], list[int]]:
    """Numbers of the tasks for this process and for the other, about as much work each."""
    shares: tuple[list[int], list[int]] = ([], [])
    loads = [0, 0]
    for number in sorted(range(len(tasks)), key=lambda number: (-tasks[number].weight, number)):
        lighter = 1 if loads[1] < loads[0] else 0
        shares[lighter].append(number)
        loads[lighter] += tasks[number].weight
    return shares


def _pays(tasks: Sequence[Task[Result]], other: Sequence[int]) -> bool:
    return (
        sys.platform == "linux"  # elsewhere a copy of a process is not safe, or cannot be had
        and len(os.sched_getaffinity(0)) > 1
        and sum(tasks[number].weight for number in other) >= PAYS_FROM
    )


@contextmanager
def _second_process(
    tasks: Sequence[Task[Result]], numbers: Sequence[int]
) -> Iterator[Callable[[float], dict[int, Result]]]:
    """A process that works on some tasks; what it gives is had by waiting at most that many seconds."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process: BaseProcess | None = context.Process(target=_work, args=(tasks, numbers, theirs), daemon=True)
    try:
        assert process is not None
        process.start()
    except (OSError, AssertionError):  # too many processes, or a daemon, which may have none
        process = None
    theirs.close()

    def received(seconds: float) -> dict[int, Result]:
        found: dict[int, Result] = {}
        until = time.monotonic() + seconds
        with suppress(EOFError, OSError, pickle.UnpicklingError):
            while process is not None and len(found) < len(numbers) and ours.poll(max(0.0, until - time.monotonic())):
                number, result = ours.recv()
                found[number] = result
        return found

    try:
        yield received
    finally:
        ours.close()
        if process is not None:
            process.kill()
            process.join()


def _work(tasks: Sequence[Task[Result]], numbers: Sequence[int], answer: Connection) -> None:
    """In the copy: nothing of the original's is flushed, closed or cleaned up."""
    try:
        for number in numbers:
            answer.send((number, tasks[number].run()))
    finally:
        os._exit(0)
