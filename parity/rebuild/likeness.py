"""A rebuilt environment beside the one that was locked: name by name, version, tags and RECORD. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parity.model.attestation import Standing
from parity.model.distribution import Distribution
from parity.model.keys import Domain
from parity.model.lock import Lock, LockedPackage, Provenance
from parity.model.snapshot import Snapshot

SEEDS = frozenset({"pip", "setuptools", "wheel"})  # an interpreter may put these into every new environment
ANNOUNCED = {
    Standing.BUILT_LOCALLY: "it was built locally, and the lock installs another build",
    Standing.NOT_LISTED: "no index had the file that was installed",
    Standing.NOT_FROM_INDEX: "it was not installed from an index",
    Standing.UNKNOWN: "what was installed could not be attested",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Attributes:
    differences: sentences on what the lock promised and the rebuilt environment does not have.
    expected: sentences on what differs as the lock says it will.
    """

    packages: int
    differences: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()


def likeness(lock: Lock, environment: str, locked: Snapshot, rebuilt: Snapshot) -> Likeness:
    """Compare every package that the lock has for the environment, and what is there beside them."""
    before, after = _distributions(locked), _distributions(rebuilt)
    wanted = {one.name: one for one in lock.packages if environment in one.environments}
    differences: list[str] = []
    expected: list[str] = []
    for name, package in sorted(wanted.items()):
        found = after.get(name)
        if found is None:
            differences.append(f"{name} {package.version} is locked and not there")
            continue
        if found.version != package.version:
            differences.append(f"{name} is {found.version}, locked is {package.version}")
            continue
        odd = list(_odd(before.get(name), found))
        if not odd:
            continue
        announced = _announced(package, environment)
        text = f"{name} {found.version}: {', '.join(odd)}"
        (differences if announced is None else expected).append(text if announced is None else f"{text}; {announced}")
    differences += [
        f"{name} {value.version} is there and not locked"
        for name, value in sorted(after.items())
        if name not in wanted and name not in SEEDS
    ]
    return Likeness(packages=len(wanted), differences=tuple(differences), expected=tuple(expected))


def _distributions(snapshot: Snapshot) -> dict[str, Distribution]:
    facts = snapshot.within(Domain.DISTRIBUTION)
    return {fact.key.name: fact.value for fact in facts if isinstance(fact.value, Distribution)}


def _odd(before: Distribution | None, after: Distribution) -> Iterator[str]:
    """What is not as it was, of a version that is the same."""
    if before is None or before.version != after.version:
        return
    if before.tags != after.tags:
        yield f"tags {', '.join(after.tags) or 'none'}, locked {', '.join(before.tags) or 'none'}"
    if before.record is not None and before.record != after.record:
        yield "another RECORD"
    elif before.record is None and before.files != after.files:
        yield "other files"


def _announced(package: LockedPackage, environment: str) -> str | None:
    provenance = next((one for one in package.provenance if one.environment == environment), None)
    return _sentence(provenance) if provenance is not None else None


def _sentence(provenance: Provenance) -> str | None:
    return None if provenance.standing is None else ANNOUNCED.get(provenance.standing)
