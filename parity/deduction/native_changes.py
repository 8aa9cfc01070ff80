"""Which native libraries differ, which of them are one cause, and where that cause is told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from parity.deduction.native_exchange import is_exchanged
from parity.interfaces import Context
from parity.knowledge.libraries import libraries
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.facts import Value
from parity.model.keys import Domain, Key
from parity.model.native import Binding, SharedLibrary
from parity.model.snapshot import Snapshot
from parity.model.system import Package
from parity.parsers.soname import library_name

# Consumers whose binding stands for those of others that changed alike.
PART_OF = "part of "  # how a library says that its owner's change is all there is to it
_FIRST_CONSUMERS = ("numpy", "scipy", "torch", "scikit-learn")
_BOUND = ("blas", "openmp")


@dataclass(frozen=True, slots=True)
class Pair:
    """One library on both sides; None where a side has none, under whatever name."""

    before: SharedLibrary | None
    after: SharedLibrary | None

    @property
    def either(self) -> SharedLibrary:
        value = self.after or self.before
        assert value is not None
        return value


def paired(change: Change, context: Context) -> Pair | None:
    """The two libraries that a change is about, also where the other side has it under another name.

    "libssl.so.1.1" and "libssl.so.3" are one library in two releases, "pillow:libjpeg.so" and "libjpeg.so.62" are one
    that a package brings itself or takes from the system.
    """
    before, after = change.before, change.after
    value = before if before is not None else after
    if change.kind is ChangeKind.UNKNOWN or not isinstance(value, SharedLibrary):
        return None
    if isinstance(before, SharedLibrary) and isinstance(after, SharedLibrary):
        return Pair(before, after)
    other = counterpart(change, context)
    found = None if other is None else _libraries(context)[1 if after is None else 0].get(other)
    return Pair(value, found) if after is None else Pair(found, value)


def counterpart(change: Change, context: Context) -> Key | None:
    """The name under which the other side has a library that this side has alone, if it has it."""
    value = change.before if change.before is not None else change.after
    if not isinstance(value, SharedLibrary) or change.lacking is None:
        return None
    candidates = change.lacking.of(_by_stem(context)).get(library_name(value.soname).stem, [])
    vendored = ":" in change.key.name
    return min(candidates, key=lambda key: ((":" in key.name) is not vendored, key), default=None)


def told_elsewhere(change: Change, context: Context) -> str | None:
    """Where the cause of a change is told, in words; None: here."""
    value = change.before if change.before is not None else change.after
    if isinstance(value, Binding):
        return _binding_told_at(change, context)
    return _library_told_at(change, value, context) if isinstance(value, SharedLibrary) else None


def _binding_told_at(change: Change, context: Context) -> str | None:
    consumer = change.key.name.partition(":")[2]
    if change.kind is not ChangeKind.CHANGED and _is_alone(consumer, context):
        return f"only one side has {consumer} itself"
    leader = _leading_binding(change, context)
    return None if leader == change.key else f"the same as at {leader}"


def _library_told_at(change: Change, value: SharedLibrary, context: Context) -> str | None:
    if change.kind is ChangeKind.ADDED and (other := counterpart(change, context)) is not None:
        return f"the other side has it as {other.name}, where it is told"
    if value.family in _BOUND and (binding := _binding_of(value, context)):
        return f"what uses it is told at {binding}"
    pair = paired(change, context)
    alone = pair is not None and not is_exchanged(value, change, context) and not _is_telling(pair)
    if pair is not None and alone and (owner := owner_change(pair, context)):
        return f"{PART_OF}{owner}"
    leader = _leading_library(change, context)
    return None if leader == change.key else f"one release with {leader.name}, where it is told"


def owner_change(pair: Pair, context: Context) -> str | None:
    """The change of the distribution or package that a library belongs to: "numpy 1.26.4 → 2.0.1", if it has one."""
    owners = [library.owner if library else None for library in (pair.before, pair.after)]
    named = next((owner for owner in reversed(owners) if owner), None)
    if named is None:
        return None
    old = None if owners[0] is None else _version(context.before, owners[0])
    new = None if owners[1] is None else _version(context.after, owners[1])
    if owners[0] == owners[1] and old == new:
        return None
    name = named.partition(":")[2]
    if old and new:
        return f"{name} {old} → {new}"
    return f"{name} {new or old}, which only one side has" if new or old else None


@lru_cache(maxsize=4)
def _alone(context: Context) -> tuple[dict[Key, SharedLibrary], dict[Key, SharedLibrary]]:
    """Libraries whose name only before has, and those whose name only after has."""
    before, after = _libraries(context)
    return (
        {key: value for key, value in before.items() if key not in after},
        {key: value for key, value in after.items() if key not in before},
    )


@lru_cache(maxsize=4)
def _by_stem(context: Context) -> tuple[dict[str, list[Key]], dict[str, list[Key]]]:
    """The names that only before has, and those that only after has, by the library's name without its version."""
    before: dict[str, list[Key]] = {}
    after: dict[str, list[Key]] = {}
    for found, alone in zip((before, after), _alone(context), strict=True):
        for key, value in alone.items():
            found.setdefault(library_name(value.soname).stem, []).append(key)
    return before, after


@lru_cache(maxsize=4)
def _libraries(context: Context) -> tuple[dict[Key, SharedLibrary], dict[Key, SharedLibrary]]:
    """All libraries of before and of after."""
    before, after = (
        {fact.key: fact.value for fact in side.within(Domain.NATIVE) if isinstance(fact.value, SharedLibrary)}
        for side in (context.before, context.after)
    )
    return before, after


def _version(snapshot: Snapshot, owner: str) -> str | None:
    manager, _, name = owner.partition(":")
    value: Value | None = (
        snapshot.find(Domain.DISTRIBUTION, name) if manager == "dist" else snapshot.find(Domain.SYSTEM, owner)
    )
    return value.version if isinstance(value, (Distribution, Package)) else None


def _is_telling(pair: Pair) -> bool:
    """Whether a library says more than that its owner changed: the system's where its family is known at all."""
    value = pair.either
    owner = value.owner or ""
    if pair.before is None or pair.after is None:
        return False  # it came, or went, with its owner
    if pair.before.provider != pair.after.provider:
        return True
    if pair.before.version == pair.after.version:
        return False
    known = [
        entry for entry in libraries() if entry.family == value.family and entry.provider in (None, value.provider)
    ]
    return any(entry.telling for entry in known) or (bool(known) and not owner.startswith("dist:"))


def _is_alone(distribution: str, context: Context) -> bool:
    owner = f"dist:{distribution}"
    return (_version(context.before, owner) is None) is not (_version(context.after, owner) is None)


@lru_cache(maxsize=4)
def _changed_bindings(context: Context) -> dict[Key, tuple[Binding | None, Binding | None]]:
    before, after = (
        {fact.key: fact.value for fact in side.within(Domain.NATIVE) if isinstance(fact.value, Binding)}
        for side in (context.before, context.after)
    )
    return {
        key: (before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    }


def _leading_binding(change: Change, context: Context) -> Key:
    """The binding that speaks for all of its family that changed between the same implementations."""

    def implementations(pair: tuple[Binding | None, Binding | None]) -> tuple[object, ...]:
        return tuple((side.provider, side.version, side.threading) if side else None for side in pair)

    changed = _changed_bindings(context)
    family = change.key.name.partition(":")[0]
    mine = implementations(changed.get(change.key, (None, None)))
    alike = [
        key for key, pair in changed.items() if key.name.partition(":")[0] == family and implementations(pair) == mine
    ]
    return min(alike, key=_consumer_rank, default=change.key)


def _consumer_rank(key: Key) -> tuple[int, Key]:
    consumer = key.name.partition(":")[2]
    return (_FIRST_CONSUMERS.index(consumer) if consumer in _FIRST_CONSUMERS else len(_FIRST_CONSUMERS)), key


def _binding_of(value: SharedLibrary, context: Context) -> Key | None:
    """The changed binding of a distribution that gets this very library, or one of its family."""
    changed = [key for key in _changed_bindings(context) if key.name.startswith(f"{value.family}:")]
    owner = (value.owner or "").removeprefix("dist:")
    own = [key for key in changed if key.name.partition(":")[2] == owner]
    if own or not (value.owner or "").startswith("dist:"):
        return min(own or changed, key=_consumer_rank, default=None)
    return None


def _leading_library(change: Change, context: Context) -> Key:
    """The library that speaks for all of one family, implementation and owner: libcrypto for libssl."""
    value = change.before
    if not isinstance(value, SharedLibrary) or value.family is None or value.owner is None:
        return change.key
    return _leaders(context).get(_group(value), change.key)


@lru_cache(maxsize=4)
def _leaders(context: Context) -> dict[tuple[str | None, ...], Key]:
    """Of the libraries that differ, the first of each group, one that tells its version if there is any."""
    before, after = _libraries(context)
    differing = [key for key, value in before.items() if after.get(key) != value]
    found: dict[tuple[str | None, ...], Key] = {}
    for key in sorted(differing, key=lambda key: (before[key].version is None, key)):
        found.setdefault(_group(before[key]), key)
    return found


def _group(value: SharedLibrary) -> tuple[str | None, ...]:
    return value.family, value.provider, value.owner
