"""What an ELF object has beyond the loader's tables: its read-only constants, its symbols' names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from parity.parsers.elf import SharedObject
from parity.parsers.elf_sections import ALLOCATED, EXECUTABLE, WRITABLE, read_at, sections

MAX_NAMES_BYTES = 8 << 20
MAX_CONSTANT_BYTES = 4 << 20  # of one object; versions stand far in front of that in every library we know
PIECE_BYTES = 256 << 10

_PROGBITS = 1
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
            piece = read_at(file, place, min(PIECE_BYTES, end - place))
            if not piece:
                break
            yield tail + piece
            tail = piece[-overlap:]
            place += len(piece)


def names_mention(file: BinaryIO, loaded: SharedObject, symbol: bytes) -> bool:
    """Whether a symbol of this name occurs in the object's dynamic string table, MAX_NAMES_BYTES of it at most."""
    offset, size = loaded.names
    return b"\0" + symbol + b"\0" in read_at(file, offset, min(size, MAX_NAMES_BYTES))


def _rodata(file: BinaryIO, loaded: SharedObject) -> list[tuple[int, int]]:
    """(offset, size) of the sections named .rodata*; empty where there is no usable section table."""
    return [
        (section.offset, section.size)
        for section in sections(file, loaded.bits, loaded.little_endian)
        if section.kind == _PROGBITS
        and section.flags & (ALLOCATED | WRITABLE | EXECUTABLE) == ALLOCATED
        and section.name.startswith(".rodata")
    ]
