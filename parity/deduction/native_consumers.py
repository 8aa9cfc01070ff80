"""Who asks for a native library, and whether what it has is enough for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parity.model.keys import Domain
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.snapshot import Snapshot
from parity.parsers.soname import library_name, ranked_version

# Families that programs open by name if they have them, or do without: their absence stops nothing by itself.
_DONE_WITHOUT = frozenset({"malloc", "base", "desktop", "libm", "rdma", "cuda", "rocm", "code", "python"})


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


def unasked(package: str, having: Snapshot, lacking: Snapshot) -> tuple[str, ...]:
    """Sonames of what a system package brings, where nothing on the side without it asks for one of them.

    Empty where that is not known: its libraries were not seen, are opened by name, or the side's libraries were not
    looked at.

    Args:
        package: key of the package, "dpkg:libquadmath0".
    """
    brought = [
        fact.value
        for fact in having.within(Domain.NATIVE)
        if isinstance(fact.value, SharedLibrary) and fact.value.owner == package
    ]
    others = consumers(lacking, "")
    if not brought or not others or not all(is_linked(one.family) for one in brought):
        return ()
    sonames = tuple(sorted({one.soname for one in brought}))
    asking = (other for other in others for one in sonames if one in other.needed)
    return () if any(not _has_own(other, sonames, lacking) for other in asking) else sonames


def _has_own(consumer: Consumer, sonames: tuple[str, ...], side: Snapshot) -> bool:
    """Whether the distribution that a consumer belongs to brings such a library itself."""
    distribution = consumer.name.partition(":")[0]
    return any(
        isinstance(fact.value, SharedLibrary)
        and fact.value.owner == f"dist:{distribution}"
        and fact.value.soname in sonames
        for fact in side.within(Domain.NATIVE)
    )
