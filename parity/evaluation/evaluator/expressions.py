"""Expressions of evaluated code -> their values."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.attributes import attribute, formatted
from parity.evaluation.evaluator.bounds import Undecided, bounded, size_of
from parity.evaluation.evaluator.comprehensions import comprehended
from parity.evaluation.evaluator.objects import Coroutine, Native
from parity.evaluation.evaluator.operators import UNARY, compare, operate, truth
from parity.evaluation.evaluator.scopes import Scope

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine

OF_MAPPINGS = 2.5  # steps for each entry that is put into another mapping
Evaluator = Callable[["Machine", Any, Scope], Any]

CONVERSIONS: dict[int, Callable[[Any], str]] = {115: str, 114: repr, 97: ascii}  # !s, !r, !a


def evaluate(machine: Machine, node: ast.expr, scope: Scope) -> Any:
    """Raises: what the evaluated code raises; Undecided."""
    machine.meter.take(1)
    found = EVALUATORS.get(type(node))
    if found is None:
        raise Undecided(f"{type(node).__name__} is not evaluated")
    return found(machine, node, scope)


def _constant(machine: Machine, node: ast.Constant, scope: Scope) -> Any:
    return node.value


def _name(machine: Machine, node: ast.Name, scope: Scope) -> Any:
    return machine.read(node.id, scope)


def _attribute(machine: Machine, node: ast.Attribute, scope: Scope) -> Any:
    return machine.known(attribute(evaluate(machine, node.value, scope), node.attr))


def _binary(machine: Machine, node: ast.BinOp, scope: Scope) -> Any:
    left = evaluate(machine, node.left, scope)
    return operate(machine, type(node.op), left, evaluate(machine, node.right, scope))


def _unary(machine: Machine, node: ast.UnaryOp, scope: Scope) -> Any:
    return UNARY[type(node.op)](evaluate(machine, node.operand, scope))


def _boolean(machine: Machine, node: ast.BoolOp, scope: Scope) -> Any:
    stops = isinstance(node.op, ast.Or)
    value: Any = None
    for operand in node.values:
        machine.reach(operand)
        value = evaluate(machine, operand, scope)
        if truth(value) is stops:
            break
    return value


def _compare(machine: Machine, node: ast.Compare, scope: Scope) -> Any:
    left = evaluate(machine, node.left, scope)
    value: Any = True
    for kind, comparator in zip(node.ops, node.comparators, strict=True):
        right = evaluate(machine, comparator, scope)
        value = compare(machine, type(kind), left, right)
        left = right
        if len(node.ops) > 1 and not truth(value):
            break
    return value


def _conditional(machine: Machine, node: ast.IfExp, scope: Scope) -> Any:
    chosen = node.body if truth(evaluate(machine, node.test, scope)) else node.orelse
    machine.reach(chosen)
    return evaluate(machine, chosen, scope)


def _call(machine: Machine, node: ast.Call, scope: Scope) -> Any:
    if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args:
        return machine.parent_of(scope)
    function = evaluate(machine, node.func, scope)
    args = _items(machine, node.args, scope)
    kwargs: dict[str, Any] = {}
    for keyword in node.keywords:
        value = evaluate(machine, keyword.value, scope)
        if keyword.arg is not None:
            kwargs[keyword.arg] = value
        else:
            kwargs.update({str(name): value[name] for name in value})
    asked = machine.asked
    value = machine.call(function, args, kwargs)
    if machine.asked > asked and isinstance(function, Native) and id(node) in machine.discarded:
        machine.effects.append(machine.last_asked)
    return value


def _items(machine: Machine, nodes: list[ast.expr], scope: Scope) -> list[Any]:
    found: list[Any] = []  # no generator, out of which no StopIteration of the evaluated code would come
    for node in nodes:
        if isinstance(node, ast.Starred):
            found.extend(machine.iterate(evaluate(machine, node.value, scope)))
        else:
            found.append(evaluate(machine, node, scope))
    return found


def _list(machine: Machine, node: ast.List, scope: Scope) -> list[Any]:
    return _items(machine, node.elts, scope)


def _tuple(machine: Machine, node: ast.Tuple, scope: Scope) -> tuple[Any, ...]:
    return tuple(_items(machine, node.elts, scope))


def _set(machine: Machine, node: ast.Set, scope: Scope) -> set[Any]:
    return set(_items(machine, node.elts, scope))


def _dict(machine: Machine, node: ast.Dict, scope: Scope) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            more = evaluate(machine, value, scope)
            machine.meter.take(size_of(more) * OF_MAPPINGS)
            found.update(more)
        else:
            name = evaluate(machine, key, scope)
            found[name] = evaluate(machine, value, scope)
    return found


def _subscript(machine: Machine, node: ast.Subscript, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope)
    index = evaluate(machine, node.slice, scope)
    found = machine.item(value, index)
    if isinstance(index, slice):
        machine.meter.take(size_of(found) / 4)
    return found


def _slice(machine: Machine, node: ast.Slice, scope: Scope) -> slice:
    parts = (None if part is None else evaluate(machine, part, scope) for part in (node.lower, node.upper, node.step))
    return slice(*parts)


def _lambda(machine: Machine, node: ast.Lambda, scope: Scope) -> Any:
    return machine.function(node, "<lambda>", scope)


def _formatted(machine: Machine, node: ast.FormattedValue, scope: Scope) -> str:
    value = evaluate(machine, node.value, scope)
    if node.conversion in CONVERSIONS:
        value = CONVERSIONS[node.conversion](value)
    shape = evaluate(machine, node.format_spec, scope) if node.format_spec is not None else ""
    return formatted(value, shape)


def _joined(machine: Machine, node: ast.JoinedStr, scope: Scope) -> str:
    text: str = bounded("".join(evaluate(machine, part, scope) for part in node.values))
    return text


def _walrus(machine: Machine, node: ast.NamedExpr, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope)
    while scope.is_comprehension and scope.parent is not None:
        scope = scope.parent
    scope.holder(node.target.id).values[node.target.id] = value
    return value


def _at_once(kind: Callable[[Iterator[Any]], Any], items: Iterator[Any]) -> Any:
    """All items; an exception as the evaluated code raised it, which Python puts another one around."""
    try:
        return kind(items)
    except RuntimeError as error:
        if isinstance(error.__cause__, StopIteration):
            raise error.__cause__ from None
        raise


def _list_of(machine: Machine, node: ast.ListComp, scope: Scope) -> Any:
    return _at_once(list, comprehended(machine, node, scope, (node.elt,)))


def _set_of(machine: Machine, node: ast.SetComp, scope: Scope) -> Any:
    return _at_once(set, comprehended(machine, node, scope, (node.elt,)))


def _dict_of(machine: Machine, node: ast.DictComp, scope: Scope) -> Any:
    return _at_once(dict, comprehended(machine, node, scope, (node.key, node.value)))


def _generator(machine: Machine, node: ast.GeneratorExp, scope: Scope) -> Iterator[Any]:
    return comprehended(machine, node, scope, (node.elt,))


def _await(machine: Machine, node: ast.Await, scope: Scope) -> Any:
    value = evaluate(machine, node.value, scope)
    if not isinstance(value, Coroutine):
        raise Undecided("what is awaited is not evaluated")
    return value.result()


EVALUATORS: dict[type[ast.expr], Evaluator] = {
    ast.Constant: _constant, ast.Name: _name, ast.Attribute: _attribute, ast.BinOp: _binary, ast.UnaryOp: _unary,
    ast.BoolOp: _boolean, ast.Compare: _compare, ast.IfExp: _conditional, ast.Call: _call, ast.List: _list,
    ast.Tuple: _tuple, ast.Set: _set, ast.Dict: _dict, ast.Subscript: _subscript, ast.Slice: _slice,
    ast.Lambda: _lambda, ast.FormattedValue: _formatted, ast.JoinedStr: _joined, ast.NamedExpr: _walrus,
    ast.ListComp: _list_of, ast.SetComp: _set_of, ast.DictComp: _dict_of, ast.GeneratorExp: _generator,
    ast.Await: _await,
}  # fmt: skip
