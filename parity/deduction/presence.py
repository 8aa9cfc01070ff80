"""Which distributions, library families and devices an environment has: who could read a setting or use a feature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from parity.interfaces import Context
from parity.model.distribution import Distribution
from parity.model.hardware import Gpu
from parity.model.keys import Domain
from parity.model.native import Binding, Preload, SharedLibrary
from parity.model.snapshot import Snapshot
from parity.reach import uses

_ROOMS = {"family": Domain.NATIVE, "package": Domain.SYSTEM, "gpu": Domain.HARDWARE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumers:
    """Who, of those asked for, is there.

    Attributes:
        names: those found on either side, sorted: "torch", "openblas (blas)".
        excluded: none is there, and both sides were seen well enough to say so.
        unused: all found are distributions, and visible application code uses none of them, directly or not.
    """

    names: tuple[str, ...]
    excluded: bool = False
    unused: bool = False


def consumers(context: Context, wanted: tuple[str, ...]) -> Consumers:
    """Look for `wanted` on both sides.

    Args:
        wanted: each a pattern of distribution names ("torch", "nvidia-*"), "family:blas", "family:blas/mkl",
            "package:*-jre*" (of the operating system, by name) or "gpu".
    """
    sides = inventories(context)
    found = {name for side in sides for name in _matching(side, wanted)}
    if not found:
        return Consumers(names=(), excluded=_visible(context, wanted))
    before, after = uses(context)
    seen = before.visible and after.visible
    distributions = sides[0].distributions | sides[1].distributions
    unused = seen and found <= distributions - before.reachable - after.reachable
    return Consumers(names=tuple(sorted(found)), unused=unused)


@dataclass(frozen=True, slots=True)
class Inventory:
    """What one side has: names of distributions, (family, provider) of libraries, names of packages, a GPU."""

    distributions: frozenset[str]
    families: frozenset[tuple[str, str]]
    packages: frozenset[str]
    gpu: bool


@lru_cache(maxsize=4)
def inventories(context: Context) -> tuple[Inventory, Inventory]:
    """What before and after have."""
    return _inventory(context.before), _inventory(context.after)


def _inventory(snapshot: Snapshot) -> Inventory:
    families: set[tuple[str, str]] = set()
    for fact in snapshot.within(Domain.NATIVE):
        value = fact.value
        if isinstance(value, (SharedLibrary, Preload)) and value.family:
            families.add((value.family, value.provider or ""))
        elif isinstance(value, Binding):
            families.add((fact.key.name.partition(":")[0], value.provider or ""))
    return Inventory(
        distributions=frozenset(
            fact.key.name for fact in snapshot.within(Domain.DISTRIBUTION) if isinstance(fact.value, Distribution)
        ),
        families=frozenset(families),
        packages=frozenset(
            fact.key.name.partition(":")[2] for fact in snapshot.within(Domain.SYSTEM) if ":" in fact.key.name
        ),
        gpu=any(isinstance(fact.value, Gpu) for fact in snapshot.within(Domain.HARDWARE)),
    )


def _matching(inventory: Inventory, wanted: Iterable[str]) -> Iterator[str]:
    for item in wanted:
        room, colon, pattern = item.partition(":")
        if item == "gpu":
            if inventory.gpu:
                yield "a GPU"
        elif not colon:
            yield from (name for name in inventory.distributions if fnmatchcase(name, item))
        elif room == "package":
            yield from (f"{name} (system)" for name in inventory.packages if fnmatchcase(name, pattern))
        else:
            family, _, provider = pattern.partition("/")
            for name, made_by in inventory.families:
                if name == family and (not provider or made_by == provider):
                    yield f"{made_by} ({name})" if made_by else name


def _visible(context: Context, wanted: tuple[str, ...]) -> bool:
    """Whether both sides were seen well enough; a GPU is used through libraries: where asked for, those are enough."""
    rooms = {_ROOMS.get(item.partition(":")[0], Domain.DISTRIBUTION) for item in wanted}
    rooms = rooms - {Domain.HARDWARE} or rooms
    return all(_seen(snapshot, room) for snapshot in (context.before, context.after) for room in rooms)


def _seen(snapshot: Snapshot, room: Domain) -> bool:
    """Whether a domain was looked at as a whole: it has facts, and no gap over all of it."""
    hidden = any(gap.domain is room and gap.subject is None for gap in snapshot.gaps)
    return not hidden and next(snapshot.within(room), None) is not None
