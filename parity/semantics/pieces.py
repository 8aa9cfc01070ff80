"""Two versions of one function, class body or module's own statements -> what was edited in it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from parity.model.edits import Effect, FunctionEdit
from parity.semantics.batches import is_pooled_otherwise
from parity.semantics.bodies import constants, header, module, without_objects, without_one_sided
from parity.semantics.canonical import Form, canonical, text_of
from parity.semantics.distance import are_far_apart
from parity.semantics.edits import edits_between, shown
from parity.semantics.expressions import is_steady, walk
from parity.semantics.inlining import Definition
from parity.semantics.one_sided import (
    assigned,
    held_otherwise,
    helpers_of,
    shared_by_all,
    without_held,
    without_own_attributes,
)
from parity.semantics.quiet import without_telling
from parity.semantics.repetition import align, looks_up, only_patterns, repeats_steadily, whole_lists, with_objects
from parity.semantics.surroundings import Surroundings
from parity.semantics.units import MODULE, Unit, without_definitions
from parity.semantics.vocabulary import Helpers
from parity.semantics.ways import Edit

_VAGUE = frozenset({"added", "removed", "rewritten"})
_PLAIN = frozenset({"comparison", "constant", "operator"})
FEW = 8  # members of a constant, among which looking is as fast in a list as in a set


def compared(
    name: str, one: Unit, other: Unit, before: Surroundings, after: Surroundings, *, thorough: bool
) -> Iterator[FunctionEdit]:  # fmt: skip
    ours, theirs = statements_of(one), statements_of(other)
    if isinstance(one.node, ast.Module) and isinstance(other.node, ast.Module):
        for gone in sorted(constants(ours) - constants(theirs)):
            yield edit_of(gone, one, other, Edit(kind="removed", effect=Effect.UNKNOWN, confidence=0.4))
        if held := held_otherwise(one.node, other.node):
            effect, sure = (Effect.SPEED, 0.65) if max(held.values()) > FEW else (Effect.NONE, 0.85)
            most = max(sorted(held), key=lambda constant: held[constant])
            yield edit_of(
                name, one, other,
                Edit(
                    kind="container", effect=effect, confidence=sure,
                    before=assigned(one.node, most), after=assigned(other.node, most),
                ),
            )  # fmt: skip
            ours, theirs = (without_held(side, frozenset(held)) for side in (ours, theirs))
        ours, theirs = without_one_sided(ours, theirs), without_one_sided(theirs, ours)
        ours, theirs = without_objects(ours, before, after, one), without_objects(theirs, after, before, other)
    elif (
        isinstance(one.node, ast.ClassDef)
        and isinstance(other.node, ast.ClassDef)
        and (shared_by_all(one.node, other.node) or shared_by_all(other.node, one.node))
    ):
        yield edit_of(name, one, other, SHARED)
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
            yield edit_of(name, one, other, EARLY if early else told)
            return
        far = not thorough and are_far_apart(old, new)
    still, quiet = forms(Form(quiet=True))
    if name != MODULE and align(still, quiet):
        # Only who names the parameter when calling notices.
        yield edit_of(name, one, other, Edit(kind="parameter-renamed", effect=Effect.UNKNOWN, confidence=0.3))
        if text_of(still) == text_of(quiet):
            return
    again, once = forms(Form(quiet=True, expanded=True))
    if name != MODULE and text_of(again) == text_of(once):
        steady = all(map(is_steady, (*ours, *theirs))) or repeats_steadily(still, quiet)
        remembers = looks_up(still) != looks_up(quiet)
        effect, confidence = (Effect.SPEED, 0.6) if steady or remembers else (Effect.UNKNOWN, 0.45)
        kind = "cache" if remembers else "repeated-work"
        yield edit_of(name, one, other, Edit(kind=kind, effect=effect, confidence=confidence))
        return
    if name != MODULE and _built_again(unit_pair=(one, other), around=(before, after)):
        # The module re keeps the patterns that it compiled.
        cheap = only_patterns(before, after)
        kind, confidence = ("pattern", 0.4) if cheap else ("loop-invariant", 0.7)
        yield edit_of(name, one, other, Edit(kind=kind, effect=Effect.SPEED, confidence=confidence))
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
        yield edit_of(name, one, other, edit)


SHARED = Edit(kind="shared", effect=Effect.RESULT, confidence=0.85)
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


def statements_of(unit: Unit) -> Sequence[ast.stmt]:
    """What a unit is made of, without the functions and classes in it."""
    if isinstance(unit.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return [unit.node]
    if isinstance(unit.node, ast.ClassDef):
        return [*header(unit.node), *without_definitions(unit.body)]
    return without_definitions(unit.body)


def edit_of(name: str, one: Unit | None, other: Unit | None, edit: Edit) -> FunctionEdit:
    """As it is told of a function."""
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
