"""Statements of a function in the forms that other statements of the same usual meaning have: locks, lists, counts."""

from __future__ import annotations

import ast

from parity.semantics.dump import dump
from parity.semantics.expressions import walk
from parity.semantics.inlining import Definition
from parity.semantics.rewriting import located
from parity.semantics.visiting import Transformer

BLOCKS = ("body", "orelse", "finalbody")
# Mappings that make what is missing -> what they make.
_EMPTY: dict[str, ast.expr] = {
    "list": ast.List(elts=[], ctx=ast.Load()), "dict": ast.Dict(keys=[], values=[]),
    "set": ast.Call(func=ast.Name(id="set", ctx=ast.Load()), args=[], keywords=[]),
    "int": ast.Constant(value=0), "float": ast.Constant(value=0.0),
}  # fmt: skip


def rewrite(function: Definition) -> None:
    """In place, once imported names are spelled by their dotted path."""
    for node in walk(function):
        for name in BLOCKS:
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                _block(block)
    _sorted(function)
    _defaulted(function)


def _block(block: list[ast.stmt]) -> None:
    for place in range(len(block) - 2, -1, -1):
        made = _with(block[place], block[place + 1])
        if made is not None:
            block[place : place + 2] = [made]


def _with(first: ast.stmt, second: ast.stmt) -> ast.stmt | None:
    """`lock.acquire()` before `try` and `finally: lock.release()` as `with lock`; likewise a file that is closed."""
    if not isinstance(second, ast.Try) or second.handlers or second.orelse or len(second.finalbody) != 1:
        return None
    last = second.finalbody[0]
    call = last.value if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) else None
    end = call.func if call is not None and not call.args and not call.keywords else None
    if not isinstance(end, ast.Attribute):
        return None
    item: ast.withitem | None = None
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Call)
        and isinstance(first.value.func, ast.Attribute)
    ):
        begin, plain = first.value.func, not (first.value.args or first.value.keywords)
        if plain and (begin.attr, end.attr) == ("acquire", "release") and dump(begin.value) == dump(end.value):
            item = ast.withitem(context_expr=begin.value)
    elif isinstance(first, ast.Assign) and isinstance(first.value, ast.Call) and len(first.targets) == 1:
        target, called = first.targets[0], first.value.func
        opens = isinstance(called, ast.Name) and called.id == "open" and end.attr == "close"
        if opens and isinstance(target, ast.Name) and isinstance(end.value, ast.Name) and target.id == end.value.id:
            item = ast.withitem(context_expr=first.value, optional_vars=target)
    return None if item is None else located(ast.With(items=[item], body=second.body), first)


def _sorted(function: Definition) -> None:
    """`v.sort(...)` as `v = sorted(v, ...)`, at the top of a function that made the list."""
    own = _lists(function)
    for place, node in enumerate(function.body):
        call = node.value if isinstance(node, ast.Expr) else None
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "sort"):
            continue
        held = call.func.value
        if isinstance(held, ast.Name) and held.id in own and not call.args:
            value = ast.Call(func=ast.Name(id="sorted", ctx=ast.Load()), args=[held], keywords=call.keywords)
            target = ast.Name(id=held.id, ctx=ast.Store())
            function.body[place] = located(ast.Assign(targets=[target], value=value), node)


def _lists(function: Definition) -> set[str]:
    """Variables that are only ever set to lists which the function makes."""
    lists, every = list[str](), list[str]()
    for node in walk(function):
        if isinstance(node, ast.Assign) and _is_list(node.value):
            lists.extend(one.id for one in node.targets if isinstance(one, ast.Name))
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            every.append(node.id)
        elif isinstance(node, ast.arg):
            every.append(node.arg)
    return {name for name in lists if lists.count(name) == every.count(name)}


def _is_list(node: ast.expr) -> bool:
    called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    return isinstance(node, (ast.List, ast.ListComp)) or called in ("list", "sorted")


def _defaulted(function: Definition) -> None:
    """`defaultdict(list)` and the like as a dict of which what is missing is made where it is asked for."""
    stores = [one.id for one in walk(function) if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)]
    found: dict[str, ast.expr] = {}
    for node in walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            missing, name = _missing(node.value), node.targets[0].id
            if missing is not None and stores.count(name) == 1:
                found[name] = missing
                node.value = located(ast.Dict(keys=[], values=[]), node.value)
    if found:
        _Asked(found).generic_visit(function)


def _missing(node: ast.expr) -> ast.expr | None:
    name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    if not isinstance(node, ast.Call) or node.keywords:
        return None
    if name == "collections.Counter" and not node.args:
        return _EMPTY["int"]
    if name == "collections.defaultdict" and len(node.args) == 1 and isinstance(node.args[0], ast.Name):
        return _EMPTY.get(node.args[0].id)
    return None


class _Asked(Transformer):
    def __init__(self, missing: dict[str, ast.expr]) -> None:
        self._missing = missing

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """`d[k] += 1` as `d[k] = d.get(k, 0) + 1`."""
        target = node.target
        made = self._of(target) if isinstance(target, ast.Subscript) else None
        if not isinstance(target, ast.Subscript) or made is None:
            return self.generic_visit(node)
        value = ast.BinOp(left=_call(target, "get", [target.slice, made]), op=node.op, right=self.visit(node.value))
        return located(ast.Assign(targets=[target], value=value), node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """`d[k]` that is read, as `d.setdefault(k, [])`; of numbers as `d.get(k, 0)`."""
        self.generic_visit(node)
        made = self._of(node)
        if made is None or not isinstance(node.ctx, ast.Load):
            return node
        return located(_call(node, "get" if isinstance(made, ast.Constant) else "setdefault", [node.slice, made]), node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """`dict(d)`, once it is one."""
        self.generic_visit(node)
        only = node.args[0] if len(node.args) == 1 and not node.keywords else None
        plain = isinstance(node.func, ast.Name) and node.func.id == "dict"
        return only if plain and isinstance(only, ast.Name) and only.id in self._missing else node

    def _of(self, node: ast.Subscript) -> ast.expr | None:
        return self._missing.get(node.value.id) if isinstance(node.value, ast.Name) else None


def _call(node: ast.Subscript, method: str, arguments: list[ast.expr]) -> ast.Call:
    return ast.Call(func=ast.Attribute(value=node.value, attr=method, ctx=ast.Load()), args=arguments, keywords=[])
