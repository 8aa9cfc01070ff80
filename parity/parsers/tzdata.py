"""Time zones: which release of the tables, and which zone (tzfile(5); the tz project's tzdata.zi)."""

from __future__ import annotations

import re

_ZI_VERSION = re.compile(rb"\A# version (\S{1,32})")
_PACKAGE_VERSION = re.compile(r"(?:\d+:)?(20\d\d[a-z]+)")
_UTC = frozenset({"UTC", "UCT", "Zulu", "Universal", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "Etc/Universal"})
_ZONEINFO = "/zoneinfo/"


def version_of_zi(data: bytes) -> str | None:
    """The release that the head of a tzdata.zi names: "2024a"."""
    found = _ZI_VERSION.match(data)
    return found[1].decode("ascii", "replace") if found else None


def version_of_package(version: str) -> str | None:
    """The tz release in a distribution's package version: "2024a-0+deb12u1" -> "2024a"."""
    found = _PACKAGE_VERSION.match(version)
    return found[1] if found else None


def zone_of_path(path: str) -> str | None:
    """The zone that a path into a zoneinfo directory names; the many names of UTC are one."""
    _, found, zone = path.rpartition(_ZONEINFO)
    if not found:
        return None
    return canonical_zone(zone.removeprefix("posix/").removeprefix("right/"))


def canonical_zone(zone: str) -> str:
    """One name for UTC, which has many; any other zone as it is."""
    return "UTC" if zone in _UTC else zone


def rule_of_tzif(data: bytes) -> str | None:
    """The POSIX TZ rule at the end of a TZif file ("CET-1CEST,M3.5.0,M10.5.0/3"); None: none, or no TZif."""
    if data[:4] != b"TZif" or data[4:5] < b"2" or not data.endswith(b"\n"):
        return None
    rule = data[:-1].rpartition(b"\n")[2]
    return rule.decode("ascii", "replace") if 0 < len(rule) <= 128 else None
