"""`asyncio` and `time`: all that waits is done in turn, by a clock that stands still."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.kinds import TAUGHT
from parity.evaluation.evaluator.objects import Coroutine, Module, Native
from parity.evaluation.evaluator.written.functions import itself, natives
from parity.evaluation.evaluator.written.managers import holding

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine

A_SECOND = 1e5  # steps of waiting
_BEGIN = time.gmtime(0)
MOST = 1e4  # steps of one wait: more is no other finding
TAUGHT[time.struct_time] = frozenset(name for name in dir(time.struct_time) if name.startswith("tm_"))


def asyncio_of(machine: Machine) -> dict[str, Any]:
    """`asyncio`."""

    def sleep(seconds: float, result: Any = None) -> Coroutine:
        machine.meter.take(min(seconds * A_SECOND, MOST))
        return Coroutine(result)

    def gather(*given: Any, return_exceptions: bool = False) -> Coroutine:
        found: list[Any] = []
        for one in given:
            if not isinstance(one, Coroutine):
                raise Undecided("what is gathered is not evaluated")
            if one.error is not None and return_exceptions:
                found.append(one.error)
            elif one.error is not None:
                return Coroutine(error=one.error)
            else:
                found.append(one.value)
        return Coroutine(found)

    def lock(*_: Any, **__: Any) -> Module:
        made = natives(acquire=lambda: Coroutine(True), release=lambda: None, locked=lambda: False)
        made |= {"__enter__": Native("__enter__", lambda: None), "__exit__": Native("__exit__", lambda *_: False)}
        return Module("a lock", made)

    def to_thread(function: Any, *args: Any, **kwargs: Any) -> Coroutine:
        return Coroutine(machine.call(function, list(args), kwargs))

    def wait_for(one: Any, *_: Any, **__: Any) -> Any:
        return one

    return natives(
        run=lambda one, **_: one.result(),
        sleep=sleep,
        gather=gather,
        wait_for=wait_for,
        create_task=lambda one, **_: one,
        ensure_future=itself,
        shield=itself,
        to_thread=to_thread,
        Semaphore=lock,
        BoundedSemaphore=lock,
        Lock=lock,
        timeout=lambda *_: holding(),
    ) | {"TimeoutError": TimeoutError}


def time_of(machine: Machine) -> dict[str, Any]:
    """`time`."""

    def sleep(seconds: float) -> None:
        machine.meter.take(min(seconds * A_SECOND, MOST))

    still = {name: lambda: 0.0 for name in ("time", "perf_counter", "monotonic", "process_time")}
    return natives(
        sleep=sleep,
        time_ns=lambda: 0,
        perf_counter_ns=lambda: 0,
        monotonic_ns=lambda: 0,
        gmtime=lambda seconds=0.0: time.gmtime(seconds),
        strftime=lambda shape, moment=_BEGIN: time.strftime(shape, moment),
        **still,
    )
