"""Loops that fill a list as comprehensions, and other small things in one form once the statements are."""

from __future__ import annotations

import ast

from parity.semantics.dump import dump
from parity.semantics.expressions import is_inert, uses, walk
from parity.semantics.inlining import Definition
from parity.semantics.rewriting import located
from parity.semantics.visiting import Transformer

# Builtins that go through what they are given once, so that a list and a generator of it come to the same.
_CONSUMERS = ("sum", "any", "all", "sorted", "set", "list", "tuple", "dict", "max", "min", "frozenset")


class Finished(Transformer):
    """Small things in one form: format specifications, calls that differ between two branches in one argument."""

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.format_spec, ast.Constant):
            node.format_spec = ast.copy_location(ast.JoinedStr(values=[node.format_spec]), node)
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        one, other = (
            block[0].value if len(block) == 1 and isinstance(block[0], ast.Expr) else None
            for block in (node.body, node.orelse)
        )
        if not (isinstance(one, ast.Call) and isinstance(other, ast.Call) and len(one.args) == len(other.args) == 1):
            return node
        if one.keywords or other.keywords or dump(one.func) != dump(other.func) or not is_inert_call(one.func):
            return node
        value = ast.IfExp(test=node.test, body=one.args[0], orelse=other.args[0])
        return located(ast.Expr(value=ast.Call(func=one.func, args=[value], keywords=[])), node)


def is_inert_call(function: ast.expr) -> bool:
    """Whether looking up what is called does nothing by itself."""
    return is_inert(function) or (isinstance(function, ast.Attribute) and is_inert(function.value))


def gathered(node: Definition) -> None:
    """Lists that are filled by a loop as comprehensions; lists that are only gone through as generators."""
    for inner in walk(node):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(inner, name, None)
            if isinstance(block, list):
                _gather_block(block)
        if isinstance(inner, ast.Call) and len(inner.args) == 1 and isinstance(inner.args[0], ast.ListComp):
            joins = isinstance(inner.func, ast.Attribute) and inner.func.attr == "join"
            if joins or (isinstance(inner.func, ast.Name) and inner.func.id in _CONSUMERS):
                made = inner.args[0]
                inner.args[0] = located(ast.GeneratorExp(elt=made.elt, generators=made.generators), made)


def _gather_block(block: list[ast.stmt]) -> None:
    place = 0
    while place + 1 < len(block):
        first, second = block[place], block[place + 1]
        made = _comprehension(first, second) or _extended(first, second)
        if made is not None:
            block[place : place + 2] = [made]
        else:
            place += 1


def _comprehension(first: ast.stmt, loop: ast.stmt) -> ast.stmt | None:
    """`out = []` and a loop that only appends to it, as a comprehension; None where they are something else."""
    name = _empty_list(first)
    if name is None or not isinstance(loop, ast.For) or loop.orelse or len(loop.body) != 1:
        return None
    inner, tests = loop.body[0], list[ast.expr]()
    if isinstance(inner, ast.If) and not inner.orelse and len(inner.body) == 1:
        tests, inner = [inner.test], inner.body[0]
    item = _appended(inner, name)
    if item is None or any(uses(part, name) for part in (item, loop.iter, *tests)):
        return None
    if any(isinstance(part, (ast.Yield, ast.YieldFrom, ast.Await)) for part in walk(loop)):
        return None
    part = ast.comprehension(target=loop.target, iter=loop.iter, ifs=tests, is_async=0)
    made = ast.ListComp(elt=item, generators=[part])
    return located(ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=made), loop)


def _empty_list(node: ast.stmt) -> str | None:
    """The name that an empty list is bound to."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.List) and not node.value.elts:
        names = [one.id for one in node.targets if isinstance(one, ast.Name)]
        return names[0] if len(names) == len(node.targets) == 1 else None
    return None


def _appended(node: ast.stmt, name: str) -> ast.expr | None:
    """What a statement appends to a list of that name."""
    call = node.value if isinstance(node, ast.Expr) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "append"):
        return None
    place = call.func.value
    fits = isinstance(place, ast.Name) and place.id == name and len(call.args) == 1 and not call.keywords
    return call.args[0] if fits else None


def _extended(first: ast.stmt, second: ast.stmt) -> ast.stmt | None:
    """`d = {"a": x}` and `d["b"] = y` as `d = {"a": x, "b": y}`."""
    if not (isinstance(first, ast.Assign) and isinstance(first.value, ast.Dict) and isinstance(second, ast.Assign)):
        return None
    name, place = first.targets[0], second.targets[0]
    if not (len(first.targets) == len(second.targets) == 1 and isinstance(name, ast.Name)):
        return None
    if not (isinstance(place, ast.Subscript) and isinstance(place.value, ast.Name) and place.value.id == name.id):
        return None
    keys = [key.value for key in first.value.keys if isinstance(key, ast.Constant)]
    if not isinstance(place.slice, ast.Constant) or len(keys) != len(first.value.keys) or place.slice.value in keys:
        return None
    if uses(second.value, name.id):
        return None
    made = ast.Dict(keys=[*first.value.keys, place.slice], values=[*first.value.values, second.value])
    return located(ast.Assign(targets=[name], value=made), first)
