"""Comprehensions in one form: map and filter as the generators they stand for, variables apart from all others."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import cast

from parity.semantics import texts
from parity.semantics.expressions import COMPREHENSIONS, is_inert, walk
from parity.semantics.rewriting import Rules, View, located
from parity.semantics.visiting import Transformer

FRESH = "each"


def _mapped(node: ast.Call, view: View) -> ast.AST:
    """`map(f, x)` is `(f(e) for e in x)`; `filter(f, x)` is `(e for e in x if f(e))`."""
    if node.keywords or len(node.args) < 2 or any(isinstance(one, ast.Starred) for one in node.args):
        return node
    function, sources = node.args[0], node.args[1:]
    if view.is_builtin(node.func, "map"):
        made = _applied(function, len(sources))
        if made is None:
            return node
        return _generated(_spelled(made[0], view), made[1], sources, None, node)
    if view.is_builtin(node.func, "filter") and len(sources) == 1:
        if isinstance(function, ast.Constant) and function.value is None:
            name = ast.Name(id=FRESH, ctx=ast.Load())
            return _generated(name, [FRESH], sources, name, node)
        made = _applied(function, 1)
        if made is not None:
            return _generated(ast.Name(id=made[1][0], ctx=ast.Load()), made[1], sources, made[0], node)
    return node


def _spelled(element: ast.expr, view: View) -> ast.expr:
    """A call that was made here, in its own canonical form: `str(x)` is an f-string."""
    for rule in texts.RULES[ast.Call] if isinstance(element, ast.Call) else ():
        element = cast("ast.expr", rule(element, view))
    return element


def _applied(function: ast.expr, count: int) -> tuple[ast.expr, list[str]] | None:
    """What the function makes of `count` variables, and their names; None where that can't be written so."""
    if isinstance(function, ast.Lambda):
        names = [one.arg for one in function.args.args]
        extra = function.args.posonlyargs, function.args.kwonlyargs, function.args.defaults
        if any(extra) or function.args.vararg or function.args.kwarg or len(names) != count:
            return None
        acts = any(isinstance(one, (ast.NamedExpr, ast.Yield, ast.YieldFrom)) for one in ast.walk(function))
        return None if acts else (function.body, names)
    if not is_inert(function):
        return None
    names = [FRESH if count == 1 else f"{FRESH}{number}" for number in range(count)]
    values: list[ast.expr] = [ast.Name(id=name, ctx=ast.Load()) for name in names]
    return ast.Call(func=function, args=values, keywords=[]), names


def _generated(
    element: ast.expr, names: list[str], sources: list[ast.expr], test: ast.expr | None, origin: ast.expr
) -> ast.expr:
    targets: list[ast.expr] = [ast.Name(id=name, ctx=ast.Store()) for name in names]
    target = targets[0] if len(targets) == 1 else ast.Tuple(elts=targets, ctx=ast.Store())
    together = ast.Call(func=ast.Name(id="zip", ctx=ast.Load()), args=sources, keywords=[])
    part = ast.comprehension(
        target=target,
        iter=sources[0] if len(sources) == 1 else together,
        ifs=[] if test is None else [test],
        is_async=0,
    )
    return located(ast.GeneratorExp(elt=element, generators=[part]), origin)


RULES: Rules = {ast.Call: (_mapped,)}


class Apart(Transformer):
    """Gives every variable of every comprehension a name of its own, so that nothing can be taken for it."""

    def __init__(self) -> None:
        self._count = 0
        self._names: Mapping[str, str] = {}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self._names:
            return ast.copy_location(ast.Name(id=self._names[node.id], ctx=node.ctx), node)
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        arguments = node.args
        own = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        own += [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
        node.args = self.visit(node.args)
        outer = self._names
        self._names = {name: new for name, new in outer.items() if name not in {one.arg for one in own}}
        node.body = self.visit(node.body)
        self._names = outer
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        return self._comprehension(node) if isinstance(node, COMPREHENSIONS) else super().generic_visit(node)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> ast.AST:
        outer = self._names
        for part in node.generators:
            part.iter = self.visit(part.iter)  # the first one still sees what is outside
            own = {one.id for one in walk(part.target) if isinstance(one, ast.Name) and _stored(one)}
            self._count += 1
            fresh = {name: f"{name.partition('@')[0]}@{self._count}" for name in own}
            self._names = {**self._names, **fresh}
            part.target = self.visit(part.target)
            part.ifs = [self.visit(test) for test in part.ifs]
        for field in ("key", "value", "elt"):
            if hasattr(node, field):
                setattr(node, field, self.visit(getattr(node, field)))
        self._names = outer
        return node


def _stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)
