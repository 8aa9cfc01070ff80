"""Versions of operating system packages: the upstream part, without epoch, revision and repackaging marks."""

from __future__ import annotations

import re

_EPOCH = re.compile(r"^\d+:")
_REVISION = re.compile(r"-(?:r\d+|[^-]*)$")  # Alpine "-r1"; Debian and RPM: whatever follows the last hyphen
# Marks of a distribution behind the authors' version: sources repacked, a rebuild, an update of a stable release.
_REPACKAGED = re.compile(r"(?:[+~.](?:dfsg|ds|repack|gfdl|nmu)|[+~](?:deb|debian|ubuntu|bpo|git|el|fc|cs|b\d+$)).*$")
_REALLY = re.compile(r"^.*[+~]really(?=\d)")  # "2.0+really1.9": gone back without the number going back
_NUMBERS = re.compile(r"[\d.]+")


def upstream(version: str) -> str:
    """The version that the program's authors gave it: "1:2.1.5-2+deb12u1" -> "2.1.5", "3.0.9-r1" -> "3.0.9"."""
    return _REPACKAGED.sub("", _REALLY.sub("", _REVISION.sub("", _EPOCH.sub("", version))))


def stem(name: str) -> str:
    """A package name without the numbers in it: "libavcodec58" and "libavcodec59" are the same library.

    Nor with the mark of Debian's change to 64-bit time: "libpng16-16t64".
    """
    return _NUMBERS.sub("", name.removesuffix("t64"))
