"""Modules that cannot do without a missing package, and how the rest of their own package imports them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from parity.evidence.python_files import PythonFiles
from parity.interfaces import Target
from parity.model.edits import Importer, ImportGuard
from parity.parsers.python_optional import OptionalImport, parse_optional_imports

# What becomes of a module that is imported in several ways: the first of these that is among them.
WORST_FIRST = (
    ImportGuard.NONE, ImportGuard.WHEN_USED, ImportGuard.ASKED, ImportGuard.WITHOUT, ImportGuard.STUB,
    ImportGuard.FALLBACK,
)  # fmt: skip


def by_way_in(places: Sequence[Importer], target: Target) -> list[Importer]:
    """The same places; an import without a guard is guarded where its whole module only is imported under one.

    `try: from server.fast import Loop` and `except ImportError: from server.plain import Loop`: that `server.fast`
    itself imports a missing package at its top harms nobody.
    """
    open_ones = [one for one in places if one.guard is ImportGuard.NONE and one.owner]
    wanted = {owner: {module_of(one.path) for one in open_ones if one.owner == owner}
              for owner in sorted({one.owner for one in open_ones})}  # fmt: skip
    ways = {owner: _ways_in(owner, modules, target) for owner, modules in wanted.items()}
    return [_guarded(one, ways[one.owner].get(module_of(one.path), ())) if one in open_ones else one for one in places]


def module_of(path: str) -> str:
    """Its dotted name, by its path below an entry of the import path."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _ways_in(owner: str, modules: set[str], target: Target) -> Mapping[str, list[OptionalImport]]:
    """Of each of these modules, the places of its own package that import it."""
    names = b"|".join(sorted(re.escape(module.rpartition(".")[2].encode()) for module in modules))
    named = re.compile(rb"\b(?:%b)\b" % names)
    found: dict[str, list[OptionalImport]] = {}
    for file in PythonFiles(target, frozenset({owner}), lambda data: named.search(data) is not None):
        own = module_of(file.name)
        package = own if file.name.endswith("/__init__.py") else own.rpartition(".")[0]
        if file.owner == owner:
            for one in parse_optional_imports(file.data, modules, package):
                if one.module != own:
                    found.setdefault(one.module, []).append(one)
    return found


def _guarded(place: Importer, ways: Iterable[OptionalImport]) -> Importer:
    worst = min(ways, key=lambda one: WORST_FIRST.index(one.guard), default=None)
    return place if worst is None else replace(place, guard=worst.guard, instead=worst.instead)
