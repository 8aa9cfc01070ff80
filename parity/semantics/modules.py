"""Two versions of one Python source -> what was edited in each of its functions, and what that does."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from parity.model.edits import Effect, FunctionEdit
from parity.semantics.attributes import Names, aligned
from parity.semantics.dump import dump, dump_code, is_same
from parity.semantics.expressions import walk
from parity.semantics.inlining import Definition
from parity.semantics.pieces import compared, edit_of, statements_of
from parity.semantics.renaming import Renaming, one_sided
from parity.semantics.surroundings import Surroundings, surroundings_of
from parity.semantics.tables import tables_of
from parity.semantics.units import Unit, units_of, without_definitions
from parity.semantics.ways import Edit

HARM = list(Effect)
MAX_DEEP = 300  # edited functions of one module that are looked into


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleEdits:
    """What differs between two versions of a module.

    Attributes:
        functions: worst first, then by name; one function has an entry for each effect that its edits have.
        compared: functions, classes and module bodies that both sides have.
        complete: False where not every edit was looked into.
    """

    functions: tuple[FunctionEdit, ...] = ()
    compared: int = 0
    complete: bool = True


class _Side:
    """One version of a module; what surrounds its functions is only worked out where it is asked for."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.peer: _Side | None = None
        self.units = units_of(tree)

    @cached_property
    def around(self) -> Surroundings:
        alike = frozenset() if self.peer is None else _alike(self.units, self.peer.units)
        return replace(surroundings_of(self.tree), tables=tables_of(self.tree), alike=alike)

    @cached_property
    def own_statements(self) -> tuple[str, ...]:
        return tuple(dump(node) for node in without_definitions(self.tree.body))


def _sides(before: ast.Module, after: ast.Module) -> tuple[_Side, _Side]:
    old, new = _Side(before), _Side(after)
    old.peer, new.peer = new, old
    return old, new


def _alike(ours: Mapping[str, Unit], theirs: Mapping[str, Unit]) -> frozenset[str]:
    """Functions that two versions have in the same words: what calls them need not look into them."""
    try:
        return frozenset(
            name for name in ours.keys() & theirs.keys()
            if ours[name].kind == theirs[name].kind == "function" and is_same(ours[name].node, theirs[name].node)
        )  # fmt: skip
    except RecursionError:
        return frozenset()


def compare_trees(
    before: ast.Module, after: ast.Module, *, deep: int = MAX_DEEP, thorough: bool = True
) -> ModuleEdits:  # fmt: skip
    """What was edited between two versions of a module.

    Args:
        deep: how many edited functions are looked into; of further ones it is only told that they were edited.
        thorough: also by the trees of decisions, which takes longer.
    """
    attributes: Mapping[str, Names] = {}
    if thorough:
        before, after, attributes = aligned(before, after)
    old, new = _sides(before, after)
    found = [
        edit_of(
            name,
            old.units[name],
            new.units[name],
            Edit(kind="attribute-renamed", effect=Effect.UNKNOWN, confidence=0.3),
        )
        for name in sorted(attributes)
    ]  # only what was pickled on the other side notices
    renamed = Renaming(old, new)
    complete = True
    for name in sorted(old.units.keys() | new.units.keys()):
        one, other = old.units.get(name), new.units.get(name)
        if one is None or other is None:
            found.extend(one_sided(name, one, other, renamed, deep=len(found) < deep))
        elif not _is_same(one, other, old, new, meaning=deep > 0):
            if len(found) < deep:
                found.extend(_looked_into(name, one, other, old, new, thorough=thorough))
            else:
                complete = False
                if not _differs_in_words(one, other):
                    found.append(_unknown(name, one, other))
    return ModuleEdits(
        functions=tuple(sorted(found, key=worst_first)),
        compared=len(old.units.keys() & new.units.keys()),
        complete=complete,
    )


def compare_definitions(before: ast.Module, after: ast.Module, names: Collection[str]) -> tuple[FunctionEdit, ...]:
    """What was edited in these functions and classes (and what they hold), whatever else is in the two modules."""
    old, new = _sides(before, after)
    found: list[FunctionEdit] = []
    for name in sorted(old.units.keys() & new.units.keys()):
        one, other = old.units[name], new.units[name]
        if name.partition(".")[0] in names and not _is_same(one, other, old, new, meaning=True):
            found.extend(_looked_into(name, one, other, old, new))
    return tuple(sorted(found, key=worst_first))


def _is_same(one: Unit, other: Unit, old: _Side, new: _Side, *, meaning: bool) -> bool:
    """Whether a piece is written alike, and (where `meaning` is asked for) what it names means the same."""
    try:
        ours, theirs = statements_of(one), statements_of(other)
        if not is_same(list(ours), list(theirs)):
            return False
        return not meaning or old.own_statements == new.own_statements or _same_meaning(old.around, new.around, ours)
    except RecursionError:
        return False


def _differs_in_words(one: Unit, other: Unit) -> bool:
    """Whether a function that is not looked into differs in docstrings and annotations only."""
    ours, theirs = one.node, other.node
    if not isinstance(ours, Definition) or not isinstance(theirs, Definition):
        return False
    try:
        return dump_code(ours) == dump_code(theirs)
    except RecursionError:
        return False


def _unknown(name: str, one: Unit, other: Unit) -> FunctionEdit:
    return edit_of(name, one, other, Edit(kind="rewritten", effect=Effect.UNKNOWN, confidence=0.5))


def _looked_into(
    name: str, one: Unit, other: Unit, old: _Side, new: _Side, *, thorough: bool = True
) -> list[FunctionEdit]:  # fmt: skip
    try:
        return list(compared(name, one, other, old.around, new.around, thorough=thorough))
    except (RecursionError, ValueError, OverflowError):
        return [_unknown(name, one, other)]


def _same_meaning(before: Surroundings, after: Surroundings, body: Sequence[ast.AST]) -> bool:
    """Whether equal code means the same on both sides: the constants and imports it names are the same."""
    names = {node.id for statement in body for node in walk(statement) if isinstance(node, ast.Name)}
    return all(
        before.aliases.get(name) == after.aliases.get(name)
        and _literal(before.constants.get(name)) == _literal(after.constants.get(name))
        for name in names
    )


def _literal(node: ast.expr | None) -> str | None:
    return None if node is None else dump(node)


def worst_first(edit: FunctionEdit) -> tuple[int, float, str]:
    """A key to sort edits by: by harm, then by confidence, then by name."""
    return -HARM.index(edit.effect), -edit.confidence, edit.name
