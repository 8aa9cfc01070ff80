"""What an ELF object's constructors do to the floating-point unit of the process that loads it.

GCC and Clang link crtfastmath.o into whatever is linked with -ffast-math (before GCC 13 into shared objects too): its
constructor sets "flush to zero" and "denormals are zero" in MXCSR.
"""

from __future__ import annotations

import re
import struct
from typing import BinaryIO

from parity.parsers.elf import SharedObject
from parity.parsers.elf_sections import read_at

MAX_CONSTRUCTORS = 32  # looked at from either end: start files are linked first and last
CODE_BYTES = 128
_RELOCATION = struct.Struct("<QQQ")  # Elf64_Rela
_RELATIVE = 8  # R_X86_64_RELATIVE

# stmxcsr [rsp+n]; or (register or memory), 0x8040, or 0x8000 and 0x40 apart; ldmxcsr [rsp+n]
_SETS = re.compile(
    rb"\x0f\xae[\x1c\x5c]\x24.{0,40}?(?:\x40\x80\x00\x00|\x80\xcc\x80|\x00\x80\x00\x00).{0,24}?\x0f\xae[\x14\x54]\x24",
    re.DOTALL,
)
_END = re.compile(rb"\xc3(?:\x66|\x0f\x1f|\x90|\xcc|\xf3\x0f\x1e)|\xe9....(?:\x66|\x0f\x1f|\x90)", re.DOTALL)


def flushes_subnormals(file: BinaryIO, loaded: SharedObject) -> bool:
    """Whether loading it makes subnormal numbers zero in the thread that does (x86-64)."""
    offset, size = loaded.initialisers
    count = size // 8
    if loaded.machine != "x86_64" or count < 2:  # every object has frame_dummy; a second one is somebody's
        return False
    numbers = [*range(min(count, MAX_CONSTRUCTORS)), *range(max(MAX_CONSTRUCTORS, count - MAX_CONSTRUCTORS), count)]
    table = read_at(file, offset, 8 * count if count <= 2 * MAX_CONSTRUCTORS else 0) or b""
    for number in numbers:
        raw = table[8 * number : 8 * number + 8] or read_at(file, offset + 8 * number, 8)
        if len(raw) < 8:
            break
        (address,) = struct.unpack("<Q", raw)
        address = address or _relocated(file, loaded, number)
        place = _file_offset(loaded, address) if address else None
        if place is None:
            continue
        code = read_at(file, place, CODE_BYTES)
        end = _END.search(code)
        if _SETS.search(code[: end.start()] if end else code):
            return True
    return False


def _relocated(file: BinaryIO, loaded: SharedObject, number: int) -> int | None:
    """The address that the loader will put into a slot: relative relocations come first, sorted by their place."""
    start, count = loaded.relative
    wanted = loaded.initialisers_address + 8 * number
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        row = read_at(file, start + _RELOCATION.size * middle, _RELOCATION.size)
        if len(row) < _RELOCATION.size:
            return None
        place, info, addend = _RELOCATION.unpack(row)
        if info & 0xFFFFFFFF != _RELATIVE:
            return None
        if place == wanted:
            return int(addend)
        low, high = (middle + 1, high) if place < wanted else (low, middle)
    return None


def _file_offset(loaded: SharedObject, address: int) -> int | None:
    for segment in loaded.segments:
        if segment.address <= address < segment.address + segment.size:
            return address - segment.address + segment.offset
    return None
