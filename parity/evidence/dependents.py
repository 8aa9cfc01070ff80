"""What a module's own statements, or a class's, can change: the functions through which it shows."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from parity.semantics.dump import dump
from parity.semantics.units import MODULE, Unit, units_of

_BINDING = (ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)
_DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def dependents(name: str, before: ast.Module, after: ast.Module) -> list[str]:
    """Functions of both sides that show whatever differs in a class, or in what a module binds; dotted names.

    Empty where it may show elsewhere too: by an effect of its own, in other statements, in functions that only one side
    has and nothing calls.
    """
    ours, theirs = units_of(before), units_of(after)
    if name != MODULE:
        return _of_class(name, ours, theirs)
    bound = _bound_otherwise(before, after)
    if not bound:
        return []
    readers = [_readers(bound, units) for units in (ours, theirs)]
    if any(MODULE in side for side in readers):
        return []
    return _functions(set().union(*readers), ours, theirs)


def readers_of(name: str, before: ast.Module, after: ast.Module) -> list[str]:
    """Functions that both sides have and that read a function or class, directly or through others; dotted names.

    Empty where a module's own statements read it, or a function that only one side has and nothing calls.
    """
    ours, theirs = units_of(before), units_of(after)
    top = name.partition(".")[0]
    readers = [_readers([top], units) for units in (ours, theirs)]
    outside = {one for side in readers for one in side if one.partition(".")[0] != top}
    return [] if MODULE in outside else _functions(outside, ours, theirs)


def _of_class(name: str, ours: dict[str, Unit], theirs: dict[str, Unit]) -> list[str]:
    if any(name not in side or side[name].kind != "class" for side in (ours, theirs)):
        return []
    methods = {
        one for side in (ours, theirs) for one, unit in side.items()
        if one.rpartition(".")[0] == name and unit.kind == "function" and "#" not in one
    }  # fmt: skip
    return sorted({*methods, f"{name}.__init__"})


def _bound_otherwise(before: ast.Module, after: ast.Module) -> frozenset[str]:
    """Names that the modules' own statements bind, where these are not the same; none where one does more than bind."""
    ours, theirs = (
        {dump(node): node for node in side.body if not isinstance(node, _DEFINING)} for side in (before, after)
    )
    found: set[str] = set()
    for key in ours.keys() ^ theirs.keys():
        node = ours.get(key) or theirs[key]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if not isinstance(node, _BINDING):
            return frozenset()
        names = list(_bound(node))
        if not names:
            return frozenset()
        found.update(names)
    return frozenset(found)


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
        return
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    for target in targets:
        if not isinstance(target, ast.Name):
            return
        yield target.id


def _readers(names: Iterable[str], units: dict[str, Unit]) -> set[str]:
    """Units that read one of the names; of functions, those that read functions that do, too."""
    read = {name: _read(unit) for name, unit in units.items()}
    wanted, found = set(names), set[str]()
    while True:
        more = {name for name, words in read.items() if name not in found and words & wanted}
        if not more:
            return found
        found |= more
        wanted |= {name for name in more if "." not in name and name != MODULE}


def _read(unit: Unit) -> frozenset[str]:
    if unit.kind == "function":
        nodes: list[ast.AST] = [unit.node]
    else:  # what a class's or a module's own statements do
        nodes = [node for node in unit.body if not isinstance(node, _DEFINING)]
    return frozenset(
        node.id
        for one in nodes
        for node in ast.walk(one)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )


def _functions(readers: set[str], ours: dict[str, Unit], theirs: dict[str, Unit]) -> list[str]:
    """Those that both sides have; none of a class body among them, whose readers are not known."""
    units = [side[name] for side in (ours, theirs) for name in readers if name in side]
    if any(unit.kind != "function" for unit in units):
        return []
    return sorted(name for name in readers if name in ours and name in theirs)
