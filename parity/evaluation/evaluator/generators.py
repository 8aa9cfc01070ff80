"""Generators of evaluated code: their bodies run as far as they are asked, and no further."""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.bounds import MAX_DEPTH, Exhausted, Undecided
from parity.evaluation.evaluator.exceptions import awaited, either, handler_of, handling, left_by
from parity.evaluation.evaluator.expressions import evaluate
from parity.evaluation.evaluator.matching import matches
from parity.evaluation.evaluator.objects import Produced
from parity.evaluation.evaluator.operators import operate, truth
from parity.evaluation.evaluator.scopes import Scope
from parity.evaluation.evaluator.scoping import is_generator
from parity.evaluation.evaluator.statements import Broken, Continued, Returned, run

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine

Flow = Generator[Any, Any, Any]
_UNSURE = (ast.BoolOp, ast.IfExp)  # which of their parts are evaluated is not known beforehand


def generator(machine: Machine, body: Sequence[ast.stmt], scope: Scope) -> Produced:
    """What a call of a function with this body gives."""
    return Produced(_Deep(machine), _whole(machine, body, scope))


class _Deep:
    """Counts a generator that runs as a call within a call."""

    def __init__(self, machine: Machine) -> None:
        self._meter = machine.meter

    def __enter__(self) -> None:
        self._meter.take(1)
        self._meter.depth += 1
        if self._meter.depth > MAX_DEPTH:
            self._meter.depth -= 1
            raise Exhausted("generators within generators")

    def __exit__(self, *_: object) -> None:
        self._meter.depth -= 1


def _whole(machine: Machine, body: Sequence[ast.stmt], scope: Scope) -> Flow:
    try:
        yield from _run(machine, body, scope)
    except Returned as returned:
        return returned.value
    return None


def _run(machine: Machine, body: Sequence[ast.stmt], scope: Scope) -> Flow:
    for node in body:
        if not is_generator([node]):
            run(machine, [node], scope)
            continue
        machine.meter.take(0.5)
        machine.reach(node)
        found = _FLOWS.get(type(node))
        if found is None:
            raise Undecided(f"a yield within {type(node).__name__}")
        yield from found(machine, node, scope)


def _value(machine: Machine, node: ast.expr | None, scope: Scope) -> Flow:
    """What an expression gives, once all that it yields was taken."""
    if node is None or not is_generator([node]):
        return None if node is None else evaluate(machine, node, scope)
    if isinstance(node, ast.Yield):
        given = yield from _value(machine, node.value, scope)
        return (yield given)
    if isinstance(node, ast.YieldFrom):
        source = yield from _value(machine, node.value, scope)
        return (yield from source.flow() if isinstance(source, Produced) else _all_of(machine, source))
    if isinstance(node, _UNSURE):
        raise Undecided("a yield within a condition")
    return (yield from _within(machine, node, scope))


def _within(machine: Machine, node: ast.expr, scope: Scope) -> Flow:
    """Of an expression that holds yields: each part of it in turn, under a name that no code can have."""
    twin = copy(node)
    for place, value in ast.iter_fields(node):
        if isinstance(value, ast.expr) and is_generator([value]):
            setattr(twin, place, _held(scope, place, (yield from _value(machine, value, scope))))
        elif isinstance(value, list) and is_generator(value):
            parts = []
            for number, part in enumerate(value):
                inner = part.value if isinstance(part, (ast.keyword, ast.Starred)) else part
                held: Any = part
                if is_generator([part]):
                    name = _held(scope, f"{place}{number}", (yield from _value(machine, inner, scope)))
                    held = name if inner is part else copy(part)
                    if inner is not part:
                        held.value = name
                parts.append(held)
            setattr(twin, place, parts)
    return evaluate(machine, twin, scope)


def _held(scope: Scope, place: str, value: Any) -> ast.Name:
    scope.values[f" {place}"] = value
    return ast.Name(id=f" {place}", ctx=ast.Load())


def _all_of(machine: Machine, source: Any) -> Flow:
    yield from machine.iterate(source)
    return None


def _expression(machine: Machine, node: ast.Expr, scope: Scope) -> Flow:
    yield from _value(machine, node.value, scope)


def _assign(machine: Machine, node: ast.Assign, scope: Scope) -> Flow:
    value = yield from _value(machine, node.value, scope)
    for target in node.targets:
        machine.assign(target, value, scope)


def _annotated(machine: Machine, node: ast.AnnAssign, scope: Scope) -> Flow:
    machine.assign(node.target, (yield from _value(machine, node.value, scope)), scope)


def _augmented(machine: Machine, node: ast.AugAssign, scope: Scope) -> Flow:
    if not isinstance(node.target, ast.Name):
        raise Undecided("a yield that is added to a part")
    old = machine.read(node.target.id, scope)
    value = yield from _value(machine, node.value, scope)
    machine.assign(node.target, operate(machine, type(node.op), old, value, in_place=True), scope)


def _return(machine: Machine, node: ast.Return, scope: Scope) -> Flow:
    raise Returned((yield from _value(machine, node.value, scope)))


def _if(machine: Machine, node: ast.If, scope: Scope) -> Flow:
    test = yield from _value(machine, node.test, scope)
    yield from _run(machine, node.body if truth(test) else node.orelse, scope)


def _while(machine: Machine, node: ast.While, scope: Scope) -> Flow:
    while truth((yield from _value(machine, node.test, scope))):
        if not (yield from _goes_on(machine, node.body, scope)):
            return
    yield from _run(machine, node.orelse, scope)


def _for(machine: Machine, node: ast.For | ast.AsyncFor, scope: Scope) -> Flow:
    for item in machine.iterate((yield from _value(machine, node.iter, scope))):
        machine.assign(node.target, item, scope)
        if not (yield from _goes_on(machine, node.body, scope)):
            return
    yield from _run(machine, node.orelse, scope)


def _goes_on(machine: Machine, body: Sequence[ast.stmt], scope: Scope) -> Flow:
    try:
        yield from _run(machine, body, scope)
    except Continued:
        return True
    except Broken:
        return False
    return True


def _try(machine: Machine, node: ast.Try, scope: Scope) -> Flow:
    try:
        try:
            yield from _run(machine, node.body, scope)
        except (MemoryError, RecursionError) as error:
            raise Exhausted(type(error).__name__) from None
        except Exception as error:
            handler = handler_of(machine, node, error, scope)
            if handler is None:
                raise
            with handling(machine, handler, error, scope):
                yield from _run(machine, handler.body, scope)
        else:
            yield from _run(machine, node.orelse, scope)
    finally:
        yield from _run(machine, node.finalbody, scope)


def _with(machine: Machine, node: ast.With, scope: Scope) -> Flow:
    yield from _entered(machine, node.items, node.body, scope)


def _entered(machine: Machine, items: Sequence[ast.withitem], body: Sequence[ast.stmt], scope: Scope) -> Flow:
    if not items:
        yield from _run(machine, body, scope)
        return
    manager = yield from _value(machine, items[0].context_expr, scope)
    entered = awaited(machine.call(either(manager, "__enter__", "__aenter__"), [], {}))
    if items[0].optional_vars is not None:
        machine.assign(items[0].optional_vars, entered, scope)
    leave = either(manager, "__exit__", "__aexit__")
    try:
        yield from _entered(machine, items[1:], body, scope)
    except Exception as error:
        if not left_by(machine, leave, error):
            raise
    except (Returned, Broken, Continued, GeneratorExit):
        awaited(machine.call(leave, [None, None, None], {}))
        raise
    else:
        awaited(machine.call(leave, [None, None, None], {}))


def _match(machine: Machine, node: ast.Match, scope: Scope) -> Flow:
    subject = yield from _value(machine, node.subject, scope)
    for case in node.cases:
        if matches(machine, case.pattern, subject, scope) and (
            case.guard is None or truth(evaluate(machine, case.guard, scope))
        ):
            yield from _run(machine, case.body, scope)
            return


_FLOWS: dict[type[ast.stmt], Callable[[Machine, Any, Scope], Flow]] = {
    ast.Expr: _expression, ast.Assign: _assign, ast.AnnAssign: _annotated, ast.AugAssign: _augmented,
    ast.Return: _return, ast.If: _if, ast.While: _while, ast.For: _for, ast.AsyncFor: _for, ast.Try: _try,
    ast.With: _with, ast.AsyncWith: _with, ast.Match: _match,
}  # fmt: skip
