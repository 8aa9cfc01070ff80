"""Functions that only one side has, for the module that imports them: as if they had been written there."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from parity.semantics.copying import copied
from parity.semantics.dump import dump
from parity.semantics.moves import definitions
from parity.semantics.surroundings import Surroundings, imported_names, surroundings_of


@dataclass(frozen=True)
class Helpers:
    """What a module can take from others.

    Attributes:
        tree: the module that imports.
        trees, around: by file, the modules that are compared, and what surrounds their functions.
        alone: whether a function (file, name) has no counterpart on the other side.
    """

    tree: ast.Module
    trees: Mapping[str, ast.Module]
    around: Mapping[str, Surroundings]
    alone: Callable[[str, str], bool]

    @cached_property
    def _own(self) -> Surroundings:
        return surroundings_of(self.tree)

    def of(self, source: str, name: str) -> list[ast.stmt]:
        """The function of a file with what it names there; nothing where that would mean something else here."""
        node = definitions(self.trees[source]).get(name) if source in self.trees else None
        if not isinstance(node, ast.FunctionDef) or node.decorator_list or not self.alone(source, name):
            return []
        needed: list[ast.stmt] = []
        for free in sorted(_free(node)):
            statements = self._needed(source, free)
            if statements is None:
                return []
            needed.extend(statements)
        return [*needed, copied(node)]

    def _needed(self, source: str, name: str) -> list[ast.stmt] | None:
        """What has to stand here so that a name means what it means there; None where that cannot be had."""
        there, here = self.around[source], self._own
        if name not in there.bound:
            return [] if there.is_builtin(name) and here.is_builtin(name) else None
        if (value := there.constants.get(name)) is not None:
            if name in here.bound:
                own = here.constants.get(name)
                return [] if own is not None and dump(own) == dump(value) else None
            return [assigned(name, value)]
        if (target := there.aliases.get(name)) is None or target.startswith("."):
            return None
        if name in here.bound:
            return [] if here.aliases.get(name) == target else None
        return _import_of(self.trees[source], name)


def assigned(name: str, value: ast.expr) -> ast.Assign:
    return ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=copied(value))


def _import_of(tree: ast.Module, name: str) -> list[ast.stmt] | None:
    """The statement that imports a name, of this name only."""
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias, (bound, _) in zip(node.names, imported_names(node), strict=True):
                if bound == name and isinstance(node, ast.Import):
                    return [ast.Import(names=[alias])]
                if bound == name and isinstance(node, ast.ImportFrom):
                    return [ast.ImportFrom(module=node.module, names=[alias], level=node.level)]
    return None


def _free(function: ast.FunctionDef) -> frozenset[str]:
    """Names that a function reads and does not bind itself, anywhere in it."""
    read, bound = set[str](), set[str]()
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
    return frozenset(read - bound)
