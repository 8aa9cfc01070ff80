"""Two states of an application's code: which symbols changed, moved, and which files the start command reaches."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from parity.model.code import SourceFile, Symbol
from parity.model.keys import Domain
from parity.model.setting import Command
from parity.model.snapshot import Snapshot

MODULE = "<module>"
PARSED = ("python", "notebook")
_MODULE_ARGUMENT = re.compile(r"[A-Za-z_][\w.]*(:[A-Za-z_][\w.()]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolDelta:
    """Names, sorted; of a class whose methods tell the difference only the methods are named."""

    added: tuple[Symbol, ...]
    removed: tuple[Symbol, ...]
    changed: tuple[str, ...]


def symbol_delta(before: SourceFile, after: SourceFile) -> SymbolDelta:
    """What is not the same in two states of one file."""
    old = {symbol.name: symbol for symbol in before.symbols}
    new = {symbol.name: symbol for symbol in after.symbols}
    changed = {name for name in old.keys() & new.keys() if old[name].digest != new[name].digest}
    touched = changed | (old.keys() ^ new.keys())
    return SymbolDelta(
        added=tuple(new[name] for name in sorted(_leaves(new.keys() - old.keys(), touched))),
        removed=tuple(old[name] for name in sorted(_leaves(old.keys() - new.keys(), touched))),
        changed=tuple(sorted(_leaves(changed, touched))),
    )


def _leaves(names: set[str], touched: set[str]) -> set[str]:
    return {name for name in names if not any(other.startswith(f"{name}.") for other in touched)}


def places_of(digest: str, snapshot: Snapshot, but: str) -> tuple[str, ...]:
    """Files other than `but` that hold a symbol with this digest, sorted."""
    return tuple(
        name
        for name, source in source_files(snapshot)
        if name != but and any(symbol.digest == digest for symbol in source.symbols)
    )


def source_files(snapshot: Snapshot) -> Iterator[tuple[str, SourceFile]]:
    """Name and value of every file of the application's code, sorted."""
    for fact in snapshot.within(Domain.CODE):
        if isinstance(fact.value, SourceFile):
            yield fact.key.name, fact.value


def served_files(snapshot: Snapshot) -> frozenset[str] | None:
    """Python files that the start command reaches by imports; None where it cannot be told where it begins."""
    sources = dict(source_files(snapshot))
    command = snapshot.find(Domain.SETTING, "command")
    waiting = _started(command.argv, sources) if isinstance(command, Command) else []
    if not waiting:
        return None
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        waiting.extend(_package_of(name, sources))
        for module in sources[name].imports:
            waiting.extend(_files_of(module, posixpath.dirname(name), sources))
    return frozenset(reached)


def importers(name: str, snapshot: Snapshot) -> tuple[str, ...]:
    """Files that import the module that a file is, sorted."""
    return tuple(
        other
        for other, source in source_files(snapshot)
        if other != name
        and any(name in _files_of(module, posixpath.dirname(other), {name: source}) for module in source.imports)
    )


def _started(argv: tuple[str, ...], sources: dict[str, SourceFile]) -> list[str]:
    found: list[str] = []
    for word in " ".join(argv).split():
        if word.endswith((".py", ".pyw")):
            found.extend(name for name in sources if word.removeprefix("./") == name or word.endswith(f"/{name}"))
        elif _MODULE_ARGUMENT.fullmatch(word):
            path = word.partition(":")[0].replace(".", "/")
            found.extend(
                name for name in (f"{path}.py", f"{path}/__init__.py", f"{path}/__main__.py") if name in sources
            )
    return found


def _files_of(module: str, directory: str, sources: dict[str, SourceFile]) -> list[str]:
    """What `import module` can load from the code root, its `src` directory, or beside the importing file."""
    places = {f"{start}{module}" for start in ("", "src/", f"{directory}/" if directory else "")}
    return [
        name
        for name in sources
        if any(name == f"{place}.py" or name.startswith(f"{place}/") for place in places) and name.endswith(".py")
    ]


def _package_of(name: str, sources: dict[str, SourceFile]) -> list[str]:
    """The other modules of its package: relative imports are not recorded, so each may be used."""
    directory = posixpath.dirname(name)
    if f"{directory}/__init__.py" not in sources:
        return []
    return [other for other in sources if posixpath.dirname(other) == directory and other.endswith(".py")]
