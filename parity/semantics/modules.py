"""Two versions of one Python source -> what was edited in each of its functions, and what that does."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from parity.model.edits import Effect, FunctionEdit
from parity.parsers.python_syntax import parse_tree
from parity.semantics.canonical import canonical, is_plain_constant, text_of
from parity.semantics.dump import dump, dump_code
from parity.semantics.edits import edits_between, shown
from parity.semantics.expressions import is_steady
from parity.semantics.inlining import Definition
from parity.semantics.one_sided import held_otherwise, helpers_of, without_held, without_own_attributes
from parity.semantics.quiet import without_telling
from parity.semantics.repetition import (
    align,
    looks_up,
    only_patterns,
    repeats_steadily,
    with_objects,
)
from parity.semantics.surroundings import Surroundings, surroundings_of
from parity.semantics.units import MODULE, Unit, units_of, without_definitions
from parity.semantics.vocabulary import Helpers
from parity.semantics.ways import Edit

HARM = list(Effect)
_VAGUE = frozenset({"added", "removed", "rewritten"})
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
        self.units = units_of(tree)

    @cached_property
    def around(self) -> Surroundings:
        return surroundings_of(self.tree)

    @cached_property
    def own_statements(self) -> tuple[str, ...]:
        return tuple(dump(node) for node in without_definitions(self.tree.body))


def compare_modules(before: bytes, after: bytes, *, deep: int = MAX_DEEP) -> ModuleEdits | None:
    """What was edited between two versions of a module; None where one of them is no Python that can be parsed.

    Args:
        deep: how many edited functions are looked into; of further ones it is only told that they were edited.
    """
    one, other = parse_tree(before), parse_tree(after)
    return None if one is None or other is None else compare_trees(one, other, deep=deep)


def compare_trees(before: ast.Module, after: ast.Module, *, deep: int = MAX_DEEP) -> ModuleEdits:
    """As `compare_modules`, of what was parsed before."""
    old, new = _Side(before), _Side(after)
    found: list[FunctionEdit] = []
    renamed = _Renaming(old, new)
    complete = True
    for name in sorted(old.units.keys() | new.units.keys()):
        one, other = old.units.get(name), new.units.get(name)
        if one is None or other is None:
            found.extend(_one_sided(name, one, other, renamed, deep=len(found) < deep))
        elif not _is_same(one, other, old, new, meaning=deep > 0):
            if len(found) < deep:
                found.extend(_looked_into(name, one, other, old, new))
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
    old, new = _Side(before), _Side(after)
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


def _looked_into(name: str, one: Unit, other: Unit, old: _Side, new: _Side) -> list[FunctionEdit]:
    try:
        return list(_compared(name, one, other, old.around, new.around))
    except (RecursionError, ValueError, OverflowError):
        return [_unknown(name, one, other)]


def _compared(name: str, one: Unit, other: Unit, before: Surroundings, after: Surroundings) -> Iterator[FunctionEdit]:
    ours, theirs = _statements(one), _statements(other)
    if isinstance(one.node, ast.Module) and isinstance(other.node, ast.Module):
        for gone in sorted(_constants(ours) - _constants(theirs)):
            yield _edit(gone, one, other, Edit(kind="removed", effect=Effect.UNKNOWN, confidence=0.4))
        if held := held_otherwise(one.node, other.node):
            yield _edit(name, one, other, Edit(kind="container", effect=Effect.SPEED, confidence=0.65))
            ours, theirs = without_held(ours, held), without_held(theirs, held)
        ours, theirs = _without_one_sided(ours, theirs), _without_one_sided(theirs, ours)
        ours, theirs = _without_objects(ours, before, after, one), _without_objects(theirs, after, before, other)
    else:
        one, other = without_own_attributes(one, other), without_own_attributes(other, one)
    yield from _pieces_compared(name, (one, ours, before), (other, theirs, after))


Side = tuple[Unit, Sequence[ast.stmt], Surroundings]


def _pieces_compared(name: str, left: Side, right: Side) -> Iterator[FunctionEdit]:
    (one, ours, before), (other, theirs, after) = left, right
    old, new = (_canonical(unit, body, around) for unit, body, around in ((one, ours, before), (other, theirs, after)))
    if text_of(old) == text_of(new):
        yield _edit(name, one, other, Edit(kind="spelling", effect=Effect.NONE, confidence=0.95))
        return
    still, quiet = (
        _canonical(unit, body, around, quiet=True)
        for unit, body, around in ((one, ours, before), (other, theirs, after))
    )
    if text_of(still) == text_of(quiet):
        yield _edit(name, one, other, Edit(kind="message", effect=Effect.MESSAGE, confidence=0.9))
        return
    usual, plain = (
        _canonical(unit, body, around, quiet=True, lenient=True)
        for unit, body, around in ((one, ours, before), (other, theirs, after))
    )
    if text_of(usual) == text_of(plain):
        yield _edit(name, one, other, Edit(kind="spelling", effect=Effect.UNKNOWN, confidence=0.2))
        return
    if name != MODULE and align(still, quiet):
        # Only who names the parameter when calling notices.
        yield _edit(name, one, other, Edit(kind="parameter-renamed", effect=Effect.UNKNOWN, confidence=0.3))
        if text_of(still) == text_of(quiet):
            return
    again, once = (
        _canonical(unit, body, around, quiet=True, expanded=True)
        for unit, body, around in ((one, ours, before), (other, theirs, after))
    )
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
    for edit in _clearest((still, quiet), (again, once) if name != MODULE else None, helpers):
        known = worst.get(edit.effect)
        if known is None or edit.confidence > known.confidence:
            worst[edit.effect] = edit
    acting = {effect: edit for effect, edit in worst.items() if effect not in (Effect.NONE, Effect.MESSAGE)}
    for edit in (acting or worst).values():
        yield _edit(name, one, other, edit)


Pieces = tuple[list[ast.stmt], list[ast.stmt]]


def _clearest(pieces: Pieces, expanded: Pieces | None, helpers: tuple[Helpers, Helpers]) -> list[Edit]:
    """The edits, by their expressions where that only shows once variables are written out."""
    found = edits_between(*pieces, helpers)
    if expanded is None or not {edit.kind for edit in found} & _VAGUE:
        return found
    plain = edits_between(*expanded, helpers)
    return found if {edit.kind for edit in plain} & _VAGUE else plain


def _built_again(unit_pair: tuple[Unit, Unit], around: tuple[Surroundings, Surroundings]) -> bool:
    """Whether the same comes out where what one module makes once, when it is imported, is made at every call."""
    texts = []
    for unit, surroundings in zip(unit_pair, around, strict=True):
        if not isinstance(unit.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return False
        texts.append(text_of(canonical(unit.node, with_objects(surroundings), quiet=True, expanded=True)))
    return texts[0] == texts[1]


def _without_objects(body: list[ast.stmt], own: Surroundings, other: Surroundings, unit: Unit) -> list[ast.stmt]:
    """Without objects that only this side makes when it is imported: the functions that use them are compared."""
    used = {node.id for node in ast.walk(unit.node) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    gone = {name for name in own.objects if name in used and name not in other.bound}
    return [node for node in body if not (isinstance(node, ast.Assign) and _targets(node) & gone)]


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
        return [*_header(unit.node), *without_definitions(unit.body)]
    return without_definitions(unit.body)


def _header(node: ast.ClassDef) -> list[ast.stmt]:
    """What a class is made from, as the statements that it stands for: decorators, bases, keywords."""
    made = ast.Call(func=ast.Name(id="type", ctx=ast.Load()), args=node.bases, keywords=node.keywords)
    values = [*node.decorator_list, made]
    names = [f"@{number}" for number in range(len(node.decorator_list))] + ["class"]
    return [
        ast.fix_missing_locations(
            ast.copy_location(ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=value), node)
        )
        for name, value in zip(names, values, strict=True)
    ]


def _canonical(
    unit: Unit, body: Sequence[ast.stmt], around: Surroundings, *, quiet: bool = False, expanded: bool = False,
    lenient: bool = False,
) -> list[ast.stmt]:  # fmt: skip
    if isinstance(unit.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        around = _inside(unit, around)
        return canonical(unit.node, around, quiet=quiet, expanded=expanded, lenient=lenient)
    kept = _module(unit.node, body) if isinstance(unit.node, ast.Module) else body
    found = canonical(kept, around, quiet=quiet, lenient=lenient)
    return without_telling(found) if quiet else found


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
    return replace(around, methods=private)


def _without_one_sided(body: Sequence[ast.stmt], other: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Without constants whose name only this side has: what uses them is compared with their value in place."""
    names = _constants(other)
    return [node for node in body if not is_plain_constant(node) or _targets(node) & names]


def _constants(body: Sequence[ast.stmt]) -> set[str]:
    return {name for node in body if is_plain_constant(node) for name in _targets(node)}


def _targets(node: ast.stmt) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return {one.id for one in targets if isinstance(one, ast.Name)}


def _module(tree: ast.Module, body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """What a module does when it is imported: imports and constants in a fixed order, docstrings left out.

    Of imports only those count that may be there for what importing them does: what functions use of the others, they
    name. A constant that is bound twice keeps its place.
    """
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    bound = Counter(name for node in body for name in _targets(node))
    imports, constants, acting = list[ast.stmt](), list[ast.stmt](), list[ast.stmt]()
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if _acts(node, used):
                imports.append(node)
        elif is_plain_constant(node) and all(bound[name] == 1 for name in _targets(node)):
            if not _is_listing(node):
                constants.append(node)
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) and not _is_listing(node):
            acting.append(node)
    return [*sorted(imports, key=dump), *sorted(constants, key=dump), *acting]


def _acts(node: ast.Import | ast.ImportFrom, used: set[str]) -> bool:
    """Whether an import may be there for what it does: it binds everything, or nothing that is used.

    The standard library's modules do nothing to others when they are imported.
    """
    if any(alias.name == "*" for alias in node.names):
        return True
    if isinstance(node, ast.ImportFrom):
        library = node.level == 0 and (node.module or "").partition(".")[0] in sys.stdlib_module_names
    else:
        library = all(alias.name.partition(".")[0] in sys.stdlib_module_names for alias in node.names)
    names = {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return not library and not names & used


def _is_listing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets
    )


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
