"""Statements of evaluated code, run one after the other."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.attributes import attribute, remove_attribute, set_attribute
from parity.evaluation.evaluator.bounds import Exhausted, Undecided
from parity.evaluation.evaluator.exceptions import awaited, either, handler_of, handling, left_by, thrown
from parity.evaluation.evaluator.expressions import evaluate
from parity.evaluation.evaluator.matching import matches
from parity.evaluation.evaluator.operators import operate, truth
from parity.evaluation.evaluator.scopes import Scope

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine

Runner = Callable[["Machine", Any, Scope], None]


class Returned(BaseException):
    """`return`, on its way out of a function."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Broken(BaseException):
    """`break`."""


class Continued(BaseException):
    """`continue`."""


def run(machine: Machine, body: Sequence[ast.stmt], scope: Scope) -> None:
    """Raises: what the evaluated code raises; Returned, Broken, Continued; Undecided."""
    for node in body:
        machine.meter.take(0.5)
        machine.reach(node)
        found = RUNNERS.get(type(node))
        if found is None:
            raise Undecided(f"{type(node).__name__} is not evaluated")
        found(machine, node, scope)


def _expression(machine: Machine, node: ast.Expr, scope: Scope) -> None:
    value = node.value.value if isinstance(node.value, ast.Await) else node.value
    if isinstance(value, ast.Call):
        machine.discarded.add(id(value))
    evaluate(machine, node.value, scope)


def _assign(machine: Machine, node: ast.Assign, scope: Scope) -> None:
    value = evaluate(machine, node.value, scope)
    for target in node.targets:
        machine.assign(target, value, scope)


def _annotated(machine: Machine, node: ast.AnnAssign, scope: Scope) -> None:
    if scope.is_class and isinstance(node.target, ast.Name):
        scope.values.setdefault("__annotations__", {})[node.target.id] = ast.unparse(node.annotation)
    if node.value is not None:
        machine.assign(node.target, evaluate(machine, node.value, scope), scope)


def _augmented(machine: Machine, node: ast.AugAssign, scope: Scope) -> None:
    kind = type(node.op)
    target = node.target
    if isinstance(target, ast.Name):
        value = operate(
            machine, kind, machine.read(target.id, scope), evaluate(machine, node.value, scope), in_place=True
        )
        machine.assign(target, value, scope)
        return
    holder = evaluate(machine, target.value, scope)
    if isinstance(target, ast.Subscript):
        index = evaluate(machine, target.slice, scope)
        old = machine.item(holder, index)
        holder[index] = operate(machine, kind, old, evaluate(machine, node.value, scope), in_place=True)
    else:
        old = attribute(holder, target.attr)
        set_attribute(
            holder, target.attr, operate(machine, kind, old, evaluate(machine, node.value, scope), in_place=True)
        )


def _if(machine: Machine, node: ast.If, scope: Scope) -> None:
    run(machine, node.body if truth(evaluate(machine, node.test, scope)) else node.orelse, scope)


def _for(machine: Machine, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
    for item in machine.iterate(evaluate(machine, node.iter, scope)):
        machine.assign(node.target, item, scope)
        if not _goes_on(machine, node.body, scope):
            return
    run(machine, node.orelse, scope)


def _while(machine: Machine, node: ast.While, scope: Scope) -> None:
    while truth(evaluate(machine, node.test, scope)):
        if not _goes_on(machine, node.body, scope):
            return
    run(machine, node.orelse, scope)


def _goes_on(machine: Machine, body: Sequence[ast.stmt], scope: Scope) -> bool:
    """Run a loop's body once; whether there is a next turn."""
    try:
        run(machine, body, scope)
    except Continued:
        return True
    except Broken:
        return False
    return True


def _return(machine: Machine, node: ast.Return, scope: Scope) -> None:
    raise Returned(None if node.value is None else evaluate(machine, node.value, scope))


def _break(machine: Machine, node: ast.Break, scope: Scope) -> None:
    raise Broken


def _continue(machine: Machine, node: ast.Continue, scope: Scope) -> None:
    raise Continued


def _nothing(machine: Machine, node: ast.stmt, scope: Scope) -> None:
    pass


def _define(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
    made: Any = machine.function(node, node.name, scope)
    for decorator in reversed(node.decorator_list):
        made = machine.call(evaluate(machine, decorator, scope), [made], {})
    scope.holder(node.name).values[node.name] = made


def _class(machine: Machine, node: ast.ClassDef, scope: Scope) -> None:
    scope.holder(node.name).values[node.name] = machine.make_class(node, scope)


def _import(machine: Machine, node: ast.Import, scope: Scope) -> None:
    for alias in node.names:
        module = machine.module(alias.name if alias.asname else alias.name.partition(".")[0])
        name = alias.asname or alias.name.partition(".")[0]
        scope.holder(name).values[name] = module


def _import_from(machine: Machine, node: ast.ImportFrom, scope: Scope) -> None:
    for alias in node.names:
        if alias.name == "*":
            raise Undecided("names are imported with *")
        name = alias.asname or alias.name
        scope.holder(name).values[name] = machine.member("." * node.level + (node.module or ""), alias.name)


def _assert(machine: Machine, node: ast.Assert, scope: Scope) -> None:
    if not truth(evaluate(machine, node.test, scope)):
        raise AssertionError(*() if node.msg is None else (evaluate(machine, node.msg, scope),))


def _raise(machine: Machine, node: ast.Raise, scope: Scope) -> None:
    if node.exc is None:
        if machine.handled:
            raise machine.handled[-1]
        raise RuntimeError("No active exception to reraise")
    raise thrown(evaluate(machine, node.exc, scope))


def _try(machine: Machine, node: ast.Try, scope: Scope) -> None:
    try:
        try:
            run(machine, node.body, scope)
        except (MemoryError, RecursionError) as error:
            raise Exhausted(type(error).__name__) from None
        except Exception as error:
            handler = handler_of(machine, node, error, scope)
            if handler is None:
                raise
            with handling(machine, handler, error, scope):
                run(machine, handler.body, scope)
        else:
            run(machine, node.orelse, scope)
    finally:
        run(machine, node.finalbody, scope)


def _with(machine: Machine, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
    _within(machine, node.items, node.body, scope)


def _within(machine: Machine, items: Sequence[ast.withitem], body: Sequence[ast.stmt], scope: Scope) -> None:
    if not items:
        run(machine, body, scope)
        return
    manager = evaluate(machine, items[0].context_expr, scope)
    entered = awaited(machine.call(either(manager, "__enter__", "__aenter__"), [], {}))
    if items[0].optional_vars is not None:
        machine.assign(items[0].optional_vars, entered, scope)
    leave = either(manager, "__exit__", "__aexit__")
    try:
        _within(machine, items[1:], body, scope)
    except Exception as error:
        if not left_by(machine, leave, error):
            raise
    except (Returned, Broken, Continued):
        awaited(machine.call(leave, [None, None, None], {}))
        raise
    else:
        awaited(machine.call(leave, [None, None, None], {}))


def _delete(machine: Machine, node: ast.Delete, scope: Scope) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            del scope.holder(target.id).values[target.id]
        elif isinstance(target, ast.Subscript):
            holder = evaluate(machine, target.value, scope)
            if isinstance(holder, list):
                machine.meter.take(len(holder) / 100)
            del holder[evaluate(machine, target.slice, scope)]
        elif isinstance(target, ast.Attribute):
            remove_attribute(evaluate(machine, target.value, scope), target.attr)


def _match(machine: Machine, node: ast.Match, scope: Scope) -> None:
    subject = evaluate(machine, node.subject, scope)
    for case in node.cases:
        if matches(machine, case.pattern, subject, scope) and (
            case.guard is None or truth(evaluate(machine, case.guard, scope))
        ):
            run(machine, case.body, scope)
            return


RUNNERS: dict[type[ast.stmt], Runner] = {
    ast.Expr: _expression, ast.Assign: _assign, ast.AnnAssign: _annotated, ast.AugAssign: _augmented, ast.If: _if,
    ast.For: _for, ast.AsyncFor: _for, ast.While: _while, ast.Return: _return, ast.Break: _break,
    ast.Continue: _continue, ast.Pass: _nothing, ast.Global: _nothing, ast.Nonlocal: _nothing,
    ast.FunctionDef: _define, ast.AsyncFunctionDef: _define, ast.ClassDef: _class, ast.Import: _import,
    ast.ImportFrom: _import_from, ast.Assert: _assert, ast.Raise: _raise, ast.Try: _try, ast.With: _with,
    ast.AsyncWith: _with, ast.Delete: _delete, ast.Match: _match,
}  # fmt: skip
