"""The ways through a function: how many there are, and variables apart for each of them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from parity.semantics.expressions import is_inert, walk
from parity.semantics.rewriting import located

MAX_WAYS = 48  # through a function, loops taken once


SCOPES = (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)


def ways_through(body: Sequence[ast.stmt]) -> tuple[int, int]:
    """How many ways lead to the end of a block, and how many out of it before; at most."""
    through, out = 1, 0
    for node in body:
        if isinstance(node, ENDS):
            return 0, out + through * choices_in(node)
        if isinstance(node, ast.If):
            arms = [ways_through(block) for block in (node.body, node.orelse)]
            weight = choices_in(node.test)
            out += through * weight * sum(arm[1] for arm in arms)
            through *= weight * sum(arm[0] for arm in arms)
        else:
            inner = [
                ways_through(block)
                for name in ("body", "orelse", "finalbody")
                if isinstance(block := getattr(node, name, None), list)
            ]
            out += sum(map(sum, inner)) if not isinstance(node, SCOPES) else 0
            through *= choices_in(node) if not inner else 1
        if through + out > MAX_WAYS:
            return through, out
    return through, out


def choices_in(node: ast.AST) -> int:
    """How many ways a test or a simple statement stands for."""
    found = 1
    for one in walk(node):
        if isinstance(one, ast.IfExp):
            found += 1
        elif isinstance(one, ast.BoolOp) and isinstance(node, ast.expr):
            found += len(one.values) - 1
    return found


class Arms:
    """A variable that is set on several ways, as one variable for each: no way comes back to another."""

    def __init__(self, shared: frozenset[str]) -> None:
        self._shared, self._count = shared, 0

    def separate(self, body: list[ast.stmt]) -> None:
        for place, node in enumerate(body):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if name not in self._shared:
                    self._count += 1
                    fresh = f"{name.partition('^')[0]}^{self._count}"
                    node.targets[0].id = fresh
                    for one in (inner for later in body[place + 1 :] for inner in walk(later)):
                        if isinstance(one, ast.Name) and one.id == name:
                            one.id = fresh
        last = body[-1] if body else None
        if isinstance(last, (ast.If, ast.With)):
            self.separate(last.body)
            self.separate(getattr(last, "orelse", []))


def without_idle(function: ast.AST) -> None:
    """Without variables that nobody reads any more; in place."""
    loads = {inner.id for inner in walk(function) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load)}
    shared = {name for inner in walk(function) if isinstance(inner, (ast.Global, ast.Nonlocal)) for name in inner.names}

    def idle(node: ast.stmt) -> bool:
        return (
            isinstance(node, ast.Assign)
            and is_inert(node.value)
            and all(isinstance(one, ast.Name) and one.id not in loads | shared for one in node.targets)
        )

    for node in walk(function):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and any(isinstance(one, ast.stmt) and idle(one) for one in block):
                block[:] = [one for one in block if not idle(one)] or [located(ast.Pass(), block[0])]
