"""What one function of x86-64 machine code computes with: types, numbers, vectors.

Compilers choose instructions, registers and their order; they do not choose the types of a program and its constants.
So these are told of a function wherever it stands alone, that is, calls no other function of its object: what a
compiler may take into it, or leave outside, is no longer to be seen otherwise.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from parity.parsers.x86_instructions import (
    FRAME,
    MAP_38,
    NO_REGISTER,
    ONE_BYTE,
    RIP,
    STACK,
    TWO_BYTES,
    Instruction,
    instructions,
)  # fmt: skip

MIN_IN_FRAME = 0.35  # of a function's instructions that use a variable in its frame: compiled without optimisation
MIN_INSTRUCTIONS = 6  # before that is said

_FLOATING = frozenset({0x51, 0x58, 0x59, 0x5C, 0x5D, 0x5E, 0x5F})  # sqrt, add, mul, sub, min, div, max
_COMPARED = frozenset({0x2E, 0x2F, 0xC2})  # ucomis, comis, cmp
_MOVED = frozenset({0x10, 0x28})
_FUSED = frozenset((*range(0x96, 0xA0), *range(0xA6, 0xB0), *range(0xB6, 0xC0)))
_ROUNDED = 0x5A  # cvtsd2ss and its kind
_PACKED = {0xFC: 8, 0xF8: 8, 0xFD: 16, 0xF9: 16, 0xD5: 16, 0xFE: 32, 0xFA: 32, 0xD4: 64, 0xFB: 64}  # padd, psub, pmull
_X87 = {0xD8: 4, 0xDC: 8, 0xDE: 2}
_BYTES = {0xBE: "signed", 0xB6: "unsigned"}  # movsx, movzx
_SIXTEEN = 0x66
_JUMPS = frozenset({0xE8, 0xE9})
# Conversions between unsigned numbers and floating point add these by themselves.
_OF_CONVERSIONS = frozenset({0.0, 2.0**31, 2.0**32, 2.0**52, 2.0**63, 2.0**64, 2.0**84, 2.0**52 + 2.0**84})


@dataclass(frozen=True, slots=True)
class Computation:
    """What one function computes with.

    Attributes:
        alone: it calls no other function of its object.
        types: of floating point: "single", "double", "extended" (x87), and "rounded" where double becomes single.
        widths: of integers that are added to what is in memory, or added up in vectors: 8, 16, 32, 64.
        short: some integers have 16 bits.
        vectors: several numbers are computed with at once.
        fused: products and sums are computed in one operation.
        bytes: whether those that it takes from memory are "signed" or "unsigned", or some of both.
        in_frame: every variable is kept in the stack frame: it was compiled without optimisation.
        constants: of floating point, as ("double", 0.1).
        numbers: integers in the order in which they stand in its instructions, and `shape`, everything else in these:
            two functions of one shape are the same instructions with other numbers.
    """

    alone: bool = False
    types: frozenset[str] = frozenset()
    widths: frozenset[int] = frozenset()
    short: bool = False
    vectors: bool = False
    fused: bool = False
    bytes: frozenset[str] = frozenset()
    in_frame: bool = False
    constants: frozenset[tuple[str, float]] = frozenset()
    numbers: tuple[int, ...] = ()
    shape: tuple[object, ...] = ()


def computation(
    code: bytes, address: int, own: tuple[int, int], read: Callable[[int, int], bytes]
) -> Computation | None:
    """Of one function's code; None where not all of it could be read.

    Args:
        own: where the object's own code begins and ends, without what leads to other objects.
        read: bytes of the object's read-only data, by address and size; fewer where there are none.
    """
    found = list(instructions(code))
    if not found or found[-1].end != len(code):
        return None
    alone = not any(_leaves(one, len(code), address, own) for one in found)
    calls = any(one.map == ONE_BYTE and (one.opcode == 0xE8 or (one.opcode == 0xFF and one.extension == 2))
                for one in found)  # fmt: skip
    framed = sum(one.in_memory and one.base == FRAME and one.displacement < 0 for one in found)
    return Computation(
        alone=alone,
        types=frozenset(kind for one in found for kind in _types(one)),
        widths=frozenset(width for one in found if (width := _width(one))),
        short=any(map(_is_short, found)),
        vectors=any(map(_is_vector, found)),
        fused=any(one.map == MAP_38 and one.vector and one.opcode in _FUSED for one in found),
        bytes=frozenset(
            _BYTES[one.opcode] for one in found if one.map == TWO_BYTES and one.opcode in _BYTES and one.in_memory
        ),
        in_frame=len(found) >= MIN_INSTRUCTIONS and framed >= MIN_IN_FRAME * len(found),
        constants=frozenset(_constants(found, address, read)),
        numbers=tuple(number for one in found if (number := _number(one, calls=calls)) is not None),
        shape=tuple(map(_shape, found)),
    )


def _leaves(one: Instruction, size: int, address: int, own: tuple[int, int]) -> bool:
    """Whether it calls, or jumps into, another function of the same object."""
    if one.map != ONE_BYTE or one.opcode not in _JUMPS or one.immediate is None:
        return False
    target = one.end + one.immediate
    return not 0 <= target < size and own[0] <= address + target < own[1]


def _is_floating(one: Instruction) -> bool:
    return (one.map == TWO_BYTES and one.opcode in _FLOATING) or (
        one.map == MAP_38 and one.vector and one.opcode in _FUSED
    )


def _is_double(one: Instruction) -> bool:
    return one.wide if one.map == MAP_38 else one.prefix in (0x66, 0xF2)


def _types(one: Instruction) -> Iterable[str]:
    if _is_floating(one):
        yield "double" if _is_double(one) else "single"
    elif one.map == ONE_BYTE and (one.opcode in (0xD8, 0xDC) or (one.opcode == 0xDE and not one.in_memory)):
        yield "extended"
    elif one.map == TWO_BYTES and one.opcode == _ROUNDED and _is_double(one):
        yield "rounded"


def _width(one: Instruction) -> int | None:
    if one.map == TWO_BYTES:
        return _PACKED.get(one.opcode)
    if one.map != ONE_BYTE or one.opcode not in (0x02, 0x03) or not one.in_memory:
        return None
    return 8 if one.opcode == 0x02 else _bits(one)


def _bits(one: Instruction) -> int:
    return 64 if one.wide else 16 if one.prefix == _SIXTEEN else 32


def _is_short(one: Instruction) -> bool:
    """Additions, subtractions and products of 16 bits, and what is widened from them."""
    if one.map == TWO_BYTES:
        return one.opcode in (0xB7, 0xBF) or (one.opcode == 0xAF and _bits(one) == 16)
    if one.map != ONE_BYTE or _bits(one) != 16:
        return False
    return one.opcode in (0x01, 0x03, 0x29, 0x2B, 0x69, 0x6B) or (
        one.opcode in (0x81, 0x83) and one.extension in (0, 5)
    )


def _is_vector(one: Instruction) -> bool:
    if one.map == TWO_BYTES:
        return (one.opcode in _FLOATING and one.prefix in (0, 0x66)) or one.opcode in _PACKED
    return one.map == MAP_38 and one.vector and one.opcode in _FUSED and not (one.opcode & 1 and one.opcode & 15 != 7)


def _constants(
    found: Iterable[Instruction], address: int, read: Callable[[int, int], bytes]
) -> Iterable[tuple[str, float]]:
    for one in found:
        if one.base != RIP:
            continue
        kind = _constant_type(one)
        if kind is None:
            continue
        size = 8 if kind == "double" else 4
        data = read(address + one.end + one.displacement, size)
        if len(data) == size:
            value = float(struct.unpack("<d" if size == 8 else "<f", data)[0])
            if abs(value) not in _OF_CONVERSIONS and 1e-300 < abs(value) < 1e300:
                yield kind, value


def _constant_type(one: Instruction) -> str | None:
    """What the number in memory is that an instruction computes with, or loads."""
    if _is_floating(one):
        return "double" if _is_double(one) else "single"
    if one.map == TWO_BYTES and one.opcode in _COMPARED:
        return "double" if one.prefix in (0x66, 0xF2) else "single"
    if one.map == TWO_BYTES and one.opcode in _MOVED and one.prefix:
        return "single" if one.prefix == 0xF3 else "double"
    if one.map == ONE_BYTE and one.opcode in (0xD8, 0xD9, 0xDC, 0xDD) and (one.opcode in _X87 or not one.extension):
        return "double" if one.opcode in (0xDC, 0xDD) else "single"
    return None


def _number(one: Instruction, *, calls: bool) -> int | None:
    """The integer of the program that an instruction carries; of what addresses the stack or other places, none.

    Args:
        calls: the function calls others, so that numbers which are only moved may be lines and sizes for these.
    """
    if one.map != ONE_BYTE:
        return None
    of_stack = one.modrm is not None and not one.in_memory and one.modrm & 7 in (STACK, FRAME)
    if one.opcode in (0x81, 0x83):
        return None if of_stack else one.immediate
    if one.opcode in (0x69, 0x6B, 0xC0, 0xC1, 0xA8, 0xA9, 0xF6, 0xF7, 0x80) or (
        one.opcode < 0x40 and one.opcode & 7 > 3
    ):
        return one.immediate
    if one.opcode == 0x8D and one.base not in (RIP, STACK, FRAME):
        return one.displacement
    return one.immediate if 0xB8 <= one.opcode <= 0xBF and not calls else None


def _shape(one: Instruction) -> tuple[object, ...]:
    """All but the numbers; a short and a long form of one operation are the same."""
    opcode = {0x83: 0x81, 0x6B: 0x69, 0xEB: 0xE9}.get(one.opcode, one.opcode) if one.map == ONE_BYTE else one.opcode
    modrm = one.modrm
    if one.in_memory and modrm is not None and one.base != NO_REGISTER:
        modrm &= 0x3F
    return one.map, opcode, one.prefix, one.wide, modrm, one.base
