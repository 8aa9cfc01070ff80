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
from typing import Generic, TypeVar, cast

Result = TypeVar("Result")
PAYS_FROM = 4 << 20  # weight beside the heaviest task: below it, starting a second process costs more
MAX_SHARED = 1000  # tasks; further ones are done here
WIDTH = 4  # bytes of a task's number in the queue; all of them fit into the smallest pipe
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
    on a file's own position. Both take the heaviest task that is left, until none is. Where the second cannot be had,
    dies or hangs, its share is done here.
    """
    if not _pays(tasks):
        return [task.run() for task in tasks]
    found: dict[int, Result] = {}
    with _queue(_heaviest_first(tasks)) as queue, _second_process(tasks, queue) as received:
        started = time.monotonic()
        for number in _taken(queue):
            found[number] = tasks[number].run()
        found |= received(max(LEAST_PATIENCE, PATIENCE * (time.monotonic() - started)))
    return [found[number] if number in found else task.run() for number, task in enumerate(tasks)]


def _pays(tasks: Sequence[Task[Result]]) -> bool:
    weights = [task.weight for task in tasks]
    return (
        sys.platform == "linux"  # elsewhere a copy of a process is not safe, or cannot be had
        and len(os.sched_getaffinity(0)) > 1
        and sum(weights) - max(weights, default=0) >= PAYS_FROM
    )


def _heaviest_first(tasks: Sequence[Task[Result]]) -> list[int]:
    return sorted(range(len(tasks)), key=lambda number: (-tasks[number].weight, number))[:MAX_SHARED]


@contextmanager
def _queue(numbers: Sequence[int]) -> Iterator[int]:
    """A descriptor from which every process that has it reads numbers, each of which goes to one of them."""
    reading, writing = os.pipe()
    try:
        try:
            os.write(writing, b"".join(number.to_bytes(WIDTH, "big") for number in numbers))
        finally:
            os.close(writing)  # so that the queue has an end
        yield reading
    finally:
        os.close(reading)


def _taken(queue: int) -> Iterator[int]:
    while number := os.read(queue, WIDTH):
        yield int.from_bytes(number, "big")


@contextmanager
def _second_process(tasks: Sequence[Task[Result]], queue: int) -> Iterator[Callable[[float], dict[int, Result]]]:
    """A process that takes some of the tasks; what it gives is had by waiting at most that many seconds."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process: BaseProcess | None = context.Process(target=_work, args=(tasks, queue, theirs), daemon=True)
    try:
        assert process is not None
        process.start()
    except (OSError, AssertionError):  # too many processes, or a daemon, which may have none
        process = None
    theirs.close()

    def received(seconds: float) -> dict[int, Result]:
        with suppress(EOFError, OSError, pickle.UnpicklingError):
            if process is not None and ours.poll(seconds):
                return cast("dict[int, Result]", ours.recv())
        return {}

    try:
        yield received
    finally:
        ours.close()
        if process is not None:
            process.kill()
            process.join()


def _work(tasks: Sequence[Task[Result]], queue: int, answer: Connection) -> None:
    """In the copy: nothing of the original's is flushed, closed or cleaned up.

    Answers once: a pipe that nobody reads yet holds little, and who waits to write takes no further task.
    """
    try:
        answer.send({number: tasks[number].run() for number in _taken(queue)})
    finally:
        os._exit(0)
