"""Environments and what they could have, as the question that a solver answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from parity.errors import LockError
from parity.lock.consistency import broken
from parity.lock.picks import Side
from parity.lock.requirements import Need, parse_needs, parsed_version
from parity.lock.solving.problem import Bar, Demand, Hold, Problem, RiskLevel, Slot
from parity.lock.supply import MAX_NEW, Offer, Supply

MAX_SLOTS = 5000  # an index that sends us from package to package without an end


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What the user wants of versions.

    Attributes:
        prefer: an environment that is to change least, or None: the newest versions.
        split: whether a package may be in several versions at all.
        may_split: packages that may, though nothing else may.
        holds: requirements that are to hold in every environment: "numpy<2".
        risks: what a split of a package costs.
    """

    prefer: str | None = None
    split: bool = True
    may_split: frozenset[str] = frozenset()
    holds: tuple[str, ...] = ()
    risks: Mapping[str, RiskLevel] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A problem, and what each of its answers would install."""

    problem: Problem
    offers: Mapping[tuple[Slot, str], Offer]


def ask(sides: Sequence[Side], supply: Supply, goal: Goal, widened: Iterable[str] = ()) -> Question:
    """The question for these environments.

    Args:
        widened: packages of which the index is asked for other versions.

    Raises:
        LockError: a hold is no requirement.
    """
    gathered = _Gathered(supply, frozenset(widened))
    for side in sides:
        for name, stated in side.stated.items():
            gathered.installed(Slot(side.environment.name, name), stated.version)
    gathered.needed({side.environment.name: side.environment.markers for side in sides})
    options = {slot: tuple(_newest_first(versions)) for slot, versions in gathered.options.items()}
    names = {slot.name for slot in options}
    return Question(
        problem=Problem(
            environments=tuple(side.environment.name for side in sides),
            options=options,
            current=gathered.current,
            demands=tuple(demand for side in sides for demand in _demands(side, gathered)),
            holds=tuple(_hold(text, options) for text in goal.holds),
            bars=tuple(Bar(slot, one, offer.barred) for (slot, one), offer in gathered.offers.items() if offer.barred),
            apart=frozenset(gathered.apart),
            together=frozenset() if goal.split else frozenset(names - goal.may_split),
            risks=goal.risks,
            preferred=goal.prefer,
        ),
        offers=gathered.offers,
    )


class _Gathered:
    """What there is to choose from, as it is found."""

    def __init__(self, supply: Supply, widened: frozenset[str]) -> None:
        self.offers: dict[tuple[Slot, str], Offer] = {}
        self.options: dict[Slot, list[str]] = {}
        self.current: dict[Slot, str] = {}
        self.apart: set[Slot] = set()
        self._extras: dict[Slot, set[str]] = {}
        self._supply = supply
        self._widened = widened

    def installed(self, slot: Slot, version: str) -> None:
        """A package that is there, and what could be there instead."""
        own = self._supply.own(*slot)
        if own is None:  # of the system, or excluded: it is as it is
            self.options[slot], self.current[slot] = [version], version
            self.apart.add(slot)
            return
        self.current[slot] = own.pick.version
        self._admit(slot, [own])
        if own.pick.source is not None:
            self.apart.add(slot)
            return
        self._admit(slot, self._supply.of_others(*slot))
        if slot.name in self._widened:
            oldest = _newest_first(self.options[slot])[-1]
            self._admit(slot, self._supply.third(*slot, at_least=oldest))

    def needed(self, markers: Mapping[str, Mapping[str, str]]) -> None:
        """Packages that the environment has not, and that a version would need: on and on.

        Args:
            markers: of each environment.
        """
        pending = list(self.options)
        while pending and len(self.options) <= MAX_SLOTS:
            slot = pending.pop()
            for need in self._active(slot, markers[slot.environment]):
                target = Slot(slot.environment, need.name)
                known = self._extras.setdefault(target, set())
                if target in self.options and known.issuperset(need.extras):
                    continue
                known.update(need.extras)
                if target not in self.options:
                    self._admit(target, self._supply.of_others(*target))
                if target not in self.options and self._widened:
                    self._admit(target, self._supply.third(*target, at_least=None, most=MAX_NEW))
                if target in self.options:
                    pending.append(target)

    def _active(self, slot: Slot, markers: Mapping[str, str]) -> list[Need]:
        """What any version of a package needs, with the extras that something could bring into use."""
        extras = self.extras(slot)
        return [
            need
            for version in self.options[slot]
            for need in self.needs(slot, version)
            if need.holds(markers) or any(need.holds(markers, extra) for extra in extras)
        ]

    def needs(self, slot: Slot, version: str) -> tuple[Need, ...]:
        """All that a version could need."""
        offer = self.offers.get((slot, version))
        return () if offer is None else parse_needs(offer.stated.requires)

    def extras(self, slot: Slot) -> list[str]:
        """Of a package, those that any version of anything could bring into use."""
        return sorted(self._extras.get(slot, ()))

    def _admit(self, slot: Slot, found: Iterable[Offer]) -> None:
        for offer in found:
            if (slot, offer.pick.version) not in self.offers:
                self.offers[slot, offer.pick.version] = offer
                self.options.setdefault(slot, []).append(offer.pick.version)


def _demands(side: Side, gathered: _Gathered) -> Iterator[Demand]:
    """The requirements of all versions of one environment that its markers let count."""
    markers = side.environment.markers
    broken_there = {(one.name, one.needs) for one in broken(side.stated, markers)}
    for (slot, version), offer in gathered.offers.items():
        if slot.environment != side.environment.name:
            continue
        for need in parse_needs(offer.stated.requires):
            target = Slot(slot.environment, need.name)
            accepted = {one for one in gathered.options.get(target, ()) if need.accepts(one)}
            if gathered.current.get(slot) == version and (slot.name, need) in broken_there:
                accepted.add(gathered.current.get(target, ""))  # it is said, and not mended by force
            counts = [None] if need.holds(markers) else [
                extra for extra in gathered.extras(slot) if need.holds(markers, extra)
            ]  # fmt: skip
            for extra in counts:
                yield Demand(
                    slot=slot, version=version, extra=extra, target=need.name, accepted=frozenset(accepted),
                    extras=need.extras, text=str(need),
                )  # fmt: skip


def _hold(text: str, options: Mapping[Slot, Sequence[str]]) -> Hold:
    try:
        requirement = Requirement(text)
    except InvalidRequirement as error:
        raise LockError("hold", text, str(error).splitlines()[0], "say numpy==1.26.4 or 'numpy<2'") from None
    name = str(canonicalize_name(requirement.name))
    known = {version for slot, versions in options.items() if slot.name == name for version in versions}
    if not known:
        raise LockError("hold", text, f"no environment has {name}")
    return Hold(name, text, frozenset(one for one in known if requirement.specifier.contains(one, prereleases=True)))


def _newest_first(versions: Iterable[str]) -> list[str]:
    return sorted(
        versions, key=lambda version: (parsed_version(version) is not None, parsed_version(version)), reverse=True
    )
