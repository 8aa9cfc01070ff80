"""Whether two ELF objects are the same once loaded: only symbol names, debug information or build ID differ."""

from __future__ import annotations

from typing import BinaryIO

from parity.parsers.elf import ElfError, SharedObject, parse_elf
from parity.parsers.elf_sections import ALLOCATED, NOBITS, Section, read_at, sections

PIECE_BYTES = 1 << 20
BUILD_ID = ".note.gnu.build-id"  # a digest of the whole file, debug information included: nothing reads it at run time


def same_when_loaded(one: BinaryIO, other: BinaryIO) -> bool:
    """Whether the loader puts the same bytes at the same places for both.

    Compared are the segments and every section that takes memory, with its place, size and flags; read piece by piece
    up to the first difference. False where either is no ELF object or has no section table: that proves nothing.
    """
    try:
        first, second = parse_elf(one), parse_elf(other)
    except (ElfError, OSError):
        return False
    ours, theirs = _in_memory(one, first), _in_memory(other, second)
    if not ours or len(ours) != len(theirs) or _mapped(first) != _mapped(second):
        return False
    pairs = list(zip(ours, theirs, strict=True))
    if any(_place(left) != _place(right) for left, right in pairs):
        return False
    return all(_same(one, left, other, right) for left, right in pairs if left.name != BUILD_ID)


def _in_memory(file: BinaryIO, loaded: SharedObject) -> tuple[Section, ...]:
    return tuple(section for section in sections(file, loaded.bits, loaded.little_endian) if section.flags & ALLOCATED)


def _mapped(loaded: SharedObject) -> tuple[object, ...]:
    places = tuple((segment.address, segment.size, segment.flags) for segment in loaded.segments)
    return loaded.machine, loaded.bits, loaded.little_endian, places


def _place(section: Section) -> tuple[object, ...]:
    return section.name, section.kind, section.flags, section.address, section.size


def _same(one: BinaryIO, left: Section, other: BinaryIO, right: Section) -> bool:
    if left.kind == NOBITS:
        return True
    for start in range(0, left.size, PIECE_BYTES):
        size = min(PIECE_BYTES, left.size - start)
        piece = read_at(one, left.offset + start, size)
        if len(piece) < size or piece != read_at(other, right.offset + start, size):
            return False
    return True
