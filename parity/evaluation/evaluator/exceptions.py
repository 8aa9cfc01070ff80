"""Exceptions of evaluated code: what is raised, who handles it, what a context manager makes of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.attributes import attribute
from parity.evaluation.evaluator.expressions import evaluate
from parity.evaluation.evaluator.instances import Class, Instance, Thrown
from parity.evaluation.evaluator.objects import Coroutine
from parity.evaluation.evaluator.operators import truth
from parity.evaluation.evaluator.scopes import Scope

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine


def thrown(value: Any) -> BaseException:
    """What `raise` raises."""
    if isinstance(value, type) and issubclass(value, Exception):
        return value()
    if isinstance(value, Exception):
        return value
    if isinstance(value, Class):
        value = value()
    if isinstance(value, Instance) and value.owner.exception() is not None:
        return Thrown(value)
    raise TypeError("exceptions must derive from BaseException")


def handler_of(machine: Machine, node: ast.Try, error: Exception, scope: Scope) -> ast.ExceptHandler | None:
    """The one that takes an exception; None where it goes on."""
    return next((one for one in node.handlers if _handles(machine, one, error, scope)), None)


def _handles(machine: Machine, handler: ast.ExceptHandler, error: Exception, scope: Scope) -> bool:
    if handler.type is None:
        return True
    kinds = evaluate(machine, handler.type, scope)
    return any(is_a(error, kind) for kind in (kinds if isinstance(kinds, tuple) else (kinds,)))


def is_a(error: BaseException, kind: Any) -> bool:
    """Whether an exception on its way is of a class of the library or of the evaluated code."""
    if isinstance(error, Thrown):
        if isinstance(kind, Class):
            return any(one is kind for one in error.instance.owner.mro())
        base = error.instance.owner.exception()
        return base is not None and isinstance(kind, type) and issubclass(base, kind)
    return isinstance(kind, type) and isinstance(error, kind)


@contextmanager
def handling(machine: Machine, handler: ast.ExceptHandler, error: Exception, scope: Scope) -> Iterator[None]:
    """While its body runs: the exception has its name, and `raise` raises it."""
    if handler.name:
        scope.holder(handler.name).values[handler.name] = error.instance if isinstance(error, Thrown) else error
    machine.handled.append(error)
    try:
        yield
    finally:
        machine.handled.pop()
        if handler.name:
            scope.holder(handler.name).values.pop(handler.name, None)


def either(manager: Any, plain: str, waiting: str) -> Any:
    """The method of one of two names: a manager of `async with` has the second."""
    is_waiting = isinstance(manager, Instance) and not manager.owner.has_special(plain)
    return attribute(manager, waiting if is_waiting and manager.owner.has_special(waiting) else plain)


def awaited(value: Any) -> Any:
    """What a manager's method gives, by whichever way it is called."""
    return value.result() if isinstance(value, Coroutine) else value


def left_by(machine: Machine, leave: Any, error: Exception) -> bool:
    """Whether a manager that is left by an exception lets it go no further."""
    kind = error.instance.owner if isinstance(error, Thrown) else type(error)
    value = error.instance if isinstance(error, Thrown) else error
    return truth(awaited(machine.call(leave, [kind, value, None], {})))
