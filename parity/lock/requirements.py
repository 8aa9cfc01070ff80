"""Requires-Dist lines as values, parsed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from packaging.markers import UndefinedComparison, UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """One requirement of a distribution.

    Attributes:
        text: as written.
        name: PEP 503 normalised, of what is required.
        extras: of it that are asked for, normalised.
    """

    text: str
    name: str
    extras: tuple[str, ...]
    requirement: Requirement

    def holds(self, markers: Mapping[str, str], extra: str = "") -> bool:
        """Whether it is active in an environment, for one extra of the distribution that states it."""
        return self.requirement.marker is None or _evaluate(self.requirement, markers, extra)

    def accepts(self, version: str) -> bool:
        """Whether an installed version will do; as `pip check` has it, pre-releases will."""
        if self.requirement.url is not None:
            return True
        parsed = parsed_version(version)
        return parsed is not None and self.requirement.specifier.contains(parsed, prereleases=True)

    def __str__(self) -> str:
        """Without the marker: "numpy<2,>=1.22.4"."""
        shown = Requirement(str(self.requirement))
        shown.marker = None
        return str(shown)


@lru_cache(maxsize=65536)
def parse_need(line: str) -> Need | None:
    """None where the line is no requirement."""
    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        return None
    extras = tuple(sorted(str(canonicalize_name(extra)) for extra in requirement.extras))
    return Need(line, str(canonicalize_name(requirement.name)), extras, requirement)


def parse_needs(lines: Iterable[str]) -> tuple[Need, ...]:
    """The requirements among the lines."""
    return tuple(need for line in lines if (need := parse_need(line)) is not None)


@lru_cache(maxsize=65536)
def parsed_version(text: str) -> Version | None:
    """None where it is no version of PEP 440."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


@lru_cache(maxsize=4096)
def takes_python(requires: str | None, version: str) -> bool:
    """Whether Requires-Python lets a version in; what cannot be understood does, as pip has it."""
    if requires is None:
        return True
    try:
        return SpecifierSet(requires).contains(version, prereleases=True)
    except InvalidSpecifier:
        return True


def _evaluate(requirement: Requirement, markers: Mapping[str, str], extra: str) -> bool:
    assert requirement.marker is not None
    values: dict[str, str | AbstractSet[str]] = {**markers, "extra": extra}
    try:
        return requirement.marker.evaluate(values)
    except (UndefinedComparison, UndefinedEnvironmentName):
        return False
