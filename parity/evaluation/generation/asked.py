"""Unusual input that a function itself asks about: what it does with it is what it is made for."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Sequence

from parity.evaluation.generation.inputs import Input
from parity.evaluation.generation.stand_ins import Array

_ABOUT_NAN = frozenset({
    "isnan", "isfinite", "isna", "notna", "isnull", "notnull", "nan_to_num", "nansum", "nanmean", "nanmedian", "nanstd",
    "nanvar", "nanmin", "nanmax", "nanargmin", "nanargmax", "nanprod", "nancumsum", "nanquantile", "nanpercentile",
})  # fmt: skip
_TYPE_ERRORS = frozenset({"TypeError", "AttributeError"})


def is_asked_about(given: Input, functions: Sequence[ast.AST]) -> bool:
    """Whether a call has what a version of the function looks for.

    That is: not a number, nothing at all where another answer for it is named, None where what it raises is caught,
    lists that must be as long.
    """
    values = (*given.arguments, *given.keywords.values())
    words = {word for function in functions for word in _words(function)}
    if words & _ABOUT_NAN and any(_is_nan(one) for one in _flat(values)):
        return True
    if any(_is_empty(one) for one in values) and any(_names_an_answer(node) for f in functions for node in ast.walk(f)):
        return True
    if handles_wrong_types(functions) and any(one is None for one in _flat(values)):
        return True
    lengths = {len(one) for one in values if isinstance(one, (list, tuple))}
    return len(lengths) > 1 and any(_is_strict(node) for function in functions for node in ast.walk(function))


def handles_wrong_types(functions: Sequence[ast.AST]) -> bool:
    """Whether a version says what happens to values of another type."""
    return any(
        isinstance(node, ast.ExceptHandler) and node.type is not None and not _TYPE_ERRORS.isdisjoint(_words(node.type))
        for function in functions
        for node in ast.walk(function)
    )


def _words(function: ast.AST) -> Iterable[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _flat(values: Iterable[object]) -> Iterable[object]:
    for one in values:
        if isinstance(one, Array):
            yield from _flat(one.values)
        elif isinstance(one, (list, tuple)):
            yield from _flat(one)
        elif isinstance(one, dict):
            yield from _flat(one.values())
        else:
            yield one


def _is_empty(value: object) -> bool:
    held = value.values if isinstance(value, Array) else value
    return isinstance(held, (list, tuple, dict, set)) and not held


def _names_an_answer(node: ast.AST) -> bool:
    """Whether it is a call that says what is given where there is nothing: `min(x, default=0)`."""
    named = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("min", "max")
    return isinstance(node, ast.Call) and named and any(one.arg == "default" for one in node.keywords)


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _is_strict(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == "zip"
        and any(one.arg == "strict" and getattr(one.value, "value", False) is True for one in node.keywords)
    )  # fmt: skip
