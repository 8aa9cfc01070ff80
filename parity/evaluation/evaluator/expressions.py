"""Expressions of evaluated code -> their values."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.attributes import attribute, formatted
from parity.evaluation.evaluator.bounds import MAX_BITS, MAX_SIZE, Exhausted, Undecided, bounded, size_of
from parity.evaluation.evaluator.objects import Coroutine, Produced, Scope

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine

Evaluator = Callable[["Machine", Any, Scope], Any]
PADDED = re.compile(r"\d{4,}|\*")

OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow, ast.LShift: operator.lshift,
    ast.RShift: operator.rshift, ast.BitOr: operator.or_, ast.BitXor: operator.xor, ast.BitAnd: operator.and_,
    ast.MatMult: operator.matmul,
}  # fmt: skip
IN_PLACE: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.iadd, ast.Sub: operator.isub, ast.Mult: operator.imul, ast.Div: operator.itruediv,
    ast.FloorDiv: operator.ifloordiv, ast.Mod: operator.imod, ast.Pow: operator.ipow, ast.LShift: operator.ilshift,
    ast.RShift: operator.irshift, ast.BitOr: operator.ior, ast.BitXor: operator.ixor, ast.BitAnd: operator.iand,
    ast.MatMult: operator.imatmul,
}  # fmt: skip
UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Invert: operator.invert, ast.Not: operator.not_,
}  # fmt: skip
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.Is: operator.is_, ast.IsNot: operator.is_not,
}  # fmt: skip
CONVERSIONS: dict[int, Callable[[Any], str]] = {115: str, 114: repr, 97: ascii}  # !s, !r, !a


def evaluate(machine: Machine, node: ast.expr, scope: Scope) -> Any:
    """Raises: what the evaluated code raises; Undecided."""
    machine.meter.take(1)
    found = EVALUATORS.get(type(node))
    if found is None:
        raise Undecided(f"{type(node).__name__} is not evaluated")
    return found(machine, node, scope)


def operate(machine: Machine, kind: type[ast.operator], left: Any, right: Any, *, in_place: bool = False) -> Any:
    """What an operator gives, if it stays within bounds."""
    if kind is ast.Mult:
        _guard_product(left, right)
    elif kind in (ast.Pow, ast.LShift):
        _guard_power(kind, left, right)
    elif kind is ast.Mod and isinstance(left, (str, bytes)) and PADDED.search(str(left)):
        raise Exhausted("a very wide format")
    value = bounded((IN_PLACE if in_place else OPERATORS)[kind](left, right))
    if not in_place or not isinstance(value, (str, list, dict, set)):  # CPython grows a text in place
        machine.meter.take(size_of(value) / 40)
    return value


def _guard_product(left: Any, right: Any) -> None:
    for one, times in ((left, right), (right, left)):
        if isinstance(times, int) and size_of(one) * max(times, 0) > MAX_SIZE:
            raise Exhausted("a very large value")


def _guard_power(kind: type[ast.operator], left: Any, right: Any) -> None:
    if isinstance(left, int) and isinstance(right, int):
        bits = right if kind is ast.LShift else left.bit_length() * right
        if bits > MAX_BITS:
            raise Exhausted("a very large integer")


def truth(value: Any) -> bool:
    """As `if` sees it."""
    return bool(value)


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


def compare(machine: Machine, kind: type[ast.cmpop], left: Any, right: Any) -> Any:
    """What one comparison gives; membership in a sequence costs by its length."""
    if kind in (ast.In, ast.NotIn):
        if isinstance(right, (list, tuple)):
            machine.meter.take(_place(right, left))
        elif isinstance(right, (str, bytes)):
            machine.meter.take(len(right) / 100)
        found = left in right
        return found if kind is ast.In else not found
    return COMPARISONS[kind](left, right)


def _place(items: list[Any] | tuple[Any, ...], item: Any) -> int:
    """How many comparisons find it."""
    try:
        return items.index(item)
    except ValueError:
        return len(items)


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
    args = list(_items(machine, node.args, scope))
    kwargs: dict[str, Any] = {}
    for keyword in node.keywords:
        value = evaluate(machine, keyword.value, scope)
        if keyword.arg is not None:
            kwargs[keyword.arg] = value
        else:
            kwargs.update({str(name): value[name] for name in value})
    return machine.call(function, args, kwargs)


def _items(machine: Machine, nodes: list[ast.expr], scope: Scope) -> Iterator[Any]:
    for node in nodes:
        if isinstance(node, ast.Starred):
            yield from machine.iterate(evaluate(machine, node.value, scope))
        else:
            yield evaluate(machine, node, scope)


def _list(machine: Machine, node: ast.List, scope: Scope) -> list[Any]:
    return list(_items(machine, node.elts, scope))


def _tuple(machine: Machine, node: ast.Tuple, scope: Scope) -> tuple[Any, ...]:
    return tuple(_items(machine, node.elts, scope))


def _set(machine: Machine, node: ast.Set, scope: Scope) -> set[Any]:
    return set(_items(machine, node.elts, scope))


def _dict(machine: Machine, node: ast.Dict, scope: Scope) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            found.update(evaluate(machine, value, scope))
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


def _comprehended(machine: Machine, node: Any, scope: Scope, parts: tuple[ast.expr, ...]) -> Iterator[Any]:
    inner = Scope(parent=scope, module=scope.root(), is_comprehension=True)
    first = evaluate(machine, node.generators[0].iter, scope)
    return _loop(machine, _Loops(node.generators, parts), 0, first, inner)


@dataclass(frozen=True, slots=True)
class _Loops:
    """A comprehension: its loops, outermost first, and what it makes of each turn."""

    loops: list[ast.comprehension]
    parts: tuple[ast.expr, ...]


def _loop(machine: Machine, all_of: _Loops, depth: int, items: Any, scope: Scope) -> Iterator[Any]:
    loop = all_of.loops[depth]
    for item in machine.iterate(items):
        machine.assign(loop.target, item, scope)
        if not all(truth(evaluate(machine, test, scope)) for test in loop.ifs):
            continue
        if depth + 1 < len(all_of.loops):
            further = evaluate(machine, all_of.loops[depth + 1].iter, scope)
            yield from _loop(machine, all_of, depth + 1, further, scope)
        else:
            machine.reach(all_of.parts[0])
            found = tuple(evaluate(machine, part, scope) for part in all_of.parts)
            yield found if len(found) > 1 else found[0]


def _list_of(machine: Machine, node: ast.ListComp, scope: Scope) -> list[Any]:
    return list(_comprehended(machine, node, scope, (node.elt,)))


def _set_of(machine: Machine, node: ast.SetComp, scope: Scope) -> set[Any]:
    return set(_comprehended(machine, node, scope, (node.elt,)))


def _dict_of(machine: Machine, node: ast.DictComp, scope: Scope) -> dict[Any, Any]:
    return dict(_comprehended(machine, node, scope, (node.key, node.value)))


def _generator(machine: Machine, node: ast.GeneratorExp, scope: Scope) -> Iterator[Any]:
    return _comprehended(machine, node, scope, (node.elt,))


def _yield(machine: Machine, node: ast.Yield, scope: Scope) -> None:
    place = _yielding(scope)
    place.append(None if node.value is None else evaluate(machine, node.value, scope))
    if len(place) > MAX_SIZE // 20:
        raise Exhausted("a very long generator")


def _yield_from(machine: Machine, node: ast.YieldFrom, scope: Scope) -> Any:
    source = evaluate(machine, node.value, scope)
    _yielding(scope).extend(machine.iterate(source))
    return source.value if isinstance(source, Produced) else None


def _yielding(scope: Scope) -> list[Any]:
    if scope.yielded is None:
        raise Undecided("a yield outside of a function")
    return scope.yielded


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
    ast.Yield: _yield, ast.YieldFrom: _yield_from, ast.Await: _await,
}  # fmt: skip
