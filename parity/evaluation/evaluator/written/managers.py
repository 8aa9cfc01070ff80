"""`contextlib` and `concurrent.futures`: what is entered and left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.attributes import attribute
from parity.evaluation.evaluator.bounds import Undecided
from parity.evaluation.evaluator.exceptions import is_a
from parity.evaluation.evaluator.instances import Thrown
from parity.evaluation.evaluator.objects import Coroutine, Manager, Module, Native, Produced
from parity.evaluation.evaluator.written.functions import natives

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine


def holding(value: Any = None) -> Manager:
    """What gives a value and does nothing when it is left."""
    return Manager(lambda: value)


def contextlib_of(machine: Machine) -> dict[str, Any]:
    """`contextlib`."""

    def closing(value: Any) -> Manager:
        def leave(_: BaseException | None) -> bool:
            machine.call(attribute(value, "close"), [], {})
            return False

        return Manager(lambda: value, leave)

    def of_generator(function: Any) -> Native:
        def call(*args: Any, **kwargs: Any) -> Manager:
            return _paused(machine.call(function, list(args), kwargs))

        return Native("contextmanager", call, binds=True)

    return natives(
        suppress=_suppressing,
        nullcontext=holding,
        closing=closing,
        contextmanager=of_generator,
        asynccontextmanager=of_generator,
    )


def _suppressing(*kinds: Any) -> Manager:
    return Manager(lambda: None, lambda error: error is not None and any(is_a(error, kind) for kind in kinds))


def _paused(made: Any) -> Manager:
    """What `with` takes of a generator: its body runs where it yields."""
    if not isinstance(made, Produced):
        raise Undecided("a context manager of something else")

    def enter() -> Any:
        try:
            return next(made)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def leave(error: BaseException | None) -> bool:
        try:
            if error is None:
                next(made)
            else:
                made.throw(error)
        except StopIteration:
            return error is not None
        except Exception as raised:
            if raised is error or _is_one(raised, error):
                return False
            raise
        raise RuntimeError("generator didn't stop")

    return Manager(enter, leave)


def _is_one(raised: BaseException, error: BaseException | None) -> bool:
    return isinstance(raised, Thrown) and isinstance(error, Thrown) and raised.instance is error.instance


def futures_of(machine: Machine) -> dict[str, Any]:
    """`concurrent.futures`: all work is done in turn."""

    def pool(*_: Any, **__: Any) -> Module:
        def mapped(function: Any, *several: Any, **_: Any) -> Any:
            return (machine.call(function, list(one), {}) for one in zip(*several, strict=False))

        def submitted(function: Any, *args: Any, **kwargs: Any) -> Module:
            return _future(lambda: machine.call(function, list(args), kwargs))

        made: dict[str, Any] = natives(map=mapped, submit=submitted, shutdown=lambda *_, **__: None)
        found = Module("a pool", made)
        made["__enter__"] = Native("__enter__", lambda: found)
        made["__exit__"] = Native("__exit__", lambda *_: False)
        return found

    return natives(
        ThreadPoolExecutor=pool,
        ProcessPoolExecutor=pool,
        as_completed=lambda given, **_: machine.iterate(list(given)),
        wait=lambda given, **_: (set(given), set()),
    )


def _future(work: Callable[[], Any]) -> Module:
    """Done at once; its exception comes when it is asked for."""
    try:
        done = Coroutine(work())
    except Exception as error:  # noqa: BLE001  # the evaluated code's own
        done = Coroutine(error=error)
    return Module("a future", natives(result=lambda *_, **__: done.result(), done=lambda: True))
