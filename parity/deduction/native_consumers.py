"""Who asks for a native library, and whether what it has is enough for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parity.model.keys import Domain
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.snapshot import Snapshot
from parity.parsers.soname import library_name, ranked_version

# Families that programs open by name if they have them, or do without: their absence stops nothing by itself.
_DONE_WITHOUT = frozenset({"malloc", "base", "desktop", "libm", "cuda", "rocm", "code", "python"})


def is_linked(family: str | None) -> bool:
    """Whether programs are linked with a family's libraries, so that they cannot be loaded without them."""
    return family is not None and family not in _DONE_WITHOUT


@dataclass(frozen=True, slots=True)
class Consumer:
    """A library, or a distribution's extension modules, and what they ask of others."""

    name: str
    needed: tuple[str, ...]
    requires: tuple[str, ...]


def consumers(snapshot: Snapshot, stem: str) -> tuple[Consumer, ...]:
    """All that could ask for a library: every object of a side but those of its own name ("libstdc++")."""
    return tuple(
        Consumer(fact.key.name.removeprefix("modules:"), fact.value.needed, fact.value.requires)
        for fact in snapshot.within(Domain.NATIVE)
        if isinstance(fact.value, CompiledModules)
        or (isinstance(fact.value, SharedLibrary) and library_name(fact.value.soname).stem != stem)
    )


def unmet(snapshot: Snapshot, stem: str) -> tuple[tuple[str, str], ...]:
    """(name, symbol version) of each consumer that asks for more than any library of this name has there."""
    provided = dict(_highest(snapshot, stem))
    found = []
    for consumer in consumers(snapshot, stem):
        for wanted in consumer.requires:
            series, rank = ranked_version(wanted) or ("", ())
            if rank and rank > provided.get(series, rank):
                found.append((consumer.name, wanted))
    return tuple(found)


def _highest(snapshot: Snapshot, stem: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    best: dict[str, tuple[int, ...]] = {}
    for fact in snapshot.within(Domain.NATIVE):
        if isinstance(fact.value, SharedLibrary) and library_name(fact.value.soname).stem == stem:
            for version in fact.value.provides:
                series, rank = ranked_version(version) or ("", ())
                best[series] = max(rank, best.get(series, rank))
    yield from best.items()
