"""What a module only writes down: displays that nothing changes, which may stand where they are read."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from parity.parsers.python_order import bound_names
from parity.semantics.expressions import is_inert, is_literal, walk

MAX_SIZE = 200  # nodes of a display
_CHANGES = frozenset({
    "append", "extend", "insert", "add", "update", "pop", "popitem", "setdefault", "clear", "remove", "discard", "sort",
    "reverse", "fill", "put", "resize", "__setitem__", "move_to_end",
})  # fmt: skip
_MAKERS = frozenset({"array", "asarray", "frozenset", "set", "tuple", "list", "dict"})


def tables_of(tree: ast.Module) -> Mapping[str, ast.expr]:
    """By name."""
    names = bound_names(tree.body)
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
        target = (
            node.targets[0]
            if isinstance(node, ast.Assign) and len(node.targets) == 1
            else getattr(node, "target", None)
        )
        if value is not None and isinstance(target, ast.Name) and names.is_once(target.id) and is_written(value):
            found[target.id] = value
    if found:
        for name in changed_in(tree):
            found.pop(name, None)
    return found


def is_written(value: ast.expr) -> bool:
    """Whether it only puts constants and names together."""
    if sum(1 for _ in walk(value)) > MAX_SIZE:
        return False
    if isinstance(value, ast.Dict):
        return all(key is not None and is_literal(key) for key in value.keys) and all(map(_is_part, value.values))
    if isinstance(value, ast.Call):
        called = value.func
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        plain = all(is_inert(word.value) or is_literal(word.value) for word in value.keywords)
        return name in _MAKERS and plain and len(value.args) == 1 and _is_part(value.args[0])
    return isinstance(value, (ast.List, ast.Set, ast.Tuple)) and all(map(_is_part, value.elts))


def _is_part(value: ast.expr) -> bool:
    if isinstance(value, ast.Subscript):
        return isinstance(value.value, ast.Name) and isinstance(value.slice, ast.Constant)
    return is_literal(value) or is_inert(value) or is_written(value)


def changed_in(tree: ast.AST) -> set[str]:
    """Names of what something in it may change in place."""
    found: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            found.add(_root(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES:
            found.add(_root(node.func))
        elif isinstance(node, ast.AugAssign):
            found.add(_root(node.target))
        elif isinstance(node, ast.Global):
            found.update(node.names)
    return found


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
