"""The idioms' templates applied to a tree: expressions as rules of the rewriter, statements block by block."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence
from typing import Any

from parity.semantics.expressions import names_in, walk
from parity.semantics.idioms import SURE, USUAL
from parity.semantics.rewriting import Rule, Rules, View
from parity.semantics.templates import Template, rewritten, rewritten_statements

Key = tuple[type, str]
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


def _by_statements(templates: Sequence[Template]) -> dict[type, list[Template]]:
    """By the class of their first statement, longest first."""
    found: dict[type, list[Template]] = {}
    for one in templates:
        if one.expression is None or (isinstance(one.before[0], ast.Expr) and len(one.before) > 1):
            found.setdefault(type(one.before[0]), []).append(one)
    return {cls: sorted(many, key=lambda one: -len(one.before)) for cls, many in found.items()}


_EXPRESSIONS = {False: _indexed(SURE), True: _indexed([*SURE, *USUAL])}
_STATEMENTS = {False: _by_statements(SURE), True: _by_statements([*SURE, *USUAL])}


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
    count = Counter(names_in(function))
    done = False
    for node in list(walk(function)):
        for name in BLOCKS:
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                done = _block(block, view, count) or done
    return done


def _block(block: list[ast.stmt], view: View, count: Counter[str]) -> bool:
    place, done = 0, False
    while place < len(block):
        for one in _STATEMENTS[view.lenient].get(type(block[place]), ()):
            window = block[place : place + len(one.before)]
            made = rewritten_statements(window, one, view, count) if len(window) == len(one.before) else None
            if made is not None:
                block[place : place + len(window)] = made
                done, place = True, max(place - 2, -1)
                break
        place += 1
    return done
