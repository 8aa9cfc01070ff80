"""Tables that something is looked up in, as the choices that they stand for (for the usual keys: texts and numbers)."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from parity.semantics.copying import copied
from parity.semantics.expressions import is_inert, is_literal
from parity.semantics.inlining import applied_lambda
from parity.semantics.rewriting import Rules, View, located

MAX_CHOICES = 24


def _entries(node: ast.expr) -> list[tuple[ast.expr, ast.expr]] | None:
    """Of a table with constant keys that differ and values that do nothing."""
    if not isinstance(node, ast.Dict) or not 1 <= len(node.keys) <= MAX_CHOICES:
        return None
    keys = [key for key in node.keys if isinstance(key, ast.Constant)]
    distinct = len(keys) == len(node.keys) == len({(type(key.value), key.value) for key in keys})
    if not distinct or not all(is_inert(value) or is_literal(value) for value in node.values):
        return None
    return list(zip(keys, node.values, strict=True))


def _looked_up(node: ast.Subscript, view: View) -> ast.AST:
    """`{"a": f, "b": g}[k]` is `f if k == "a" else g if k == "b" else` an error."""
    entries = _entries(node.value)
    if not view.lenient or entries is None or not isinstance(node.ctx, ast.Load):
        return node
    if isinstance(node.slice, ast.Constant):
        return _of_key(entries, node.slice) or node
    if not is_inert(node.slice):
        return node
    missing = ast.Call(func=ast.Name(id="missing~", ctx=ast.Load()), args=[copied(node.slice)], keywords=[])
    return _chosen(entries, node.slice, missing, node)


def _called(node: ast.Call, view: View) -> ast.AST:
    """`{...}.get(k, d)`, a call of what was chosen, and a call of a lambda."""
    if not view.lenient:
        return node
    func = node.func
    if isinstance(func, ast.Lambda):
        return applied_lambda(node) or node
    if isinstance(func, ast.IfExp) and all(is_inert(one) for one in node.args) and not node.keywords:
        arms = [_call(arm, node.args, view) for arm in (func.body, func.orelse)]
        return located(ast.IfExp(test=func.test, body=arms[0], orelse=arms[1]), node)
    if isinstance(func, ast.Attribute) and func.attr == "get" and 1 <= len(node.args) <= 2 and not node.keywords:
        entries = _entries(func.value)
        other = node.args[1] if len(node.args) == 2 else ast.Constant(value=None)
        if entries is not None and is_inert(other):
            if isinstance(node.args[0], ast.Constant):
                return _of_key(entries, node.args[0]) or other
            if is_inert(node.args[0]):
                return _chosen(entries, node.args[0], other, node)
    return node


def _call(arm: ast.expr, arguments: Sequence[ast.expr], view: View) -> ast.expr:
    if isinstance(arm, ast.Call) and isinstance(arm.func, ast.Name) and arm.func.id == "missing~":
        return arm
    made = ast.Call(func=arm, args=[copied(one) for one in arguments], keywords=[])
    new = _called(made, view)
    assert isinstance(new, ast.expr)
    return new


def _of_key(entries: Sequence[tuple[ast.expr, ast.expr]], key: ast.Constant) -> ast.expr | None:
    for one, value in entries:
        if isinstance(one, ast.Constant) and type(one.value) is type(key.value) and one.value == key.value:
            return copied(value)
    return None


def _chosen(entries: Sequence[tuple[ast.expr, ast.expr]], key: ast.expr, other: ast.expr, origin: ast.AST) -> ast.expr:
    found: ast.expr = copied(other)
    for one, value in reversed(entries):
        test = ast.Compare(left=copied(key), ops=[ast.Eq()], comparators=[copied(one)])
        found = ast.IfExp(test=test, body=copied(value), orelse=found)
    return located(found, origin)


def _member(node: ast.Compare, view: View) -> ast.AST:
    """What is in a table is one of its keys."""
    entries = _entries(node.comparators[0]) if len(node.ops) == 1 else None
    if entries is None or not view.lenient or not isinstance(node.ops[0], (ast.In, ast.NotIn)):
        return node
    keys = ast.Tuple(elts=[copied(key) for key, _ in entries], ctx=ast.Load())
    return located(ast.Compare(left=node.left, ops=node.ops, comparators=[keys]), node)


RULES: Rules = {ast.Subscript: (_looked_up,), ast.Call: (_called,), ast.Compare: (_member,)}
