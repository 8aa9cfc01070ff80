"""Version strings as people write them -> comparable versions, and which side of a boundary they lie on."""

from __future__ import annotations

import re
from enum import Enum

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

_LEADING = re.compile(r"\d+(?:\.\d+)*")
MAX_LENGTH = 200  # a longer string is no version, and int() of its digits could be slow


def parse_version(text: str | None) -> Version | None:
    """PEP 440 where it is one, else the leading dotted number ("3.0.9-r1", "58 (ffmpeg 4.4)"), else None."""
    if text is None or len(text) > MAX_LENGTH:
        return None
    try:
        return Version(text)
    except InvalidVersion:
        leading = _LEADING.match(text)
        return Version(leading[0]) if leading else None


def reaches(version: Version, boundary: Version) -> bool:
    """Whether a version contains what changed in `boundary`: its release candidates do, local builds of it too."""
    comparable = Version(version.base_version) if version.is_prerelease else Version(version.public)
    return comparable >= boundary


def crosses(before: Version, after: Version, boundary: str) -> bool:
    """Whether the two versions lie on different sides of a boundary."""
    limit = Version(boundary)
    return reaches(before, limit) is not reaches(after, limit)


def inside(version: Version, specifier: str) -> bool:
    """Whether a version lies in a range; pre-releases count as the version they lead to, local builds as theirs."""
    comparable = Version(version.base_version) if version.is_prerelease else Version(version.public)
    return SpecifierSet(specifier).contains(comparable, prereleases=True)


def only_one_inside(before: Version, after: Version, specifier: str) -> bool:
    """Whether exactly one of the two versions lies in a range."""
    return inside(before, specifier) is not inside(after, specifier)


FIRST_YEAR = 19  # a first number from 19 on is a year, which promises nothing of compatibility


class VersionStep(Enum):
    """How far apart two releases are, as semantic versioning names it: before 1.0 a patch may be anything."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"
    EARLY_PATCH = "patch before 1.0"


def version_step(before: str, after: str) -> VersionStep | None:
    """The step between two versions; None where a version cannot be read, or both are years."""
    old, new = parse_version(before), parse_version(after)
    if old is None or new is None or (old.major >= FIRST_YEAR and new.major >= FIRST_YEAR and old.major != new.major):
        return None
    if old.major != new.major:
        return VersionStep.MAJOR
    if old.minor != new.minor:
        return VersionStep.MINOR
    return VersionStep.PATCH if old.major else VersionStep.EARLY_PATCH
