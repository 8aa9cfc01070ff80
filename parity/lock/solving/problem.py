"""The question a solver is asked: which version of each package for each environment, at the least cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple


class Slot(NamedTuple):
    """The place of one package in one environment."""

    environment: str
    name: str


class RiskLevel(IntEnum):
    """What it costs to have a package in several versions; a lower number counts before all higher ones."""

    BEHAVIOUR = 0
    PERFORMANCE = 1
    BENIGN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A requirement of one version of a package, in one environment.

    Attributes:
        slot, version: who states it.
        extra: it counts only where this extra of the package is in use; None: always.
        target: the package that is required there.
        accepted: versions of the target that will do, of those that are options; with "" where none need be there.
        extras: of the target that it brings into use.
        text: "numpy<2,>=1.22.4".
    """

    slot: Slot
    version: str
    extra: str | None = None
    target: str
    accepted: frozenset[str]
    extras: tuple[str, ...] = ()
    text: str


@dataclass(frozen=True, slots=True)
class Hold:
    """The user's word on a package: versions that may be chosen, everywhere."""

    name: str
    text: str
    accepted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bar:
    """A version that an environment cannot have."""

    slot: Slot
    version: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Environments, what there is to choose from, what must hold and what is best.

    Attributes:
        environments: in the order of the lock.
        options: versions of each slot, newest first.
        current: what is installed; slots that are missing here may stay empty.
        apart: slots whose version is no matter of agreement: what the system brings, working copies.
        together: packages that must be one version everywhere.
        risks: what a split of a package costs.
        preferred: the environment that is to change least; None: the newest versions are preferred.
    """

    environments: tuple[str, ...]
    options: Mapping[Slot, tuple[str, ...]]
    current: Mapping[Slot, str]
    demands: tuple[Demand, ...] = ()
    holds: tuple[Hold, ...] = ()
    bars: tuple[Bar, ...] = ()
    apart: frozenset[Slot] = frozenset()
    together: frozenset[str] = frozenset()
    risks: Mapping[str, RiskLevel] = field(default_factory=dict)
    preferred: str | None = None

    def slots_of(self, name: str) -> list[Slot]:
        """The slots of a package that have to agree, in the order of the environments."""
        found = [Slot(environment, name) for environment in self.environments]
        return [slot for slot in found if slot in self.options and slot not in self.apart]

    def names(self) -> list[str]:
        """All packages, sorted."""
        return sorted({slot.name for slot in self.options})

    def cost(self, versions: Mapping[Slot, str]) -> tuple[int, ...]:
        """What a choice costs, the most important first; of two choices the lesser tuple is better.

        Splits by risk, then changes of the preferred environment, of the others, and distance from the newest.
        """
        splits = [0] * len(RiskLevel)
        for name in self.names():
            used = {versions[slot] for slot in self.slots_of(name) if slot in versions}
            splits[self.risks.get(name, RiskLevel.BENIGN)] += max(0, len(used) - 1)
        changed = [slot for slot in self.options if versions.get(slot) != self.current.get(slot)]
        preferred = sum(slot.environment == self.preferred for slot in changed)
        stale = sum(self.options[slot].index(version) for slot, version in versions.items())
        if self.preferred is None:
            return (*splits, stale, len(changed))
        return (*splits, preferred, len(changed) - preferred, stale)

    def broken(self, versions: Mapping[Slot, str]) -> Iterator[Demand | Hold | Bar | str]:
        """What a choice does not fulfil; extras are in use where an active demand brings them."""
        yield from (bar for bar in self.bars if versions.get(bar.slot) == bar.version)
        for hold in self.holds:
            if any(versions[slot] not in hold.accepted for slot in self.slots_of(hold.name) if slot in versions):
                yield hold
        for name in self.together:
            if len({versions[slot] for slot in self.slots_of(name) if slot in versions}) > 1:
                yield name
        for demand in self._active(versions):
            target = Slot(demand.slot.environment, demand.target)
            if versions.get(target, "") not in demand.accepted:
                yield demand

    def _active(self, versions: Mapping[Slot, str]) -> list[Demand]:
        stated = [demand for demand in self.demands if versions.get(demand.slot) == demand.version]
        used: set[tuple[Slot, str]] = set()
        while True:
            active = [one for one in stated if one.extra is None or (one.slot, one.extra) in used]
            brought = {(Slot(one.slot.environment, one.target), extra) for one in active for extra in one.extras}
            if brought <= used:
                return active
            used |= brought


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The best choice; `cost` as `Problem.cost` tells it."""

    versions: Mapping[Slot, str]
    cost: tuple[int, ...]


Reason = Demand | Hold | Bar | str  # a name: a package that must be one version everywhere
