"""Statements in one form: branches, early returns, single-use variables."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from parity.semantics.conditions import is_negative, negation, truth
from parity.semantics.expressions import COMPREHENSIONS, is_inert, is_pure, names_in, uses, walk
from parity.semantics.rewriting import View, located

_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def straightened(body: Sequence[ast.stmt], view: View, tail: str) -> list[ast.stmt]:
    """One block.

    Args:
        tail: what leaving the block's end means: "function", "loop", or "" where something follows.
    """
    found: list[ast.stmt] = []
    rest = [node for node in body if not _does_nothing(node)]
    while rest:
        node = rest.pop(0)
        last = tail if not rest else ""
        if isinstance(node, ast.If):
            _branch(node, rest, view, tail)
            found.extend(_chosen(node, view))
            continue
        _inner(node, view, last)
        found.append(node)
        if isinstance(node, _ENDS):
            break
    while found and _falls_off(found[-1], tail):
        found.pop()
    return _completed(found)


def _does_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _falls_off(node: ast.stmt, tail: str) -> bool:
    if tail == "loop":
        return isinstance(node, ast.Continue)
    if tail == "function" and isinstance(node, ast.Return):
        return node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)
    return False


def _branch(node: ast.If, rest: list[ast.stmt], view: View, tail: str) -> None:
    """Straighten both branches; what follows a branch that ends belongs to the other."""
    if rest and ends(node.body):
        node.orelse, rest[:] = [*node.orelse, *rest], []
    elif rest and node.orelse and ends(node.orelse):
        node.body, rest[:] = [*node.body, *rest], []
    inside = tail if not rest else ""
    node.test = truth(node.test, view)
    node.body = straightened(node.body, view, inside)
    node.orelse = straightened(node.orelse, view, inside)


def ends(body: Sequence[ast.stmt]) -> bool:
    """Whether control never leaves the block by its end."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, ast.If):
        return ends(last.body) and ends(last.orelse)
    return isinstance(last, _ENDS)


def _chosen(node: ast.If, view: View) -> list[ast.stmt]:
    """The shortest form of an if whose branches are straight."""
    if isinstance(node.test, ast.Constant):
        return node.body if node.test.value else node.orelse
    if not node.body and not node.orelse:
        return [] if is_inert(node.test) else [located(ast.Expr(value=node.test), node)]
    if not node.body or (node.orelse and is_negative(node.test)):
        node.test, node.body, node.orelse = negation(node.test, view), node.orelse, node.body
    body, orelse = node.body, node.orelse
    if not orelse and len(body) == 1 and isinstance(body[0], ast.If) and not body[0].orelse:
        node.test = located(ast.BoolOp(op=ast.And(), values=[*_terms(node.test), *_terms(body[0].test)]), node)
        node.body = body[0].body
    if len(body) == len(orelse) == 1:
        first, second = body[0], orelse[0]
        if isinstance(first, ast.Return) and isinstance(second, ast.Return):
            none = located(ast.Constant(value=None), node)
            value = located(ast.IfExp(test=node.test, body=first.value or none, orelse=second.value or none), node)
            return [located(ast.Return(value=value), node)]
        if isinstance(first, ast.Assign) and isinstance(second, ast.Assign) and _same(first.targets, second.targets):
            value = located(ast.IfExp(test=node.test, body=first.value, orelse=second.value), node)
            return [located(ast.Assign(targets=first.targets, value=value), node)]
    return [node]


def _terms(node: ast.expr) -> list[ast.expr]:
    return list(node.values) if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And) else [node]


def _same(first: Sequence[ast.AST], second: Sequence[ast.AST]) -> bool:
    return [ast.dump(node) for node in first] == [ast.dump(node) for node in second] and all(
        isinstance(node, ast.Name) for node in first
    )


def _inner(node: ast.stmt, view: View, tail: str) -> None:
    """The blocks of a statement that is no if."""
    if isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
        node.body = straightened(node.body, view, "loop")
        node.orelse = straightened(node.orelse, view, tail)
        if isinstance(node, ast.While):
            node.test = truth(node.test, view)
        return
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        node.body = straightened(node.body, view, "function")
        return
    if isinstance(node, ast.ClassDef):
        return
    if isinstance(node, (ast.With, ast.AsyncWith)) or type(node).__name__ in ("Try", "TryStar"):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if block:
                setattr(node, name, straightened(block, view, "") or [located(ast.Pass(), node)])
    for handler in getattr(node, "handlers", ()):
        handler.body = straightened(handler.body, view, "") or [located(ast.Pass(), handler)]
        if handler.name and not any(uses(inner, handler.name) for inner in handler.body):
            handler.name = None


def _completed(body: list[ast.stmt]) -> list[ast.stmt]:
    """`x = a` before `if c: x = b` is `x = b if c else a`."""
    found: list[ast.stmt] = []
    for node in body:
        previous = found[-1] if found else None
        if isinstance(node, ast.If) and isinstance(previous, ast.Assign) and (one := _default_then(previous, node)):
            found[-1] = one
        else:
            found.append(node)
    return found


def _default_then(first: ast.Assign, node: ast.If) -> ast.Assign | None:
    if node.orelse or len(node.body) != 1 or not isinstance(node.body[0], ast.Assign):
        return None
    second = node.body[0]
    target = first.targets[0]
    if not (isinstance(target, ast.Name) and _same(first.targets, second.targets) and is_inert(first.value)):
        return None
    if uses(node.test, target.id) or uses(second.value, target.id) or not is_pure(node.test):
        return None
    value = located(ast.IfExp(test=node.test, body=second.value, orelse=first.value), node)
    return located(ast.Assign(targets=first.targets, value=value), first)


def inlined(function: ast.AST, body: list[ast.stmt], local: frozenset[str]) -> None:
    """Variables that are set once, and read once by the very next statement, put where they are read; in place."""
    stores: Counter[str] = Counter()
    loads: Counter[str] = Counter()
    for node in walk(function):
        if isinstance(node, ast.Name):
            (loads if isinstance(node.ctx, ast.Load) else stores)[node.id] += 1
        elif isinstance(node, ast.arg):
            stores[node.arg] += 1
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            stores.update(dict.fromkeys(node.names, 2))
    single = {name for name in stores if stores[name] == 1 and loads[name] == 1 and name in local}
    _inline_block(body, single)
    for node in walk(function):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block is not body:
                _inline_block(block, single)


def _inline_block(block: list[ast.stmt], single: set[str]) -> None:
    place = len(block) - 2
    while place >= 0:
        node = block[place]
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name in single and place + 1 < len(block) and _put(block[place + 1], name, node.value):
                del block[place]
        place -= 1


def _put(statement: ast.stmt, name: str, value: ast.expr) -> bool:
    """Replace the one reading of a name in a statement, if nothing that acts is evaluated before it."""
    holder: ast.AST = statement
    if isinstance(statement, ast.If):
        return _put_field(statement, "test", name, value)
    if isinstance(statement, ast.For):
        return _put_field(statement, "iter", name, value)
    if isinstance(statement, ast.Assign) and all(isinstance(target, ast.Name) for target in statement.targets):
        return _put_field(holder, "value", name, value)
    if isinstance(statement, (ast.Return, ast.Expr)) and statement.value is not None:
        return _put_field(holder, "value", name, value)
    return False


def _put_field(holder: ast.AST, field: str, name: str, value: ast.expr) -> bool:
    root = getattr(holder, field)
    if isinstance(root, ast.Name) and root.id == name:
        setattr(holder, field, value)
        return True
    before: list[ast.expr] = []
    return _walk(root, name, value, before)


_ORDERED: dict[type, tuple[str, ...]] = {
    ast.Call: ("func", "args", "keywords"), ast.BinOp: ("left", "right"), ast.UnaryOp: ("operand",),
    ast.Attribute: ("value",), ast.Subscript: ("value", "slice"), ast.Tuple: ("elts",), ast.List: ("elts",),
    ast.Compare: ("left", "comparators"), ast.keyword: ("value",), ast.JoinedStr: ("values",),
    ast.FormattedValue: ("value",), ast.Set: ("elts",), ast.Slice: ("lower", "upper", "step"), ast.Starred: ("value",),
    ast.IfExp: ("test",),
}  # fmt: skip


def _evaluated(node: ast.AST) -> tuple[str, ...]:
    """Fields of a node that are surely evaluated, in that order."""
    if isinstance(node, ast.Dict):  # keys and values take turns
        return ("values",) if all(key is None or isinstance(key, ast.Constant) for key in node.keys) else ()
    return _ORDERED.get(type(node), ())


def _first_reads(node: ast.expr, name: str) -> bool:
    """Whether only what a comprehension goes through names it: that is evaluated first, and once."""
    assert isinstance(node, COMPREHENSIONS)
    return sum(found == name for found in names_in(node)) == sum(
        found == name for found in names_in(node.generators[0].iter)
    )


def evaluated_before(root: ast.expr, wanted: type) -> Iterator[tuple[Any, list[ast.expr]]]:
    """Each node of a class within an expression that is surely evaluated, with what is evaluated before it."""
    found: list[tuple[Any, list[ast.expr]]] = []

    def go(node: ast.AST, before: list[ast.expr]) -> None:
        held = list(before)
        for field in _evaluated(node):
            value = getattr(node, field)
            for item in value if isinstance(value, list) else [value]:
                if item is not None:
                    go(item, held)
                    held.append(item.value if isinstance(item, ast.keyword) else item)
        if isinstance(node, wanted):
            found.append((node, list(before)))

    if not any(isinstance(one, ast.Compare) and len(one.ops) > 1 for one in walk(root)):
        go(root, [])
    yield from found


def _walk(node: ast.AST, name: str, value: ast.expr, before: list[ast.expr]) -> bool:
    """Goes through a node in the order of evaluation; `before` collects what was evaluated."""
    if isinstance(node, ast.Compare) and len(node.ops) > 1:
        return False
    if isinstance(node, COMPREHENSIONS):
        return _put_field(node.generators[0], "iter", name, value) if _first_reads(node, name) else False
    for field in _evaluated(node):
        held = getattr(node, field)
        for place, item in enumerate(held if isinstance(held, list) else [held]):
            if item is None:
                continue
            if isinstance(item, ast.Name) and item.id == name:
                if not (all(map(is_inert, before)) or (is_inert(value) and all(map(is_pure, before)))):
                    return False
                if isinstance(held, list):
                    held[place] = value
                else:
                    setattr(node, field, value)
                return True
            if name in names_in(item):
                return _walk(item, name, value, before)
            before.append(item.value if isinstance(item, ast.keyword) else item)
    return False
