"""References to one lock that rebuilds all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from parity.errors import LockError
from parity.index.attestation import attest
from parity.index.configuration import IndexOptions
from parity.lock.picks import Allowed, Side
from parity.lock.targets import describe
from parity.lock.union import lock_union
from parity.model.attestation import Attestation
from parity.model.distribution import Distribution
from parity.model.keys import Domain
from parity.model.lock import Lock
from parity.model.snapshot import Snapshot
from parity.workflows.attest import OpenIndexes, installed, open_indexes
from parity.workflows.observe import Observation, Place, Progress, SnapshotOptions, as_observation


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPlace:
    """An environment, and what the user calls it."""

    name: str
    place: Place
    options: SnapshotOptions = field(default_factory=SnapshotOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class LockOptions:
    """What the user says of a lock.

    Attributes:
        default: the environment that a bare installation gets where no marker tells; None: the last.
        offline: ask no index: versions only.
    """

    allowed: Allowed = field(default_factory=Allowed)
    index: IndexOptions = field(default_factory=IndexOptions)
    default: str | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A lock, and the snapshots it is of, by name. notes: sentences about how it was made."""

    lock: Lock
    snapshots: Mapping[str, Snapshot]
    notes: tuple[str, ...] = ()


def build_lock(
    places: Sequence[NamedPlace], options: LockOptions | None = None, progress: Progress | None = None
) -> Locked:
    """Look at every environment, ask the indexes which files are installed there, and lock them.

    Raises:
        LockError: the environments cannot be locked as asked.
        ConfigurationError, ConflictingHashes: as `attest_environment`.
        Errors as `take_snapshot`.
    """
    chosen = options or LockOptions()
    _refuse_names([one.name for one in places])
    with ExitStack() as opened:
        seen = [as_observation(one.place, one.options, opened) for one in places]
        described = [describe(one.name, each.snapshot) for one, each in zip(places, seen, strict=True)]
        notes = [warning for one in described for warning in one.warnings]
        found: list[Mapping[str, Attestation]] = [{} for _ in seen]
        if not chosen.offline:
            asked = opened.enter_context(open_indexes(chosen.index, keep=all(one.options.cache for one in places)))
            found = [_attested(each, asked, progress) for each in seen]
            notes += asked.settings.left_out
        sides = [
            Side(
                environment=each.environment,
                distributions=_distributions(observed.snapshot),
                attestations=attested,
            )
            for each, observed, attested in zip(described, seen, found, strict=True)
        ]
        lock = lock_union(sides, chosen.allowed, chosen.default)
    snapshots = {one.name: each.snapshot for one, each in zip(places, seen, strict=True)}
    return Locked(lock=lock, snapshots=snapshots, notes=tuple(notes))


def _attested(seen: Observation, asked: OpenIndexes, progress: Progress | None) -> Mapping[str, Attestation]:
    return {one.name: one for one in attest(installed(seen), asked.indexes, asked.wheels, progress)}


def _distributions(snapshot: Snapshot) -> Mapping[str, Distribution]:
    return {
        fact.key.name: fact.value
        for fact in snapshot.within(Domain.DISTRIBUTION)
        if isinstance(fact.value, Distribution)
    }


def _refuse_names(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LockError("lock", ", ".join(twice), "two environments have that name", "name them: dev=... prod=...")
