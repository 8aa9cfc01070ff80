"""A problem as clauses over Boolean variables, each of them with the reason that put it there."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from parity.lock.solving.problem import Demand, Problem, Reason, RiskLevel, Slot


@dataclass(slots=True)
class Clauses:
    """Numbered variables, and clauses in groups.

    Attributes:
        fixed: clauses that hold whatever is asked: a slot has one version.
        groups: clauses by their reason; a reason that is dropped takes its clauses with it.
    """

    numbers: dict[Hashable, int] = field(default_factory=dict)
    fixed: list[list[int]] = field(default_factory=list)
    groups: dict[Reason, list[list[int]]] = field(default_factory=dict)

    def variable(self, meaning: Hashable) -> int:
        """The number of a variable, given to it when it is first asked for."""
        return self.numbers.setdefault(meaning, len(self.numbers) + 1)


def encode(problem: Problem) -> Clauses:
    """Variables: ("is", slot, version), ("extra", slot, extra), ("used", name, version), ("further", name, version)."""
    made = Clauses()
    for slot, versions in problem.options.items():
        chosen = [made.variable(("is", slot, version)) for version in versions]
        if slot in problem.current:
            made.fixed.append(chosen)
        made.fixed += [[-one, -other] for one, other in combinations(chosen, 2)]
    for name in problem.names():
        slots = problem.slots_of(name)
        used = {version for slot in slots for version in problem.options[slot]}
        for version in sorted(used):
            for slot in slots:
                if version in problem.options[slot]:
                    made.fixed.append([-made.variable(("is", slot, version)), made.variable(("used", name, version))])
        if _is_optional(problem, name):
            made.fixed += _further(made, name, sorted(used))
        if name in problem.together:
            each = [made.variable(("used", name, version)) for version in sorted(used)]
            made.groups[name] = [[-one, -other] for one, other in combinations(each, 2)]
    for hold in problem.holds:
        made.groups[hold] = [
            [-made.variable(("is", slot, version))]
            for slot in problem.slots_of(hold.name)
            for version in problem.options[slot]
            if version not in hold.accepted
        ]
    for bar in problem.bars:
        made.groups[bar] = [[-made.variable(("is", bar.slot, bar.version))]]
    for demand in problem.demands:
        made.groups[demand] = list(_demanded(problem, made, demand))
    return made


def goals(problem: Problem, clauses: Clauses) -> Iterator[list[tuple[int, int]]]:
    """The goals in their order: each a list of (variable that had better be false, what it costs where it is true).

    Their sums are those of `Problem.cost`, but for a constant: of a package that is installed, one version is used in
    any case. Of one that may be left out the first version costs nothing, or leaving it out would seem to save a split.
    """
    for level in RiskLevel:
        yield [
            (clauses.variable(("further" if _is_optional(problem, name) else "used", name, version)), 1)
            for name in problem.names()
            if problem.risks.get(name, RiskLevel.BENIGN) is level
            for version in sorted({version for slot in problem.slots_of(name) for version in problem.options[slot]})
        ]
    changes = {own: list(_changes(problem, clauses, own=own)) for own in (True, False)}
    stale = [
        (clauses.variable(("is", slot, version)), rank)
        for slot, versions in problem.options.items()
        for rank, version in enumerate(versions)
        if rank
    ]
    if problem.preferred is None:
        yield stale
        yield [*changes[True], *changes[False]]
    else:
        yield changes[True]
        yield changes[False]
        yield stale


def _is_optional(problem: Problem, name: str) -> bool:
    return not any(slot in problem.current for slot in problem.slots_of(name))


def _further(made: Clauses, name: str, versions: list[str]) -> Iterator[list[int]]:
    """A version that is used beside an earlier one is a further one."""
    for place, version in enumerate(versions):
        used, seen = made.variable(("used", name, version)), made.variable(("seen", name, place))
        yield [-used, seen]
        if place:
            before = made.variable(("seen", name, place - 1))
            yield [-before, seen]
            yield [-used, -before, made.variable(("further", name, version))]


def chosen(problem: Problem, clauses: Clauses, true: Iterable[int]) -> dict[Slot, str]:
    """The versions that a model stands for."""
    model = set(true)
    return {
        slot: version
        for slot, versions in problem.options.items()
        for version in versions
        if clauses.variable(("is", slot, version)) in model
    }


def _demanded(problem: Problem, made: Clauses, demand: Demand) -> Iterator[list[int]]:
    """Not stated, or its extra not in use, or fulfilled."""
    unless = [-made.variable(("is", demand.slot, demand.version))]
    if demand.extra is not None:
        unless.append(-made.variable(("extra", demand.slot, demand.extra)))
    target = Slot(demand.slot.environment, demand.target)
    for extra in demand.extras:
        yield [*unless, made.variable(("extra", target, extra))]
    versions = problem.options.get(target, ())
    if "" not in demand.accepted:
        yield [*unless, *(made.variable(("is", target, one)) for one in versions if one in demand.accepted)]
        return
    yield from ([*unless, -made.variable(("is", target, one))] for one in versions if one not in demand.accepted)


def _changes(problem: Problem, clauses: Clauses, *, own: bool) -> Iterator[tuple[int, int]]:
    for slot, versions in problem.options.items():
        if (slot.environment == problem.preferred) is own:
            yield from (
                (clauses.variable(("is", slot, version)), 1)
                for version in versions
                if version != problem.current.get(slot)
            )
