"""Where an interpreter's full version is written: its header, its binary, the names of directories and packages."""

from __future__ import annotations

import re

MAX_HEADER_BYTES = 64 << 10
HEADER = re.compile(rb'^#define\s+PY_VERSION\s+"([^"\s]{1,40})"', re.MULTILINE)
STDLIB = re.compile(r"(?P<implementation>python|pypy)(?P<version>\d\.\d{1,3})(?P<threading>t?)")
EXECUTABLE = re.compile(r"(?:python|pypy)(?P<version>\d(?:\.\d{1,3})?)?(?P<threading>t?)d?")
FULL = re.compile(r"(?<![\d.])\d\.\d{1,3}\.\d{1,3}(?:(?:a|b|rc)\d+)?")
EXTENSION = re.compile(r"\.((?:cpython-|pypy)\w+-[\w-]+)\.so$")


def version_in_header(data: bytes) -> str | None:
    """The version of patchlevel.h: "3.11.7"."""
    found = HEADER.search(data)
    return found[1].decode("ascii", "replace") if found else None


def version_in_binary(data: bytes, minor: str) -> str | None:
    """The version that a binary of Python `minor` ("3.11") holds as a C string of its own; None where unclear."""
    pattern = rb"\0(" + re.escape(minor.encode()) + rb"\.\d{1,3}(?:(?:a|b|rc)\d+)?\+?)\0"
    found = {match.decode("ascii") for match in re.findall(pattern, data)}
    return found.pop() if len(found) == 1 else None


def version_in_name(name: str, minor: str) -> str | None:
    """The version inside a name ("cpython-3.11.7-linux-x86_64-gnu", "3.11.2-6+deb12u4"), if it is one of `minor`."""
    found = FULL.search(name)
    return found[0] if found and found[0].startswith(minor + ".") else None
