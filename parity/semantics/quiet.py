"""Statements without what only tells people something: logging, printing, progress, texts of errors."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from parity.semantics.expressions import is_pure, walk

_LOGGERS = ("log", "logger", "logging", "_log", "_logger", "LOG", "LOGGER", "warnings", "loguru", "structlog")
_LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "setLevel"})
_MAKERS = frozenset({"getLogger", "get_logger", "basicConfig"})


def without_telling(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The same statements, those that only tell left out, messages of exceptions emptied; works in place below."""
    found = [node for node in body if not is_telling(node)]
    for node in found:
        for inner in walk(node):
            for name in ("body", "orelse", "finalbody"):
                block = getattr(inner, name, None)
                if isinstance(block, list):
                    kept = [one for one in block if not (isinstance(one, ast.stmt) and is_telling(one))]
                    block[:] = kept or ([ast.copy_location(ast.Pass(), block[0])] if block and name == "body" else [])
            if isinstance(inner, ast.Raise) and isinstance(inner.cause, (ast.Constant, ast.Name)):
                inner.cause = None  # shown with the error
            if isinstance(inner, ast.Raise) and isinstance(inner.exc, ast.Call):
                inner.exc.args = [one for one in inner.exc.args if not is_text(one)]
    return found


def is_telling(node: ast.stmt) -> bool:
    """Whether a statement only logs, prints or warns, of values that can be had without doing anything."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        return _last(node.value.func) in _MAKERS
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    call = node.value
    if not all(is_pure(one) for one in (*call.args, *(keyword.value for keyword in call.keywords))):
        return False
    if isinstance(call.func, ast.Name):
        return call.func.id in ("print", "warnings.warn") or _is_logger(call.func.id)
    return (
        isinstance(call.func, ast.Attribute) and call.func.attr in _LEVELS | _MAKERS and _is_logger(_first(call.func))
    )


def is_text(node: ast.expr) -> bool:
    """Whether an expression is a text put together for people."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return isinstance(node, ast.JoinedStr) and is_pure(node)


def _is_logger(name: str) -> bool:
    return name.partition(".")[0] in _LOGGERS


def _first(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        if node.attr in _LOGGERS:
            return node.attr
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _last(node: ast.expr) -> str:
    return (
        node.attr
        if isinstance(node, ast.Attribute)
        else node.id.rpartition(".")[2]
        if isinstance(node, ast.Name)
        else ""
    )
