"""Operators and comparisons of evaluated code, kept within bounds."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from parity.evaluation.evaluator.bounds import MAX_BITS, MAX_SIZE, Exhausted, bounded, size_of

if TYPE_CHECKING:
    from parity.evaluation.evaluator.machine import Machine

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
        hashed = isinstance(value, (dict, set, frozenset)) and kind is not ast.Mod
        machine.meter.take(size_of(value) * 2.5 if hashed else size_of(value) / 40)
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
