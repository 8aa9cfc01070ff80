"""The engine of all canonical forms: rewrites a tree from its leaves up, by rules for each class of nodes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from parity.semantics.expressions import NO_KINDS, Kinds, walk
from parity.semantics.surroundings import Surroundings
from parity.semantics.visiting import Transformer


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a rule may know around the node that it rewrites.

    Attributes:
        kinds: types of local variables that are sure.
        local: names that the function binds, parameters included.
        lenient: also rewrite what is only the same for the usual types: no proof, but a reason to doubt an edit.
    """

    surroundings: Surroundings = field(default_factory=Surroundings)
    kinds: Kinds = field(default_factory=lambda: NO_KINDS)
    local: frozenset[str] = frozenset()
    lenient: bool = False

    def is_builtin(self, node: ast.AST, *names: str) -> bool:
        """Whether a node is one of these builtins by name."""
        return (
            isinstance(node, ast.Name)
            and node.id in names
            and node.id not in self.local
            and self.surroundings.is_builtin(node.id)
        )


Node = TypeVar("Node", bound=ast.AST)
Rule = Callable[[Any, View], ast.AST]
Rules = Mapping[type, Sequence[Rule]]


def merged(*books: Rules) -> dict[type, tuple[Rule, ...]]:
    """One rule book of several, in their order."""
    found: dict[type, tuple[Rule, ...]] = {}
    for book in books:
        for cls, rules in book.items():
            found[cls] = (*found.get(cls, ()), *rules)
    return found


class Rewriter(Transformer):
    """Applies a rule book to a tree, in place where it can."""

    def __init__(self, book: Rules, view: View) -> None:
        self._book = book
        self._view = view

    def visit(self, node: Any) -> Any:
        self.generic_visit(node)
        for rule in self._book.get(node.__class__, ()):
            new = rule(node, self._view)
            if new is not node:
                if "lineno" in new._attributes and not hasattr(new, "lineno"):
                    ast.copy_location(new, node)
                if new.__class__ is not node.__class__:
                    return self._again(new)
                node = new
        return node

    def _again(self, node: Any) -> Any:
        """A node that became one of another class, by that class's rules (its parts are done)."""
        for rule in self._book.get(node.__class__, ()):
            new = rule(node, self._view)
            if new is not node and "lineno" in new._attributes and not hasattr(new, "lineno"):
                ast.copy_location(new, node)
            node = new
        return node


def located(node: Node, origin: ast.AST) -> Node:
    """A new node where another one stood, its new parts included."""
    for inner in walk(node):
        if "lineno" in inner._attributes and not hasattr(inner, "lineno"):
            ast.copy_location(inner, origin)
    return node
