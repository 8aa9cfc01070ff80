"""Which differences must be taken together, by what the distributions of both sides require of one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from packaging.markers import UndefinedComparison, UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion

from parity.model.bisection import Unit, UnitKind
from parity.model.distribution import Distribution


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What taking a unit makes necessary: unit -> units that it cannot be taken without."""

    needs: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def closure(self, taken: Iterable[str]) -> frozenset[str]:
        """The units and whatever they need."""
        found: set[str] = set()
        queue = list(taken)
        while queue:
            unit = queue.pop()
            if unit not in found:
                found.add(unit)
                queue.extend(self.needs.get(unit, ()))
        return frozenset(found)

    def without(self, units: Iterable[str], left_out: Iterable[str]) -> frozenset[str]:
        """All of `units` that can be taken while none of `left_out` is."""
        out = frozenset(left_out)
        return frozenset(unit for unit in units if not self.closure((unit,)) & out)


def dependencies(
    units: Sequence[Unit], before: Mapping[str, Distribution], after: Mapping[str, Distribution]
) -> Dependencies:
    """From both sides' distributions by name. What clashes within a side already is not held against a mixture."""
    changed = {unit.name: unit.key for unit in units if unit.kind is UnitKind.DISTRIBUTION}
    needs: dict[str, set[str]] = {key: set() for key in changed.values()}
    for one, key in changed.items():
        for other, other_key in changed.items():
            if one == other:
                continue
            # `one` is taken and `other` is not: either may ask for what the mixture does not have.
            mixture = after.get(one), before.get(other)
            if (
                _clash(one, mixture[0], other, mixture[1]) and not _clash(one, after.get(one), other, after.get(other))
            ) or (
                _clash(other, mixture[1], one, mixture[0])
                and not _clash(other, before.get(other), one, before.get(one))
            ):
                needs[key].add(other_key)
    return Dependencies({key: frozenset(found) for key, found in needs.items() if found})


def _clash(name: str, side: Distribution | None, other: str, installed: Distribution | None) -> bool:
    """Whether `name` as on one side requires of `other` what is not installed."""
    del name
    if side is None:
        return False
    for line in side.requires:
        try:
            requirement = Requirement(line)
            if canonicalize_name(requirement.name) != other:
                continue
            if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
                continue
            if installed is None or not requirement.specifier.contains(installed.version, prereleases=True):
                return True
        except (InvalidRequirement, InvalidVersion, UndefinedComparison, UndefinedEnvironmentName):
            continue
    return False
