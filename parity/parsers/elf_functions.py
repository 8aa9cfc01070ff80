"""The functions that an ELF object offers to others by name, and those it asks of others (its dynamic symbol table)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from parity.parsers.elf import SharedObject
from parity.parsers.elf_sections import Section, read_at

MAX_SYMBOL_BYTES = 1 << 20
MAX_NAMES_BYTES = 2 << 20

_DYNAMIC_SYMBOLS = 11  # SHT_DYNSYM
_FUNCTION, _INDIRECT = 2, 10  # STT_FUNC, STT_GNU_IFUNC
_GLOBAL, _WEAK = 1, 2  # STB_GLOBAL, STB_WEAK
_HIDDEN = (1, 2)  # STV_INTERNAL, STV_HIDDEN


@dataclass(frozen=True, slots=True)
class Function:
    """A function that others can call.

    Attributes:
        address: in memory, relative to where the object is loaded.
        weak: one of several copies, as compilers make them of templates and inline functions.
    """

    name: str
    address: int
    size: int
    weak: bool


@dataclass(frozen=True, slots=True)
class Interface:
    """What an object offers, in the order of its table, and the names that it asks of others."""

    offered: tuple[Function, ...] = ()
    asked: frozenset[str] = frozenset()


def interface(file: BinaryIO, loaded: SharedObject, table: Sequence[Section]) -> Interface | None:
    """None where the object has no section table, or one that is larger than this module reads."""
    section = next((section for section in table if section.kind == _DYNAMIC_SYMBOLS), None)
    start, size = loaded.names
    if section is None or section.size > MAX_SYMBOL_BYTES or size > MAX_NAMES_BYTES:
        return None
    names = read_at(file, start, size)
    order = "<" if loaded.little_endian else ">"
    # Elf64_Sym has name, info, other, section, value, size; Elf32_Sym has value and size before info.
    layout = struct.Struct(order + ("IBBHQQ" if loaded.bits == 64 else "IIIBBH"))
    rows = read_at(file, section.offset, section.size)
    offered: list[Function] = []
    asked: set[str] = set()
    for row in layout.iter_unpack(rows[: len(rows) - len(rows) % layout.size]):
        name, info, other, place, value, length = row if loaded.bits == 64 else (row[0], *row[3:], row[1], row[2])
        if not name:
            continue
        told = names[name : names.find(b"\0", name)].decode("ascii", "replace")
        if not place:
            asked.add(told)
        elif info & 15 in (_FUNCTION, _INDIRECT) and info >> 4 in (_GLOBAL, _WEAK) and other & 3 not in _HIDDEN:
            offered.append(Function(told, value, length, info >> 4 == _WEAK))
    return Interface(tuple(offered), frozenset(asked))
