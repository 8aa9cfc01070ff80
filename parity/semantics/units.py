"""A module's tree -> the pieces in which its edits are told: functions, class bodies, the module's own statements."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MODULE = "<module>"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unit:
    """A piece of code that is compared by itself.

    Attributes:
        name: dotted within the file; of several with one name, the later ones have a number ("load#2").
        kind: "function", "class" or "module".
        node: of a function, itself; of a class, its definition (methods are units of their own).
        owner: the class whose body it stands in.
    """

    name: str
    kind: str
    node: ast.AST
    owner: ast.ClassDef | None = None
    body: Sequence[ast.stmt] = field(default=(), repr=False)

    @property
    def line(self) -> int | None:
        """Where it starts, decorators left out."""
        return getattr(self.node, "lineno", None)


def units_of(tree: ast.Module) -> dict[str, Unit]:
    """By name; functions within functions belong to the outer one."""
    found: dict[str, Unit] = {}
    for unit in _units(tree.body, "", None):
        name, count = unit.name, 2
        while name in found:
            name, count = f"{unit.name}#{count}", count + 1
        found[name] = unit
    found[MODULE] = Unit(name=MODULE, kind="module", node=tree, body=tree.body)
    return found


def _units(body: Sequence[ast.stmt], prefix: str, owner: ast.ClassDef | None) -> Iterator[Unit]:
    waiting = list(reversed([(node, prefix, owner) for node in body]))
    while waiting:
        node, prefix, owner = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield Unit(name=prefix + node.name, kind="function", node=node, owner=owner)
        elif isinstance(node, ast.ClassDef):
            yield Unit(name=prefix + node.name, kind="class", node=node, owner=owner, body=node.body)
            waiting.extend(reversed([(inner, f"{prefix}{node.name}.", node) for inner in node.body]))


def without_definitions(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements that run where they stand; what is defined among them is told elsewhere."""
    return [node for node in body if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))]
