"""METADATA and PKG-INFO: the core metadata of a distribution, read leniently.

Format: https://packaging.python.org/en/latest/specifications/core-metadata/
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from packaging.metadata import parse_email
from packaging.utils import canonicalize_name

MAX_METADATA_BYTES = 1 << 20  # only the headers are used; the description after them may be longer
NAMED = re.compile(
    r"(?P<name>.+?)-(?P<version>[^-]+?)(?:-py\d(?:\.\d+)?(?:-.+)?)?\.(?:dist-info|egg-info|egg)$", re.ASCII
)
UNVERSIONED = re.compile(r"(?P<name>.+)\.(?:dist-info|egg-info|egg)$")
BODY = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreMetadata:
    """What is used of the core metadata; name and version None where they are missing or cannot be decoded."""

    name: str | None = None
    version: str | None = None
    requires: tuple[str, ...] = ()
    requires_python: str | None = None


def parse_metadata(data: bytes) -> CoreMetadata:
    """The headers of a METADATA or PKG-INFO file. Never raises: what cannot be read is left out."""
    headers = BODY.split(data, 1)[0] + b"\n"
    try:
        raw, _ = parse_email(headers)
    except (ValueError, TypeError, LookupError, RecursionError):  # the email package on absurd input
        return CoreMetadata()
    name, version = raw.get("name"), raw.get("version")
    return CoreMetadata(
        name=_clean(name),
        version=_clean(version),
        requires=tuple(sorted({_one_line(line) for line in raw.get("requires_dist", ())})),
        requires_python=_clean(raw.get("requires_python")),
    )


def normalised(name: str) -> str:
    """The PEP 503 form by which distributions are compared."""
    return str(canonicalize_name(name))


def named_by_directory(directory: str) -> tuple[str, str] | None:
    """Name and version ("" where unversioned) that a .dist-info, .egg-info or .egg name states; None for others."""
    if found := NAMED.fullmatch(directory):
        return found["name"], found["version"]
    found = UNVERSIONED.fullmatch(directory)
    return (found["name"], "") if found else None


def _clean(value: str | None) -> str | None:
    value = _one_line(value or "")
    return None if value in ("", "UNKNOWN") else value


def _one_line(value: str) -> str:
    return " ".join(value.split())
