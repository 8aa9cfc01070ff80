"""The idioms' templates applied to a tree: expressions as rules of the rewriter, statements block by block."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from parity.semantics.expressions import names_in, walk
from parity.semantics.idioms import SURE, USUAL
from parity.semantics.rewriting import Rule, Rules, View
from parity.semantics.templates import Template, rewritten, rewritten_statements

Key = tuple[type, str]
Classes = tuple[type, ...]
BLOCKS = ("body", "orelse", "finalbody")


def _key(node: ast.AST) -> Key:
    """What a tree has to be at its root for a template to fit: its class, and the last name of what it calls."""
    called = node.func if isinstance(node, ast.Call) else node
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return type(node), name if isinstance(node, (ast.Call, ast.Name)) else ""


def _indexed(templates: Sequence[Template]) -> dict[Key, list[Template]]:
    found: dict[Key, list[Template]] = {}
    for one in templates:
        if one.expression is not None:
            found.setdefault(_key(one.expression), []).append(one)
    return found


def _by_statements(templates: Sequence[Template]) -> dict[Classes, list[Template]]:
    """By the classes of their statements."""
    found: dict[Classes, list[Template]] = {}
    for one in templates:
        if one.expression is None or (isinstance(one.before[0], ast.Expr) and len(one.before) > 1):
            found.setdefault(tuple(map(type, one.before)), []).append(one)
    return found


_EXPRESSIONS = {False: _indexed(SURE), True: _indexed([*SURE, *USUAL])}
_STATEMENTS = {False: _by_statements(SURE), True: _by_statements([*SURE, *USUAL])}
_LENGTHS = sorted({len(classes) for classes in _STATEMENTS[True]}, reverse=True)


def _rephrased(node: Any, view: View) -> ast.AST:
    for one in _EXPRESSIONS[view.lenient].get(_key(node), ()):
        new = rewritten(node, one, view)
        if new is not None:
            return new
    return node  # type: ignore[no-any-return]  # a node


_CLASSES = {cls for cls, _ in _EXPRESSIONS[True]}
_RULE: Rule = _rephrased
RULES: Rules = dict.fromkeys(sorted(_CLASSES, key=lambda cls: cls.__name__), (_RULE,))


def rephrase(function: ast.AST, view: View) -> bool:
    """Statements of every block by the templates that fit, in place; whether one did."""
    count = cache(lambda: Counter(names_in(function)))  # as it is before the first of them is put in
    done = False
    for node in list(walk(function)):
        for name in BLOCKS:
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                done = _block(block, view, count) or done
    return done


def _block(block: list[ast.stmt], view: View, count: Callable[[], Counter[str]]) -> bool:
    place, done = 0, False
    while place < len(block):
        found = next(_fitting(block, place, view, count), None)
        if found is not None:
            length, made = found
            block[place : place + length] = made
            done, place = True, max(place - 2, -1)
        place += 1
    return done


def _fitting(
    block: Sequence[ast.stmt], place: int, view: View, count: Callable[[], Counter[str]]
) -> Iterator[tuple[int, list[ast.stmt]]]:
    """How many statements from a place on are rewritten, and to what; by each template that fits, longest first."""
    templates = _STATEMENTS[view.lenient]
    classes = tuple(map(type, block[place : place + _LENGTHS[0]]))
    for length in _LENGTHS:
        for one in templates.get(classes[:length], ()) if length <= len(classes) else ():
            made = rewritten_statements(block[place : place + length], one, view, count)
            if made is not None:
                yield length, made
