"""x86-64 machine code, one instruction after the other: how long each is, and the parts of which it consists.

Enough to tell which operation stands where, on how many bits, and with which numbers; not what its operands are called.
Encodings: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, chapter 2 and appendix A.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

ONE_BYTE, TWO_BYTES, MAP_38, MAP_3A = 0, 1, 2, 3  # maps of opcodes: none, 0F, 0F 38, 0F 3A
RIP, NO_REGISTER, STACK, FRAME = -2, -1, 4, 5  # `base` of an operand in memory


def _opcodes(*spans: tuple[int, int]) -> frozenset[int]:
    return frozenset(code for first, last in spans for code in range(first, last + 1))


_PREFIXES = frozenset({0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65, 0x66, 0x67, 0xF0, 0xF2, 0xF3})
_ARITHMETIC = frozenset(start + place for start in range(0, 0x40, 8) for place in range(4))
_MODRM = _ARITHMETIC | {0x63, 0x69, 0x6B, 0xC0, 0xC1, 0xC6, 0xC7, 0xF6, 0xF7, 0xFE, 0xFF} | _opcodes(
    (0x80, 0x81), (0x83, 0x8F), (0xD0, 0xD3), (0xD8, 0xDF)
)  # fmt: skip
_IMMEDIATE_8 = frozenset(start + 4 for start in range(0, 0x40, 8)) | {
    0x6A, 0x6B, 0x80, 0x83, 0xA8, 0xC0, 0xC1, 0xC6, 0xCD, 0xEB
} | _opcodes((0x70, 0x7F), (0xB0, 0xB7), (0xE0, 0xE7))  # fmt: skip
_IMMEDIATE = frozenset(start + 5 for start in range(0, 0x40, 8)) | {0x68, 0x69, 0x81, 0xA9, 0xC7}  # 16 or 32 bits
_RELATIVE = frozenset({0xE8, 0xE9})
_INVALID = frozenset({
    0x06, 0x07, 0x0E, 0x16, 0x17, 0x1E, 0x1F, 0x27, 0x2F, 0x37, 0x3F, 0x60, 0x61, 0x82, 0x9A, 0xCE, 0xD4, 0xD5,
    0xD6, 0xEA,
})  # fmt: skip
_PLAIN_0F = {0x0B, 0x0E, 0x77} | _opcodes(
    (0x05, 0x09), (0x30, 0x37), (0x80, 0x8F), (0xA0, 0xA2), (0xA8, 0xAA), (0xC8, 0xCF)
)
_IMMEDIATE_0F = {0xA4, 0xAC, 0xBA, 0xC2, 0xC4, 0xC5, 0xC6} | _opcodes((0x70, 0x73))
_SIZE_PREFIX, _SCALAR_PREFIXES = 0x66, (0xF3, 0xF2)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction.

    Attributes:
        start, end: its offsets in the code.
        map, opcode: `ONE_BYTE`, `TWO_BYTES`, ... and the byte that says what is done.
        prefix: 0x66, 0xF2, 0xF3 or 0, whichever is part of the operation.
        wide: REX.W, or W of VEX and EVEX: 64 bits, or double precision.
        vector: encoded with VEX or EVEX.
        modrm: the byte that names the operands; None where there is none.
        base: register that an address in memory starts from (without its REX bit), `RIP` or `NO_REGISTER`.
        displacement: what is added to it.
        immediate: the number it carries; None where it carries none.
    """

    start: int
    end: int
    map: int
    opcode: int
    prefix: int = 0
    wide: bool = False
    vector: bool = False
    modrm: int | None = None
    base: int = NO_REGISTER
    displacement: int = 0
    immediate: int | None = None

    @property
    def in_memory(self) -> bool:
        """Whether one operand is in memory."""
        return self.modrm is not None and self.modrm < 0xC0

    @property
    def extension(self) -> int:
        """The three bits that name a register, or tell operations of one opcode apart."""
        return 0 if self.modrm is None else self.modrm >> 3 & 7


class _Head(NamedTuple):
    """What stands in front of the operands."""

    start: int
    map: int
    opcode: int
    prefix: int
    wide: bool
    vector: bool = False


def instructions(code: bytes) -> Iterator[Instruction]:
    """All instructions, up to the first place that holds none that is known."""
    place = 0
    while place < len(code):
        try:
            found = _read(code, place)
        except (IndexError, struct.error):
            return
        if found is None:
            return
        yield found
        place = found.end


def _read(code: bytes, start: int) -> Instruction | None:
    place, prefix = start, 0
    while code[place] in _PREFIXES:
        byte = code[place]
        prefix = byte if byte in _SCALAR_PREFIXES or (byte == _SIZE_PREFIX and not prefix) else prefix
        place += 1
    wide = False
    if 0x40 <= code[place] <= 0x4F:
        wide = bool(code[place] & 8)
        place += 1
    opcode = code[place]
    if opcode in (0xC4, 0xC5, 0x62):
        return _vector(code, start, place)
    if opcode != 0x0F:
        return _one_byte(code, place + 1, _Head(start, ONE_BYTE, opcode, prefix, wide))
    second = code[place + 1]
    if second in (0x38, 0x3A):
        kind = MAP_38 if second == 0x38 else MAP_3A
        head = _Head(start, kind, code[place + 2], prefix, wide)
        return _finished(code, place + 3, head, 1 if kind == MAP_3A else 0)
    if second in _PLAIN_0F:
        end = place + 2 + (4 if 0x80 <= second <= 0x8F else 0)
        return Instruction(start, end, TWO_BYTES, second, prefix, wide)
    return _finished(
        code, place + 2, _Head(start, TWO_BYTES, second, prefix, wide), 1 if second in _IMMEDIATE_0F else 0
    )


def _vector(code: bytes, start: int, place: int) -> Instruction | None:
    """What is encoded with VEX (C5, C4) or EVEX (62)."""
    first = code[place]
    if first == 0xC5:
        kind, last, wide, place = TWO_BYTES, code[place + 1], False, place + 2
    elif first == 0xC4:
        kind, last, place = code[place + 1] & 0x1F, code[place + 2], place + 3
        wide = bool(last & 0x80)
    else:
        kind, last, place = code[place + 1] & 7, code[place + 2], place + 4
        wide = bool(last & 0x80)
    prefix = (0, _SIZE_PREFIX, *_SCALAR_PREFIXES)[last & 3]
    opcode = code[place]
    if kind == TWO_BYTES and opcode == 0x77:
        return Instruction(start, place + 1, kind, opcode, prefix, wide, vector=True)
    if kind not in (TWO_BYTES, MAP_38, MAP_3A):
        return None
    size = 1 if kind == MAP_3A or (kind == TWO_BYTES and opcode in _IMMEDIATE_0F) else 0
    return _finished(code, place + 1, _Head(start, kind, opcode, prefix, wide, vector=True), size)


def _one_byte(code: bytes, place: int, head: _Head) -> Instruction | None:
    start, _, opcode, prefix, wide, _ = head
    if opcode in _INVALID:
        return None
    whole = 2 if prefix == _SIZE_PREFIX and not wide else 4
    size = 1 if opcode in _IMMEDIATE_8 else whole if opcode in _IMMEDIATE else 4 if opcode in _RELATIVE else 0
    if 0xB8 <= opcode <= 0xBF:
        size = 8 if wide else whole
    elif 0xA0 <= opcode <= 0xA3:
        size = 8
    elif opcode in (0xC2, 0xC8):
        size = 2 if opcode == 0xC2 else 3
    elif opcode in (0xF6, 0xF7) and code[place] >> 3 & 7 < 2:
        size = 1 if opcode == 0xF6 else whole
    if opcode in _MODRM:
        return _finished(code, place, head, size)
    if place + size > len(code):
        raise IndexError
    number = int.from_bytes(code[place : place + size], "little", signed=True) if size else None
    return Instruction(start, place + size, ONE_BYTE, opcode, prefix, wide, immediate=number)


def _finished(code: bytes, place: int, head: _Head, size: int) -> Instruction:
    """With the operands that stand behind the opcode, and an immediate number of `size` bytes behind those."""
    modrm = code[place]
    place += 1
    mode, base = modrm >> 6, modrm & 7
    away = 0 if mode in (0, 3) else 1 if mode == 1 else 4
    if mode != 3 and base == STACK:
        base = code[place] & 7
        place += 1
        if mode == 0 and base == FRAME:
            base, away = NO_REGISTER, 4
    elif mode == 0 and base == FRAME:
        base, away = RIP, 4
    displacement = int.from_bytes(code[place : place + away], "little", signed=True)
    place += away
    number = int.from_bytes(code[place : place + size], "little", signed=True) if size else None
    if place + size > len(code):
        raise IndexError
    return Instruction(
        head.start, place + size, head.map, head.opcode, head.prefix, head.wide, head.vector, modrm,
        NO_REGISTER if mode == 3 else base, displacement, number,
    )  # fmt: skip
