"""Which vector instructions x86-64 machine code uses: everywhere, so that it needs them, or beside a baseline.

A compiler that may use AVX writes every floating-point and vector instruction in the VEX encoding, down to the copy
of a scalar; one that may not never does. So the proportion of the two encodings tells which options compiled the
code, without disassembling it: code for one CPU has (nearly) no legacy encodings, a library that chooses its kernels at
run time has both. Measured over wheels: dispatching libraries are at least 40 % legacy, AVX builds at most 5 %.

Two more choices show in how often an instruction occurs: products and sums that were fused into one operation
(-ffp-contract), and whether single bytes are widened with their sign or without (-funsigned-char).

Code that was compiled without optimisation shows too: it keeps every variable in the stack frame, so that loads and
stores relative to RBP are a fifth of its instructions. Measured: at least 35 of them in a thousand bytes of code there,
17 at most in optimised code of any compiler.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from parity.parsers.elf import SharedObject
from parity.parsers.elf_sections import read_at

WINDOW_BYTES = 8 << 10
WINDOWS = 16  # of a large object, evenly spaced
MANY_WINDOWS = 128  # of one that seems to need AVX: before that is said
LARGE = 1 << 20  # bytes of code: smaller objects are compiled in one piece

MIN_ENCODED = 20  # VEX instructions seen, before anything is said
MAX_LEGACY = 0.05  # of all, in code that was compiled for AVX
MIN_KERNEL = 6  # VEX or EVEX instructions of a kind that show kernels beside a baseline
MIN_FRAME = 0.03  # loads and stores of a frame's variables in a byte of code: compiled with -O0
MIN_CODE = 1024  # bytes of code that must be seen before that is said
MIN_FUSED = 4  # fused operations, before code is said to have them
MIN_WIDENED = 16  # bytes widened, before anything is said of their sign
MAX_SIGNED = 0.03  # of those, in code whose characters have none
MIN_SIGNED = 0.25  # of those, in code whose characters have one
MIN_SHIFTS = 0.5  # of the shifts by a variable: compiled with BMI2, the compiler takes no others

_EXECUTABLE = 1
_LEGACY = (b"\xf2\x0f\x10", b"\xf3\x0f\x10", b"\x66\x0f\xef", b"\x0f\x29", b"\x0f\x11")
_VEX = (b"\xc5\xfb\x10", b"\xc5\xfa\x10", b"\xc5\xf9\xef", b"\xc5\xf8\x29", b"\xc5\xf8\x11", b"\xc5\xfa\x6f")
_WIDE = (b"\xc5\xf8\x77", b"\xc5\xfc\x10", b"\xc5\xfc\x11", b"\xc5\xfe\x6f")
_ZMM = (b"\x62\xf1\x7c\x48", b"\x62\xf1\xfd\x48", b"\x62\xf1\xfe\x48")
_FRAME = (b"\x8b\x45", b"\x89\x45", b"\x0f\x10\x45", b"\x0f\x11\x45")
_BMI2_SHIFT = re.compile(rb"\xc4[\xe2\xc2\x62\x42].\xf7", re.DOTALL)  # shlx, shrx, sarx
_FUSED = re.compile(rb"\xc4[\xe2\xc2\x62\x42].[\x96-\x9f\xa6-\xaf\xb6-\xbf]", re.DOTALL)  # vfmadd, vfmsub, ...
_SIGNED, _UNSIGNED = b"\x0f\xbe", b"\x0f\xb6"  # movsx, movzx of a byte
_CL_SHIFT = re.compile(rb"\xd3[\xe0-\xef\xf8-\xff]")  # shl, shr, sar by CL


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTraits:
    """What a look at samples of the code tells.

    Attributes:
        needs: "avx" or "x86-64-v3", where all of the code was compiled for at least that; None: it runs on any CPU
            for which its baseline is compiled.
        dispatches: "avx" (which stands for AVX2 and FMA too) and "avx512": kernels beside a baseline without them.
        unoptimised: all of it was compiled without optimisation.
        fused: it has fused multiply-add operations.
        characters: "signed" or "unsigned", where the bytes that it widens show which; None: they do not.
    """

    needs: str | None = None
    dispatches: tuple[str, ...] = ()
    unoptimised: bool = False
    fused: bool = False
    characters: str | None = None


def code_traits(file: BinaryIO, loaded: SharedObject) -> CodeTraits:
    """Of an x86-64 object; of any other, nothing."""
    if loaded.machine != "x86_64":
        return CodeTraits()
    segments = [(part.offset, part.size) for part in loaded.segments if part.flags & _EXECUTABLE]
    total = sum(size for _, size in segments)
    legacy = vex = wide = zmm = frame = seen = fused = signed = unsigned = 0
    for window in _windows(file, segments, WINDOWS if total > LARGE else 1):
        legacy += _count(window, _LEGACY)
        vex += _count(window, _VEX)
        wide += _count(window, _WIDE)
        zmm += _count(window, _ZMM)
        frame += _count(window, _FRAME)
        fused += len(_FUSED.findall(window))
        signed += window.count(_SIGNED)
        unsigned += window.count(_UNSIGNED)
        seen += len(window)
    unoptimised = seen >= MIN_CODE and frame >= MIN_FRAME * seen
    needs: str | None = None
    dispatches: tuple[str, ...] = ()
    if legacy <= MAX_LEGACY * (legacy + vex + wide):
        needs = _needs(file, segments) if vex + wide else None
    else:
        dispatches = (*(("avx",) if vex + wide >= MIN_KERNEL else ()), *(("avx512",) if zmm >= MIN_KERNEL else ()))
    return CodeTraits(
        needs=needs, dispatches=dispatches, unoptimised=unoptimised, fused=fused >= MIN_FUSED,
        characters=_characters(signed, unsigned),
    )  # fmt: skip


def _characters(signed: int, unsigned: int) -> str | None:
    widened = signed + unsigned
    if widened < MIN_WIDENED:
        return None
    if signed <= MAX_SIGNED * widened:
        return "unsigned"
    return "signed" if signed >= MIN_SIGNED * widened else None


def _needs(file: BinaryIO, segments: list[tuple[int, int]]) -> str | None:
    """As a closer look confirms it."""
    legacy = encoded = shifts = others = 0
    for window in _windows(file, segments, MANY_WINDOWS):
        legacy += _count(window, _LEGACY)
        encoded += _count(window, _VEX) + _count(window, _WIDE)
        shifts += len(_BMI2_SHIFT.findall(window))
        others += len(_CL_SHIFT.findall(window))
    if encoded < MIN_ENCODED or legacy > MAX_LEGACY * (legacy + encoded):
        return None
    return "x86-64-v3" if shifts and shifts >= MIN_SHIFTS * (shifts + others) else "avx"


def _count(window: bytes, encodings: tuple[bytes, ...]) -> int:
    return sum(map(window.count, encodings))


def _windows(file: BinaryIO, segments: list[tuple[int, int]], number: int) -> Iterator[bytes]:
    """Pieces of the code in file order, `number` of them at most, evenly spaced from a first in the middle of each."""
    total = sum(size for _, size in segments) or 1
    for offset, size in segments:
        share = max(1, number * size // total)
        if size <= share * WINDOW_BYTES:
            yield read_at(file, offset, size)
            continue
        step = size // share
        for index in range(share):
            yield read_at(file, offset + index * step + (step - WINDOW_BYTES) // 2, WINDOW_BYTES)
