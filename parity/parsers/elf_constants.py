"""What an ELF object has beyond the loader's tables: its read-only constants, its symbols' names."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from parity.parsers.elf import SharedObject

MAX_SECTIONS = 8192
MAX_SECTION_NAMES_BYTES = 1 << 20
MAX_NAMES_BYTES = 8 << 20
MAX_CONSTANT_BYTES = 4 << 20  # of one object; versions stand far in front of that in every library we know
PIECE_BYTES = 256 << 10

_PROGBITS, _ALLOCATED, _WRITABLE, _EXECUTABLE = 1, 2, 1, 4
_SEGMENT_WRITABLE = 2


def constants(file: BinaryIO, loaded: SharedObject, overlap: int) -> Iterator[bytes]:
    """The object's .rodata, lazily, in pieces that overlap by `overlap` bytes; MAX_CONSTANT_BYTES of it at most.

    Objects without a section table show what their segments hold that is not writable.
    """
    budget = MAX_CONSTANT_BYTES
    ranges = _rodata(file, loaded) or [
        (segment.offset, segment.size) for segment in loaded.segments if not segment.flags & _SEGMENT_WRITABLE
    ]
    for offset, size in ranges:
        place, end = offset, offset + min(size, budget)
        budget -= end - offset
        tail = b""
        while place < end:
            piece = _read(file, place, min(PIECE_BYTES, end - place))
            if not piece:
                break
            yield tail + piece
            tail = piece[-overlap:]
            place += len(piece)


def names_mention(file: BinaryIO, loaded: SharedObject, symbol: bytes) -> bool:
    """Whether a symbol of this name occurs in the object's dynamic string table, MAX_NAMES_BYTES of it at most."""
    offset, size = loaded.names
    return b"\0" + symbol + b"\0" in _read(file, offset, min(size, MAX_NAMES_BYTES))


def _rodata(file: BinaryIO, loaded: SharedObject) -> list[tuple[int, int]]:
    """(offset, size) of the sections named .rodata*; empty where there is no usable section table."""
    order = "<" if loaded.little_endian else ">"
    header = _read(file, 0, 64)
    where = ("40xQ10xHHH", 64) if loaded.bits == 64 else ("32xI10xHHH", 52)
    if len(header) < where[1]:
        return []
    start, size, count, names_index = struct.unpack_from(order + where[0], header)
    layout = struct.Struct(order + ("IIQQQQIIQQ" if loaded.bits == 64 else "IIIIIIIIII"))
    if size != layout.size or not names_index < count <= MAX_SECTIONS:
        return []
    table = _read(file, start, size * count)
    if len(table) < size * count:
        return []
    rows = list(layout.iter_unpack(table))
    _, _, _, _, names_offset, names_size, *_ = rows[names_index]
    names = _read(file, names_offset, min(names_size, MAX_SECTION_NAMES_BYTES))
    wanted = _PROGBITS, _ALLOCATED
    return [
        (offset, length)
        for name, kind, flags, _, offset, length, *_ in rows
        if (kind, flags & (_ALLOCATED | _WRITABLE | _EXECUTABLE)) == wanted and names.startswith(b".rodata", name)
    ]


def _read(file: BinaryIO, offset: int, size: int) -> bytes:
    try:
        file.seek(offset)
    except (OverflowError, ValueError, OSError):
        return b""
    return file.read(size)
