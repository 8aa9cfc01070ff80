"""The symbol version tables of an ELF object, as offsets of names (Linux Standard Base, "Symbol Versioning")."""

from __future__ import annotations

import struct

MAX_FILES = 512
MAX_VERSIONS = 4096

_BASE = 1  # VER_FLG_BASE: the definition that is the object's own name


def version_needs(data: bytes, count: int, order: str) -> list[tuple[int, list[int]]]:
    """Elf_Verneed: (name offset of the file, name offsets of its versions), in table order.

    A table that is damaged or larger than `data` is read as far as it goes: the offsets lead nowhere but forward.
    """
    found: list[tuple[int, list[int]]] = []
    place, budget = 0, MAX_VERSIONS
    for _ in range(min(count, MAX_FILES)):
        if place + 16 > len(data):
            break
        _, versions, name, first, following = struct.unpack_from(order + "HHIII", data, place)
        offsets: list[int] = []
        inner = place + first
        while len(offsets) < versions and budget and inner + 16 <= len(data):
            version, step = struct.unpack_from(order + "8xII", data, inner)
            offsets.append(version)
            budget -= 1
            if not step:
                break
            inner += step
        found.append((name, offsets))
        if not following:
            break
        place += following
    return found


def version_definitions(data: bytes, count: int, order: str) -> list[int]:
    """Elf_Verdef: name offsets of the versions that the object defines, without its base definition."""
    found: list[int] = []
    place = 0
    for _ in range(min(count, MAX_VERSIONS)):
        if place + 20 > len(data):
            break
        flags, first, following = struct.unpack_from(order + "2xH8xII", data, place)
        if not flags & _BASE and place + first + 4 <= len(data):
            found.append(struct.unpack_from(order + "I", data, place + first)[0])
        if not following:
            break
        place += following
    return found
