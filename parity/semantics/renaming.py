"""Functions that only one of two modules has: new ones, those that are gone, and those that have another name."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cached_property
from typing import Protocol

from parity.model.edits import Effect, FunctionEdit
from parity.semantics.canonical import canonical, text_of
from parity.semantics.pieces import edit_of
from parity.semantics.surroundings import Surroundings
from parity.semantics.units import Unit
from parity.semantics.ways import Edit

MAX_NEW = 300  # new functions that are looked into


class Side(Protocol):
    """One version of a module."""

    @property
    def units(self) -> Mapping[str, Unit]:
        """Its functions and classes, by dotted name."""
        ...

    @property
    def around(self) -> Surroundings:
        """What surrounds its functions."""
        ...


def one_sided(name: str, one: Unit | None, other: Unit | None, renamed: Renaming, *, deep: bool) -> list[FunctionEdit]:
    """A new function does nothing by itself; one that is gone may be wanted from outside."""
    if one is None:
        return [edit_of(name, one, other, Edit(kind="added", effect=Effect.NONE, confidence=0.8))]
    if deep and renamed.hides(name):
        return []
    return [edit_of(name, one, other, Edit(kind="removed", effect=Effect.UNKNOWN, confidence=0.4))]


class Renaming:
    """Functions that the new side has under another name, with the same body."""

    def __init__(self, old: Side, new: Side) -> None:
        self._old, self._new = old, new

    def hides(self, name: str) -> bool:
        return _nameless(self._old.units[name], self._old.around) in self._bodies

    @cached_property
    def _bodies(self) -> frozenset[str]:
        come = sorted(self._new.units.keys() - self._old.units.keys())[:MAX_NEW]
        return frozenset(_nameless(self._new.units[name], self._new.around) for name in come)


def _nameless(unit: Unit, around: Surroundings) -> str:
    if not isinstance(unit.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return f"{unit.name}"
    try:
        (node,) = canonical(unit.node, around)
    except (RecursionError, ValueError):
        return unit.name
    return text_of([node]).replace(unit.name.rpartition(".")[2], "", 1)
