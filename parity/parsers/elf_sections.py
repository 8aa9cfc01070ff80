"""The section table of an ELF object, which linkers write and loaders ignore."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

MAX_SECTIONS = 8192
MAX_SECTION_NAMES_BYTES = 1 << 20
MAX_NAME_BYTES = 256

NOBITS, ALLOCATED, WRITABLE, EXECUTABLE = 8, 2, 1, 4


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its name, its type and flags (sh_type, sh_flags), and where its bytes are."""

    name: str
    kind: int
    flags: int
    address: int
    offset: int
    size: int


def sections(file: BinaryIO, bits: int, little_endian: bool) -> tuple[Section, ...]:
    """Sections in table order; none where there is no usable table."""
    order = "<" if little_endian else ">"
    header = read_at(file, 0, 64)
    where, length = ("40xQ10xHHH", 64) if bits == 64 else ("32xI10xHHH", 52)
    if len(header) < length:
        return ()
    start, size, count, names_index = struct.unpack_from(order + where, header)
    layout = struct.Struct(order + ("IIQQQQIIQQ" if bits == 64 else "IIIIIIIIII"))
    if size != layout.size or not names_index < count <= MAX_SECTIONS:
        return ()
    table = read_at(file, start, size * count)
    if len(table) < size * count:
        return ()
    rows = list(layout.iter_unpack(table))
    _, _, _, _, names_offset, names_size, *_ = rows[names_index]
    names = read_at(file, names_offset, min(names_size, MAX_SECTION_NAMES_BYTES))
    return tuple(
        Section(_name(names, name), kind, flags, address, offset, size)
        for name, kind, flags, address, offset, size, *_ in rows
    )


def read_at(file: BinaryIO, offset: int, size: int) -> bytes:
    """Up to `size` bytes at `offset`; fewer, or none, where the file has no more or no such place."""
    try:
        file.seek(offset)
    except (OverflowError, ValueError, OSError):
        return b""
    return file.read(size)


def _name(names: bytes, start: int) -> str:
    end = names.find(b"\0", start, start + MAX_NAME_BYTES)
    return names[start:end].decode("ascii", "replace") if end >= 0 else ""
