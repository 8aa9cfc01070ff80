"""Versions of operating system packages: the upstream part, without epoch, revision and repackaging marks."""

from __future__ import annotations

import re

_EPOCH = re.compile(r"^\d+:")
_REVISION = re.compile(r"-(?:r\d+|[^-]*)$")  # Alpine "-r1"; Debian and RPM: whatever follows the last hyphen
_REPACKAGED = re.compile(r"[+~](?:dfsg|ds|really|repack|deb|debian|ubuntu|b|git|el|fc|gfdl).*$")
_NUMBERS = re.compile(r"[\d.]+")


def upstream(version: str) -> str:
    """The version that the program's authors gave it: "1:2.1.5-2+deb12u1" -> "2.1.5", "3.0.9-r1" -> "3.0.9"."""
    return _REPACKAGED.sub("", _REVISION.sub("", _EPOCH.sub("", version)))


def stem(name: str) -> str:
    """A package name without the numbers in it: "libavcodec58" and "libavcodec59" are the same library."""
    return _NUMBERS.sub("", name)
