"""Two versions of one Python source -> what was edited in each of its functions, and what that does."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from parity.model.edits import Effect, FunctionEdit
from parity.parsers.python_syntax import parse_tree
from parity.semantics.attributes import Names, aligned
from parity.semantics.batches import is_pooled_otherwise
from parity.semantics.bodies import constants, header, module, without_objects, without_one_sided
from parity.semantics.canonical import Form, canonical, text_of
from parity.semantics.distance import are_far_apart
from parity.semantics.dump import dump, dump_code
from parity.semantics.edits import edits_between, shown
from parity.semantics.expressions import is_steady, walk
from parity.semantics.inlining import Definition
from parity.semantics.one_sided import held_otherwise, helpers_of, without_held, without_own_attributes
from parity.semantics.quiet import without_telling
from parity.semantics.repetition import (
    align,
    looks_up,
    only_patterns,
    repeats_steadily,
    whole_lists,
    with_objects,
)
from parity.semantics.surroundings import Surroundings, surroundings_of
from parity.semantics.tables import tables_of
from parity.semantics.units import MODULE, Unit, units_of, without_definitions
from parity.semantics.vocabulary import Helpers
from parity.semantics.ways import Edit

HARM = list(Effect)
_VAGUE = frozenset({"added", "removed", "rewritten"})
_PLAIN = frozenset({"comparison", "constant", "operator"})
FEW = 8  # members of a constant, among which looking is as fast in a list as in a set
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
            if ours[name].kind == theirs[name].kind == "function" and dump(ours[name].node) == dump(theirs[name].node)
        )  # fmt: skip
    except RecursionError:
        return frozenset()


def compare_modules(before: bytes, after: bytes, *, deep: int = MAX_DEEP) -> ModuleEdits | None:
    """What was edited between two versions of a module; None where one of them is no Python that can be parsed.

    Args:
        deep: how many edited functions are looked into; of further ones it is only told that they were edited.
    """
    one, other = parse_tree(before), parse_tree(after)
    return None if one is None or other is None else compare_trees(one, other, deep=deep)


def compare_trees(
    before: ast.Module, after: ast.Module, *, deep: int = MAX_DEEP, thorough: bool = True
) -> ModuleEdits:  # fmt: skip
    """As `compare_modules`, of what was parsed before.

    Args:
        thorough: also by the trees of decisions, which takes longer.
    """
    attributes: Mapping[str, Names] = {}
    if thorough:
        before, after, attributes = aligned(before, after)
    old, new = _sides(before, after)
    found = [
        _edit(
            name,
            old.units[name],
            new.units[name],
            Edit(kind="attribute-renamed", effect=Effect.UNKNOWN, confidence=0.3),
        )
        for name in sorted(attributes)
    ]  # only what was pickled on the other side notices
    renamed = _Renaming(old, new)
    complete = True
    for name in sorted(old.units.keys() | new.units.keys()):
        one, other = old.units.get(name), new.units.get(name)
        if one is None or other is None:
            found.extend(_one_sided(name, one, other, renamed, deep=len(found) < deep))
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
        ours, theirs = _statements(one), _statements(other)
        if [dump(node) for node in ours] != [dump(node) for node in theirs]:
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
    return _edit(name, one, other, Edit(kind="rewritten", effect=Effect.UNKNOWN, confidence=0.5))


def _looked_into(
    name: str, one: Unit, other: Unit, old: _Side, new: _Side, *, thorough: bool = True
) -> list[FunctionEdit]:  # fmt: skip
    try:
        return list(_compared(name, one, other, old.around, new.around, thorough=thorough))
    except (RecursionError, ValueError, OverflowError):
        return [_unknown(name, one, other)]


def _compared(
    name: str, one: Unit, other: Unit, before: Surroundings, after: Surroundings, *, thorough: bool
) -> Iterator[FunctionEdit]:  # fmt: skip
    ours, theirs = _statements(one), _statements(other)
    if isinstance(one.node, ast.Module) and isinstance(other.node, ast.Module):
        for gone in sorted(constants(ours) - constants(theirs)):
            yield _edit(gone, one, other, Edit(kind="removed", effect=Effect.UNKNOWN, confidence=0.4))
        if held := held_otherwise(one.node, other.node):
            effect, sure = (Effect.SPEED, 0.65) if max(held.values()) > FEW else (Effect.NONE, 0.85)
            yield _edit(name, one, other, Edit(kind="container", effect=effect, confidence=sure))
            ours, theirs = (without_held(side, frozenset(held)) for side in (ours, theirs))
        ours, theirs = without_one_sided(ours, theirs), without_one_sided(theirs, ours)
        ours, theirs = without_objects(ours, before, after, one), without_objects(theirs, after, before, other)
    else:
        one, other = without_own_attributes(one, other), without_own_attributes(other, one)
    yield from _pieces_compared(name, (one, ours, before), (other, theirs, after), thorough=thorough)


Side = tuple[Unit, Sequence[ast.stmt], Surroundings]


def _pieces_compared(name: str, left: Side, right: Side, *, thorough: bool) -> Iterator[FunctionEdit]:
    (one, ours, before), (other, theirs, after) = left, right

    made: dict[Form, Pieces] = {}

    def forms(form: Form) -> Pieces:
        if form not in made:
            old, new = (_canonical(unit, body, around, form) for unit, body, around in (left, right))
            made[form] = old, new
        return made[form]

    far = False
    for form, told in _LEVELS:
        if (form.tree and name == MODULE) or (not thorough and (form.tree or form.wide)) or (far and form.lenient):
            continue
        old, new = forms(form)
        if text_of(old) == text_of(new):
            early = told.effect is Effect.NONE and whole_lists(ours) != whole_lists(theirs)
            yield _edit(name, one, other, EARLY if early else told)
            return
        far = not thorough and are_far_apart(old, new)
    still, quiet = forms(Form(quiet=True))
    if name != MODULE and align(still, quiet):
        # Only who names the parameter when calling notices.
        yield _edit(name, one, other, Edit(kind="parameter-renamed", effect=Effect.UNKNOWN, confidence=0.3))
        if text_of(still) == text_of(quiet):
            return
    again, once = forms(Form(quiet=True, expanded=True))
    if name != MODULE and text_of(again) == text_of(once):
        steady = all(map(is_steady, (*ours, *theirs))) or repeats_steadily(still, quiet)
        remembers = looks_up(still) != looks_up(quiet)
        effect, confidence = (Effect.SPEED, 0.6) if steady or remembers else (Effect.UNKNOWN, 0.45)
        kind = "cache" if remembers else "repeated-work"
        yield _edit(name, one, other, Edit(kind=kind, effect=effect, confidence=confidence))
        return
    if name != MODULE and _built_again(unit_pair=(one, other), around=(before, after)):
        # The module re keeps the patterns that it compiled.
        cheap = only_patterns(before, after)
        kind, confidence = ("pattern", 0.4) if cheap else ("loop-invariant", 0.7)
        yield _edit(name, one, other, Edit(kind=kind, effect=Effect.SPEED, confidence=confidence))
        return
    worst: dict[Effect, Edit] = {}
    helpers = helpers_of((one, before), (other, after)), helpers_of((other, after), (one, before))
    found = _clearest((still, quiet), (again, once) if name != MODULE else None, helpers)
    if thorough and name != MODULE and {edit.kind for edit in found} & _VAGUE:
        found = _pinned(forms, helpers) or found
    for edit in found:
        known = worst.get(edit.effect)
        if known is None or edit.confidence > known.confidence:
            worst[edit.effect] = edit
    acting = {effect: edit for effect, edit in worst.items() if effect not in (Effect.NONE, Effect.MESSAGE)}
    if Effect.SPEED not in acting and is_pooled_otherwise(ours, theirs):
        acting[Effect.SPEED] = Edit(kind="concurrency", effect=Effect.SPEED, confidence=0.65)
    for edit in (acting or worst).values():
        yield _edit(name, one, other, edit)


EARLY = Edit(kind="early-exit", effect=Effect.SPEED, confidence=0.7)
# Forms in which two pieces are compared, surest first, and what is told where they are equal.
_LEVELS = (
    (Form(), Edit(kind="spelling", effect=Effect.NONE, confidence=0.95)),
    (Form(tree=True), Edit(kind="spelling", effect=Effect.NONE, confidence=0.9)),
    (Form(quiet=True), Edit(kind="message", effect=Effect.MESSAGE, confidence=0.9)),
    (Form(quiet=True, tree=True), Edit(kind="message", effect=Effect.MESSAGE, confidence=0.85)),
    (Form(quiet=True, lenient=True), Edit(kind="spelling", effect=Effect.UNKNOWN, confidence=0.2)),
    (Form(quiet=True, lenient=True, wide=True), Edit(kind="spelling", effect=Effect.UNKNOWN, confidence=0.2)),
    (
        Form(quiet=True, lenient=True, wide=True, tree=True),
        Edit(kind="spelling", effect=Effect.UNKNOWN, confidence=0.2),
    ),
)
Pieces = tuple[list[ast.stmt], list[ast.stmt]]


def _clearest(pieces: Pieces, expanded: Pieces | None, helpers: tuple[Helpers, Helpers]) -> list[Edit]:
    """The edits, by their expressions where that only shows once variables are written out."""
    found = edits_between(*pieces, helpers)
    if expanded is None or not {edit.kind for edit in found} & _VAGUE:
        return found
    plain = edits_between(*expanded, helpers)
    return found if {edit.kind for edit in plain} & _VAGUE else plain


def _pinned(forms: Callable[[Form], Pieces], helpers: tuple[Helpers, Helpers]) -> list[Edit]:
    """One or two expressions that alone differ once all that is usually the same is written alike."""
    for form in (Form(quiet=True, lenient=True, wide=True), Form(quiet=True, lenient=True, wide=True, tree=True)):
        old, new = forms(form)
        align(old, new)
        found = edits_between(old, new, helpers)
        if len(found) <= 2 and all(edit.kind in _PLAIN for edit in found):
            return [replace(edit, confidence=min(edit.confidence, 0.7)) for edit in found]
    return []


def _built_again(unit_pair: tuple[Unit, Unit], around: tuple[Surroundings, Surroundings]) -> bool:
    """Whether the same comes out where what one module makes once, when it is imported, is made at every call."""
    if not all(isinstance(unit.node, Definition) for unit in unit_pair):
        return False
    made = [with_objects(surroundings) for surroundings in around]
    if not any(_may_make(unit.node, whole) for unit, whole in zip(unit_pair, made, strict=True)):
        return False
    old, new = (
        text_of(canonical(unit.node, whole, Form(quiet=True, expanded=True)))
        for unit, whole in zip(unit_pair, made, strict=True)
        if isinstance(unit.node, Definition)
    )
    return old == new


def _may_make(node: ast.AST, around: Surroundings) -> bool:
    """Whether it, or a helper that it calls, names something that the module makes."""
    names = {inner.id for inner in walk(node) if isinstance(inner, ast.Name)}
    methods = {inner.attr for inner in walk(node) if isinstance(inner, ast.Attribute)}
    return not names.isdisjoint({*around.made, *around.functions}) or not methods.isdisjoint(around.methods)


def _same_meaning(before: Surroundings, after: Surroundings, body: Sequence[ast.AST]) -> bool:
    """Whether equal code means the same on both sides: the constants and imports it names are the same."""
    names = {node.id for statement in body for node in ast.walk(statement) if isinstance(node, ast.Name)}
    return all(
        before.aliases.get(name) == after.aliases.get(name)
        and _literal(before.constants.get(name)) == _literal(after.constants.get(name))
        for name in names
    )


def _literal(node: ast.expr | None) -> str | None:
    return None if node is None else dump(node)


def _statements(unit: Unit) -> Sequence[ast.stmt]:
    if isinstance(unit.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return [unit.node]
    if isinstance(unit.node, ast.ClassDef):
        return [*header(unit.node), *without_definitions(unit.body)]
    return without_definitions(unit.body)


def _canonical(unit: Unit, body: Sequence[ast.stmt], around: Surroundings, form: Form) -> list[ast.stmt]:
    if isinstance(unit.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return canonical(unit.node, _inside(unit, around), form)
    kept = module(unit.node, body) if isinstance(unit.node, ast.Module) else body
    found = canonical(kept, around, form)
    return without_telling(found) if form.quiet else found


def _inside(unit: Unit, around: Surroundings) -> Surroundings:
    """What a method sees besides: the private methods of its class, of which there is one each."""
    if unit.owner is None:
        return around
    found = [one for one in unit.owner.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))]
    names = [one.name for one in found]
    private = {
        one.name: one for one in found
        if one.name.startswith("_") and not one.name.endswith("__") and names.count(one.name) == 1
        and one is not unit.node
    }  # fmt: skip
    alike = frozenset(name.removeprefix(unit.name.rpartition(".")[0] + ".") for name in around.alike)
    return replace(around, methods=private, alike=around.alike | alike)


def _one_sided(
    name: str, one: Unit | None, other: Unit | None, renamed: _Renaming, *, deep: bool
) -> list[FunctionEdit]:
    """A new function does nothing by itself; one that is gone may be wanted from outside."""
    if one is None:
        return [_edit(name, one, other, Edit(kind="added", effect=Effect.NONE, confidence=0.8))]
    if deep and renamed.hides(name):
        return []
    return [_edit(name, one, other, Edit(kind="removed", effect=Effect.UNKNOWN, confidence=0.4))]


class _Renaming:
    """Functions that the new side has under another name, with the same body."""

    def __init__(self, old: _Side, new: _Side) -> None:
        self._old, self._new = old, new

    def hides(self, name: str) -> bool:
        return _nameless(self._old.units[name], self._old.around) in self._bodies

    @cached_property
    def _bodies(self) -> frozenset[str]:
        come = sorted(self._new.units.keys() - self._old.units.keys())[:MAX_DEEP]
        return frozenset(_nameless(self._new.units[name], self._new.around) for name in come)


def _nameless(unit: Unit, around: Surroundings) -> str:
    if not isinstance(unit.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return f"{unit.name}"
    try:
        (node,) = canonical(unit.node, around)
    except (RecursionError, ValueError):
        return unit.name
    return text_of([node]).replace(unit.name.rpartition(".")[2], "", 1)


def _edit(name: str, one: Unit | None, other: Unit | None, edit: Edit) -> FunctionEdit:
    lines = [getattr(node, "lineno", None) for node in (edit.before, edit.after)]
    return FunctionEdit(
        name=name,
        path="",
        kind=edit.kind,
        effect=edit.effect,
        confidence=edit.confidence,
        before_line=lines[0] or (one.line if one else None),
        after_line=lines[1] or (other.line if other else None),
        before=shown(edit.before),
        after=shown(edit.after),
    )


def worst_first(edit: FunctionEdit) -> tuple[int, float, str]:
    """A key to sort edits by: by harm, then by confidence, then by name."""
    return -HARM.index(edit.effect), -edit.confidence, edit.name
