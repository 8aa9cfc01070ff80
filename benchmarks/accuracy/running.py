"""Work on many items in processes of their own, each within a time; one that dies or hangs costs its result only."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
ATTEMPTS = 2  # a process that dies may have been killed for what another one did (memory), so it is tried once more
GRACE = 10  # seconds from "end" to "kill", for a process to end what it started


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no result, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Running(Generic[Item]):
    number: int
    item: Item
    attempt: int
    process: BaseProcess
    until: float  # monotonic seconds


def in_processes(
    work: Callable[[Item], Result], items: Sequence[Item], *, jobs: int, seconds: float
) -> list[Result | Failed]:
    """`work` of every item, in their order.

    Args:
        jobs: how many processes at a time.
        seconds: how long one item may take.
    """
    results: list[Result | Failed] = [Failed("it was not run") for _ in items]
    waiting = deque((number, item, 1) for number, item in enumerate(items))
    running: dict[Connection, _Running[Item]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(1, jobs):
                number, item, attempt = waiting.popleft()
                end, task = _start(work, item, number, attempt, seconds)
                running[end] = task
            first = min(task.until for task in running.values())
            ready = wait(list(running), timeout=max(0.0, first - time.monotonic()))
            for end in list(running):
                task = running[end]
                if end in ready:
                    del running[end]
                    result = _received(end, task.process)
                    if result is not None:
                        results[task.number] = result
                    elif task.attempt < ATTEMPTS:
                        waiting.append((task.number, task.item, task.attempt + 1))
                    else:
                        results[task.number] = Failed(f"its process died twice ({_status(task.process)})")
                elif task.until <= time.monotonic():
                    del running[end]
                    _stop(task.process)
                    end.close()
                    results[task.number] = Failed(f"it takes longer than {seconds:g} s")
    finally:
        for end, task in running.items():
            _stop(task.process)
            end.close()
    return results


def _start(
    work: Callable[[Item], Result], item: Item, number: int, attempt: int, seconds: float
) -> tuple[Connection, _Running[Item]]:
    context = multiprocessing.get_context("fork")  # what was imported and parsed so far need not be again
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(work, item, theirs))
    process.start()
    theirs.close()
    return ours, _Running(number, item, attempt, process, time.monotonic() + seconds)


def _work(work: Callable[[Item], Result], item: Item, answer: Connection) -> None:
    signal.signal(signal.SIGTERM, _end)
    result: Result | Failed
    try:
        result = work(item)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one item costs its own result only
        result = Failed(f"{type(error).__name__}: {error}")
    answer.send(result)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(number)  # so that whoever started a build ends it


def _received(end: Connection, process: BaseProcess) -> Result | Failed | None:
    """What a process sent; None where it ended without a word."""
    try:
        result: Result | Failed | None = end.recv()
    except (EOFError, OSError):
        result = None
    end.close()
    process.join(GRACE)
    if process.is_alive():
        _stop(process)
    return result


def _stop(process: BaseProcess) -> None:
    process.terminate()
    process.join(GRACE)
    if process.is_alive() and process.pid is not None:
        os.kill(process.pid, signal.SIGKILL)
        process.join()


def _status(process: BaseProcess) -> str:
    code = process.exitcode
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
