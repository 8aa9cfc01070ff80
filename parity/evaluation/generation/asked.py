"""Unusual input that a function itself asks about: what it does with it is what it is made for."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Sequence

from parity.evaluation.generation.inputs import Input

_ABOUT_NAN = frozenset({"isnan", "isfinite", "isna", "notna", "isnull", "notnull", "nan_to_num"})


def is_asked_about(given: Input, functions: Sequence[ast.AST]) -> bool:
    """Whether a call has what a version of the function looks for: not a number, or lists that must be as long."""
    values = (*given.arguments, *given.keywords.values())
    words = {word for function in functions for word in _words(function)}
    if words & _ABOUT_NAN and any(_is_nan(one) for one in _flat(values)):
        return True
    lengths = {len(one) for one in values if isinstance(one, (list, tuple))}
    return len(lengths) > 1 and any(_is_strict(node) for function in functions for node in ast.walk(function))


def _words(function: ast.AST) -> Iterable[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _flat(values: Iterable[object]) -> Iterable[object]:
    for one in values:
        if isinstance(one, (list, tuple)):
            yield from one
        elif isinstance(one, dict):
            yield from one.values()
        else:
            yield one


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _is_strict(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == "zip"
        and any(one.arg == "strict" and getattr(one.value, "value", False) is True for one in node.keywords)
    )  # fmt: skip
