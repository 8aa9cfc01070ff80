"""How x86-64 machine code computes with floating point numbers, where its compiler was free to choose.

A compiler that must keep to IEEE 754 never splits one sum into several (-fassociative-math), never takes an approximate
reciprocal for a division (-mrecip, with -ffast-math), and never drops the question whether a number is one
(-ffinite-math-only). What it does instead has encodings of its own, also without names and debug information:

- a sum over the lanes of one register, by adding its halves as vectors (who keeps the order adds them one by one);
- RCP or RSQRT with the multiplications of a Newton step behind it;
- a register compared with itself, which asks for NaN;
- constants of double precision that all have the bits of single precision only (-fsingle-precision-constant).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from parity.parsers.elf import SharedObject
from parity.parsers.elf_sections import read_at

MAX_CODE_BYTES = 256 << 10  # of an object that is looked through; larger ones are libraries of many makers
MIN_ARITHMETIC = 4  # additions and products of floating point, before anything is said

MAX_CONSTANTS = 2000  # that are looked up in one piece of code
BEYOND_SINGLE = (1 << 29) - 1  # bits of a double's fraction that single precision has not
FEW_DIGITS = (1 << 36) - 1  # a constant with none of these is one of few digits in either precision

_EXECUTABLE, _WRITABLE = 1, 2
_SELF = rb"[\xc0\xc9\xd2\xdb\xe4\xed\xf6\xff]"  # ModRM of two operands that are one register
# VEX of a vector of 128 bits, of single or double numbers: its last three bits are 000 or 001.
_PACKED = rb"\xc5[" + b"".join(re.escape(bytes((byte,))) for byte in range(256) if byte & 7 < 2) + rb"]"
# The upper half of a register moved down (unpckhpd, movhlps), and soon an addition of vectors behind it (addpd, addps).
_HALVES = re.compile(
    rb"\x0f[\x12\x15](?P<moved>[\xc0-\xff])(?P<between>.{0,10}?)\x0f\x58(?P<added>[\xc0-\xff])",
    re.DOTALL,
)
_SCALAR = re.compile(rb"[\xf2\xf3][\x40-\x4f]?$")  # what stands in front of the addition of one number
_HALVES_AVX = re.compile(
    rb"\xc4[\x63\xe3\x43\xc3][\x7d\xfd]\x19.\x01" + _PACKED + rb"\x58"  # vextractf128, vaddpd or vaddps
    rb"|" + _PACKED + rb"\x15." + _PACKED + rb"\x58",  # vunpckhpd, vaddpd
    re.DOTALL,
)  # fmt: skip
_RECIPROCAL = re.compile(
    rb"\x0f[\x52\x53][\xc0-\xff].{0,10}?\x0f\x59[\xc0-\xff]|\xc5.[\x52\x53][\xc0-\xff].{0,10}?\xc5.\x59", re.DOTALL
)
# ucomisd and its kind, of a register with itself; a comparison of vectors for what is unordered, or ordered.
_WITH_ITSELF = re.compile(rb"\x2e" + _SELF, re.DOTALL)
_UNORDERED = re.compile(rb"\xc2[\xc0-\xff][\x03\x07]", re.DOTALL)
_BEFORE_COMPARISON = frozenset(b"\x0f\xf8\xf9\x78\x79")  # the opcode's first byte, or the end of a VEX prefix
# A scalar of double precision loaded, or computed with, from where it is relative to the code: movsd, addsd,
# mulsd, vfmadd132sd, ... Its first byte is a set, which is found in half of the time; a look back tells which it was.
_CONSTANT = re.compile(
    rb"[\xc4\xc5\xf2](?:"
    rb"(?:(?<=\xf2)[\x40-\x4f]?\x0f|(?<=\xc5)[\x83\x8b\x93\x9b\xa3\xab\xb3\xbb\xc3\xcb\xd3\xdb\xe3\xeb\xf3\xfb])"
    rb"[\x10\x51\x58\x59\x5c-\x5f]|(?<=\xc4)[\xe2\x62][\x80-\xff][\x99\x9b\x9d\x9f\xa9\xab\xad\xaf\xb9\xbb\xbd\xbf])"
    rb"[\x05\x0d\x15\x1d\x25\x2d\x35\x3d](?P<away>....)",
    re.DOTALL,
)
_ARITHMETIC = re.compile(rb"(?:\x0f|\xc5.)[\x58\x59\x5c\x5e][\xc0-\xff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """What small code shows of the freedom that its compiler took; a large object shows nothing.

    Attributes:
        splits_sums: it adds up the halves of a register as vectors: sums were taken apart.
        approximates: it divides, or takes square roots, by an approximation and a correction.
        asks_for_nan: whether numbers are compared with themselves; None where it computes too little to tell.
        constants: "double" where a constant needs double precision, "single" where some need all of single precision
            and none more; None: they do not show which.
    """

    splits_sums: bool = False
    approximates: bool = False
    asks_for_nan: bool | None = None
    constants: str | None = None


def arithmetic(file: BinaryIO, loaded: SharedObject) -> Arithmetic:
    """Of a small x86-64 object; of any other, nothing."""
    segments = [(part.offset, part.size) for part in loaded.segments if part.flags & _EXECUTABLE]
    if loaded.machine != "x86_64" or sum(size for _, size in segments) > MAX_CODE_BYTES:
        return Arithmetic()
    pieces = [(part.address, read_at(file, part.offset, part.size)) for part in loaded.segments
              if part.flags & _EXECUTABLE]  # fmt: skip
    code = b"".join(piece for _, piece in pieces)
    if sum(1 for _ in islice(_ARITHMETIC.finditer(code), MIN_ARITHMETIC)) < MIN_ARITHMETIC:
        return Arithmetic()
    return Arithmetic(
        splits_sums=_HALVES_AVX.search(code) is not None or any(map(_adds_halves, _HALVES.finditer(code))),
        approximates=_RECIPROCAL.search(code) is not None,
        asks_for_nan=_asks_for_nan(code),
        constants=_precision(set(_constants(file, loaded, pieces))),
    )


def _asks_for_nan(code: bytes) -> bool:
    if any(found.start() and code[found.start() - 1] in _BEFORE_COMPARISON for found in _WITH_ITSELF.finditer(code)):
        return True
    places = (found.start() for found in _UNORDERED.finditer(code) if found.start() >= 4)
    return any(_is_comparison(code[place - 4 : place]) for place in places)


def _is_comparison(prefix: bytes) -> bool:
    """Whether what stands before makes C2 the comparison of numbers: 0F, or a VEX or EVEX prefix of that map."""
    return (
        prefix[3] == 0x0F
        or (prefix[2] == 0xC5 and prefix[3] & 3 <= 1)
        or (prefix[1] == 0xC4 and prefix[2] & 0x1F == 1)
        or (prefix[0] == 0x62 and prefix[1] & 0x0F == 1 and prefix[2] & 4 == 4)
    )


def _constants(file: BinaryIO, loaded: SharedObject, pieces: list[tuple[int, bytes]]) -> Iterator[int]:
    """The bits of each constant of double precision that the code takes from the object's read-only data."""
    for start, piece in pieces:
        for found in islice(_CONSTANT.finditer(piece), MAX_CONSTANTS):
            place = start + found.end() + struct.unpack("<i", found["away"])[0]
            for part in loaded.segments:
                if part.flags & _WRITABLE == 0 and part.address <= place <= part.address + part.size - 8:
                    data = read_at(file, part.offset + place - part.address, 8)
                    if len(data) == 8:
                        yield struct.unpack("<Q", data)[0]
                    break


def _precision(constants: set[int]) -> str | None:
    """Of the bits of doubles; those of few digits (0.5, 32.0) are the same in either precision and show nothing."""
    telling = [bits & (1 << 52) - 1 for bits in constants if bits & FEW_DIGITS]
    if not telling:
        return None
    return "double" if any(bits & BEYOND_SINGLE for bits in telling) else "single"


def _adds_halves(found: re.Match[bytes]) -> bool:
    """Whether the addition is one of vectors, of the two registers that the halves are in."""
    if _SCALAR.search(found["between"]):
        return False
    moved, added = found["moved"][0], found["added"][0]
    return {moved >> 3 & 7, moved & 7} == {added >> 3 & 7, added & 7}
