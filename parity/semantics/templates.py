"""Pieces of code with blanks: where code fits one, and what it is rewritten to.

In a template, a capital (`X`) stands for any expression, `X(a, b)` for one in which the variables a and b may stand, a
small letter for a variable, `*A` in a call for all further arguments. Every other name stands for itself; those of
builtins have to mean the builtin.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from parity.semantics.copying import copied
from parity.semantics.dump import is_same
from parity.semantics.expressions import is_literal, names_in, walk
from parity.semantics.rewriting import View, located
from parity.semantics.visiting import Transformer

_LIBRARIES = frozenset(
    {"numpy", "pandas", "collections", "itertools", "os", "math", "functools", "operator", "pathlib"}
)
_BLANK, _VARIABLE = re.compile(r"[A-Z]$"), re.compile(r"[a-z]$")
_SUSPENDS = (ast.Yield, ast.YieldFrom, ast.Await, ast.NamedExpr)
_BUILTINS = frozenset(dir(builtins))


Condition = Callable[[Mapping[str, Any]], bool]


@dataclass(slots=True)
class Fit:
    """What stands in the blanks, and for the variables, of a template."""

    view: View
    blanks: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    open: dict[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A rewrite.

    Attributes:
        literal: blanks in which only a constant may stand.
        where: what else must hold of what stands in the blanks.
        bound: variables that the template binds; outside of `X(a)` no blank may name them.
    """

    before: Sequence[ast.stmt]
    after: Sequence[ast.stmt]
    literal: frozenset[str]
    bound: frozenset[str]
    where: Condition | None = None

    @property
    def expression(self) -> ast.expr | None:
        """What it rewrites, where that is an expression."""
        only = self.before[0]
        return only.value if len(self.before) == 1 and isinstance(only, ast.Expr) else None


def template(before: str, after: str, literal: str = "", where: Condition | None = None) -> Template:
    """Of two sources; `literal`: blanks in which only a constant may stand, one letter each."""
    old, new = ([_Dotted().visit(node) for node in ast.parse(text).body] for text in (before, after))
    bound = frozenset(
        node.id for one in old for node in walk(one) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    return Template(before=old, after=new, literal=frozenset(literal), bound=bound, where=where)


class _Dotted(Transformer):
    """Names of libraries as the canonical form has them: one dotted name; new variables as no source can name them."""

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.copy_location(ast.Name(id="each~", ctx=node.ctx), node) if node.id == "each" else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id.partition(".")[0] in _LIBRARIES:
            return ast.copy_location(ast.Name(id=f"{node.value.id}.{node.attr}", ctx=node.ctx), node)
        return node


def rewritten(node: ast.expr, one: Template, view: View) -> ast.expr | None:
    """An expression by a template; None where it does not fit."""
    fit = Fit(view=view)
    pattern = one.expression
    if pattern is None or not _fits(pattern, node, fit) or not _holds(one, fit):
        return None
    (made,) = _made(one, fit)
    assert isinstance(made, ast.Expr)
    return located(made.value, node)


def rewritten_statements(
    window: Sequence[ast.stmt], one: Template, view: View, elsewhere: Callable[[], Mapping[str, int]]
) -> list[ast.stmt] | None:
    """Statements by a template; None where they do not fit.

    Args:
        elsewhere: tells how often each name stands in the function, to know that no variable that goes is read later.
    """
    fit = Fit(view=view)
    if not all(_fits(pattern, node, fit) for pattern, node in zip(one.before, window, strict=True)):
        return None
    if not _holds(one, fit):
        return None
    made = [located(node, window[0]) for node in _made(one, fit)]
    kept = {target.id for node in made if isinstance(node, ast.Assign) for target in node.targets
            if isinstance(target, ast.Name)}  # fmt: skip
    kept |= {node.target.id for node in made if isinstance(node, ast.For) and isinstance(node.target, ast.Name)}
    for variable in one.bound:
        name = fit.names[variable]
        here = sum(found == name for statement in window for found in names_in(statement))
        if name not in kept and elsewhere().get(name, 0) > here:
            return None
    return made


def _holds(one: Template, fit: Fit) -> bool:
    bound = {variable: fit.names[variable] for variable in one.bound}
    for blank, held in fit.blanks.items():
        values = held if isinstance(held, list) else [held]
        if any(isinstance(inner, _SUSPENDS) for value in values for inner in walk(value)):
            return False
        hidden = {name for variable, name in bound.items() if variable not in fit.open.get(blank, ())}
        if any(hidden & set(names_in(value)) for value in values):
            return False
        if blank in one.literal and not all(isinstance(value, ast.expr) and is_literal(value) for value in values):
            return False
    distinct = len(set(fit.names.values())) == len(fit.names)
    return distinct and (one.where is None or one.where(fit.blanks))


def _fits(pattern: Any, node: Any, fit: Fit) -> bool:
    if isinstance(pattern, ast.Call) and (opened := _opened(pattern)) is not None:
        fit.open.setdefault(opened[0], set()).update(opened[1])
        return isinstance(node, ast.expr) and _same(fit.blanks, opened[0], node)
    if isinstance(pattern, ast.Name):
        return _name(pattern, node, fit)
    if isinstance(pattern, list):
        alike = isinstance(node, list) and len(pattern) == len(node)
        return alike and all(_fits(one, other, fit) for one, other in zip(pattern, node, strict=True))
    if not isinstance(pattern, ast.AST):
        return bool(type(pattern) is type(node) and pattern == node)
    return type(pattern) is type(node) and _fields_fit(pattern, node, fit)


def _fields_fit(pattern: ast.AST, node: ast.AST, fit: Fit) -> bool:
    if isinstance(pattern, ast.Call) and pattern.args and isinstance(pattern.args[-1], ast.Starred):
        return isinstance(node, ast.Call) and _call(pattern, node, fit)
    return all(
        _fits(getattr(pattern, name, None), getattr(node, name, None), fit)
        for name in pattern._fields
        if name not in ("ctx", "kind", "type_comment")
    )


def _opened(pattern: ast.Call) -> tuple[str, list[str]] | None:
    """Of `X(a, b)`: the blank and the variables that may stand in it."""
    names = [one.id for one in pattern.args if isinstance(one, ast.Name) and _VARIABLE.match(one.id)]
    blank = pattern.func.id if isinstance(pattern.func, ast.Name) else ""
    return (blank, names) if _BLANK.match(blank) and names and len(names) == len(pattern.args) else None


def _call(pattern: ast.Call, node: ast.Call, fit: Fit) -> bool:
    """A call with `*A` last: A holds the other arguments, keywords included."""
    *first, rest = pattern.args
    if len(node.args) < len(first) or pattern.keywords or not _fits(pattern.func, node.func, fit):
        return False
    if any(isinstance(one, ast.Starred) for one in node.args[: len(first)]):
        return False
    if not _fits(first, node.args[: len(first)], fit):
        return False
    assert isinstance(rest, ast.Starred)
    assert isinstance(rest.value, ast.Name)
    fit.blanks[rest.value.id] = [*node.args[len(first) :], *node.keywords]
    return True


def _name(pattern: ast.Name, node: Any, fit: Fit) -> bool:
    if _BLANK.match(pattern.id):
        return isinstance(node, ast.expr) and not isinstance(node, ast.Starred) and _same(fit.blanks, pattern.id, node)
    if not isinstance(node, ast.Name):
        return False
    if _VARIABLE.match(pattern.id):
        return fit.names.setdefault(pattern.id, node.id) == node.id
    return node.id == pattern.id and (pattern.id not in _BUILTINS or fit.view.is_builtin(node, pattern.id))


def _same(found: dict[str, Any], name: str, node: ast.expr) -> bool:
    return is_same(found.setdefault(name, node), node)


def _made(one: Template, fit: Fit) -> list[ast.stmt]:
    filling = _Filled(fit)
    return [filling.visit(copied(node)) for node in one.after]


class _Filled(Transformer):
    def __init__(self, fit: Fit) -> None:
        self._fit = fit

    def visit_Call(self, node: ast.Call) -> ast.AST:
        opened = _opened(node)
        if opened is not None:
            return copied(self._fit.blanks[opened[0]])  # type: ignore[no-any-return]  # an expression
        self.generic_visit(node)
        rest = next((one for one in node.args if isinstance(one, ast.Starred)), None)
        held = self._fit.blanks.get(rest.value.id) if rest is not None and isinstance(rest.value, ast.Name) else None
        if rest is not None and isinstance(held, list):
            node.args.remove(rest)
            node.args.extend(copied(value) for value in held if isinstance(value, ast.expr))
            node.keywords.extend(copied(value) for value in held if isinstance(value, ast.keyword))
        return node

    def visit_Starred(self, node: ast.Starred) -> ast.AST:
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self._fit.blanks:
            value = copied(self._fit.blanks[node.id])
            if isinstance(value, (ast.Name, ast.Attribute, ast.Subscript)):
                value.ctx = node.ctx
            return value  # type: ignore[no-any-return]  # an expression
        return ast.copy_location(ast.Name(id=self._fit.names.get(node.id, node.id), ctx=node.ctx), node)
