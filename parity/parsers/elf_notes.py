"""The notes of an ELF object that identify it: GNU build ID, and the x86 instruction sets it declares to need."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace

MAX_NOTES = 64
MAX_BUILD_ID_BYTES = 64

_BUILD_ID, _PROPERTY = 3, 5  # NT_GNU_BUILD_ID, NT_GNU_PROPERTY_TYPE_0
_ISA_NEEDED = 0xC0008002  # GNU_PROPERTY_X86_ISA_1_NEEDED
_LEVELS = (("x86-64-v4", 8), ("x86-64-v3", 4), ("x86-64-v2", 2), ("x86-64-baseline", 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What the notes told so far."""

    build_id: str | None = None
    isa: str | None = None


def parse_notes(data: bytes, order: str, align: int, bits: int, found: Notes) -> Notes:
    """One PT_NOTE segment's bytes added to what was `found`. Damaged notes end the reading: they are optional.

    Args:
        order: byte order, as `struct` spells it.
        align: p_align of the segment; 8 pads entries to 8 bytes, everything else to 4.
    """
    step = 8 if align == 8 else 4
    place = 0
    for _ in range(MAX_NOTES):
        if place + 12 > len(data):
            break
        name_size, size, kind = struct.unpack_from(order + "III", data, place)
        start = place + 12 + _padded(name_size, 4)
        start += -start % step
        if name_size == 4 and data[place + 12 : place + 16] == b"GNU\0" and start + size <= len(data):
            content = data[start : start + size]
            if kind == _BUILD_ID and 0 < size <= MAX_BUILD_ID_BYTES:
                found = replace(found, build_id=content.hex())
            elif kind == _PROPERTY:
                found = replace(found, isa=_isa(content, order, bits // 8) or found.isa)
        place = start + _padded(size, step)
    return found


def _isa(content: bytes, order: str, step: int) -> str | None:
    place = 0
    while place + 8 <= len(content):
        kind, size = struct.unpack_from(order + "II", content, place)
        if kind == _ISA_NEEDED and size == 4 and place + 12 <= len(content):
            (mask,) = struct.unpack_from(order + "I", content, place + 8)
            return next((level for level, bit in _LEVELS if mask & bit), None)
        place += 8 + _padded(size, step)
    return None


def _padded(size: int, step: int) -> int:
    return size + -size % step
