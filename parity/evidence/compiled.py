"""Machine code of both sides compared, function by function, beyond what compilers choose.

Only what small x86-64 objects offer by name is compared, and only functions that stand alone. Another compiler, or
other options, give other instructions for the same source; types, constants and names stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from parity.model.edits import CodeEffect, CompiledEdit
from parity.parsers.elf import ElfError, SharedObject, parse_elf
from parity.parsers.elf_functions import Interface, interface
from parity.parsers.elf_sections import EXECUTABLE, read_at, sections
from parity.parsers.x86_arithmetic import MAX_CODE_BYTES
from parity.parsers.x86_functions import Computation, computation

MAX_FUNCTION_BYTES = 32 << 10
MAX_TOLD = 5  # functions, or numbers, that are named for one effect
ALIKE = 1e-6  # relative: the same constant in the two precisions
_WRITABLE = 2
_ENTRY = re.compile(r"PyInit_\w+")
# Of the C library's mathematics, in any precision; what compilers take for one another is left out (sincos, exp2).
_MATHEMATICS = re.compile(
    r"(?:a?(?:sin|cos|tan)h?|atan2|exp|expm1|log|log10|log1p|log2|pow|erfc?|[lt]gamma|hypot|fmod|remainder|"
    r"cbrt|rint|nearbyint|round|trunc|floor|ceil|lrint|lround)[fl]?"
)


@dataclass(frozen=True, slots=True)
class _Object:
    """One side: what it offers and asks, and what its functions compute with, by name."""

    interface: Interface
    functions: Mapping[str, Computation]


def compare_code(one: BinaryIO, other: BinaryIO, path: str = "") -> tuple[CompiledEdit, ...]:
    """What differs from one object to the other, worst first; nothing where either cannot be looked into."""
    before, after = _opened(one), _opened(other)
    if before is None or after is None:
        return ()
    edits = [
        *_gone(before.interface, after.interface, path),
        *_asked(before.interface, after.interface, path),
        *_computed(before.functions, after.functions, path),
    ]
    order = list(CodeEffect)
    return tuple(sorted(edits, key=lambda edit: (order.index(edit.effect), edit.function)))


def _opened(file: BinaryIO) -> _Object | None:
    try:
        file.seek(0)
        elf = parse_elf(file)
        table = sections(file, elf.bits, elf.little_endian)
        offered = interface(file, elf, table)
    except (ElfError, OSError):
        return None
    text = next((part for part in table if part.name == ".text" and part.flags & EXECUTABLE), None)
    if offered is None or text is None:
        return None
    functions: dict[str, Computation] = {}
    if elf.machine == "x86_64" and text.size <= MAX_CODE_BYTES:
        own = text.address, text.address + text.size
        for function in offered.offered:
            if not own[0] <= function.address < own[1] or not 0 < function.size <= MAX_FUNCTION_BYTES:
                continue
            code = read_at(file, text.offset + function.address - text.address, function.size)
            seen = computation(code, function.address, own, lambda place, size: _data(file, elf, place, size))
            if seen is not None:
                functions[function.name] = seen
    return _Object(offered, functions)


def _data(file: BinaryIO, elf: SharedObject, place: int, size: int) -> bytes:
    """Read-only data by its address in memory."""
    for part in elf.segments:
        if not part.flags & _WRITABLE and part.address <= place <= part.address + part.size - size:
            return read_at(file, part.offset + place - part.address, size)
    return b""


def _gone(before: Interface, after: Interface, path: str) -> Iterator[CompiledEdit]:
    """Functions that others can no longer call; of an extension module, only its entry counts."""
    here = {function.name for function in after.offered}
    lost = sorted(function.name for function in before.offered if not function.weak and function.name not in here)
    if any(_ENTRY.fullmatch(function.name) for function in before.offered):
        lost = [name for name in lost if _ENTRY.fullmatch(name)]
    if lost:
        total = f"{len(lost)} of {len(before.offered)} functions"
        yield CompiledEdit(
            effect=CodeEffect.GONE, path=path, function=lost[0], before=", ".join(lost[:MAX_TOLD]),
            after=f"{total} are not there",
        )  # fmt: skip


def _asked(before: Interface, after: Interface, path: str) -> Iterator[CompiledEdit]:
    """Another mathematical function in one's place: exp and expf, log and log10."""
    old, new = ({name for name in side.asked if _MATHEMATICS.fullmatch(name)} for side in (before, after))
    if old - new and new - old:
        yield CompiledEdit(
            effect=CodeEffect.FUNCTIONS, path=path, before=", ".join(sorted(old - new)),
            after=", ".join(sorted(new - old)),
        )  # fmt: skip


def _computed(before: Mapping[str, Computation], after: Mapping[str, Computation], path: str) -> Iterator[CompiledEdit]:
    both = sorted(before.keys() & after.keys())
    pairs = [(name, before[name], after[name]) for name in both if before[name].alone and after[name].alone]
    told: dict[CodeEffect, int] = {}
    for name, old, new in pairs:
        for effect, one, other in _differences(old, new):
            told[effect] = told.get(effect, 0) + 1
            if told[effect] <= MAX_TOLD:
                yield CompiledEdit(effect=effect, path=path, function=name, before=one, after=other)


def _differences(old: Computation, new: Computation) -> Iterator[tuple[CodeEffect, str, str]]:
    if old.in_frame is not new.in_frame:
        yield CodeEffect.UNOPTIMISED, _with_or_without(not old.in_frame), _with_or_without(not new.in_frame)
    if old.types and new.types and old.types != new.types:
        yield CodeEffect.TYPES, _listed(old.types), _listed(new.types)
        return
    if old.in_frame is not new.in_frame:
        return  # what is folded into one constant, and what is kept in memory, is the optimiser's choice
    if old.short is not new.short or (old.widths and new.widths and not old.widths & new.widths):
        yield CodeEffect.WIDTHS, _bits(old), _bits(new)
    if old.bytes and new.bytes and not old.bytes & new.bytes:
        yield CodeEffect.SIGNS, _listed(old.bytes), _listed(new.bytes)
    if old.types and new.types and old.fused is not new.fused:
        yield CodeEffect.FUSED, _with_or_without(old.fused), _with_or_without(new.fused)
    lost, gained = _replaced(old.constants, new.constants), _replaced(new.constants, old.constants)
    if lost and gained:
        yield CodeEffect.CONSTANTS, _numbers(lost), _numbers(gained)
    elif old.shape == new.shape and old.numbers != new.numbers:
        changed = [(one, other) for one, other in zip(old.numbers, new.numbers, strict=False) if one != other]
        yield CodeEffect.CONSTANTS, _numbers({one for one, _ in changed}), _numbers({other for _, other in changed})
    if old.vectors is not new.vectors:
        yield CodeEffect.VECTORS, _with_or_without(old.vectors), _with_or_without(new.vectors)


def _replaced(one: frozenset[tuple[str, float]], other: frozenset[tuple[str, float]]) -> set[float]:
    """Constants of one side that the other has in no form: not negated, nor as the reciprocal or in less precision."""
    values = {value for _, value in other}
    return {
        value for kind, value in one
        if (kind, value) not in other and not any(_is_same(value, candidate) for candidate in values)
    }  # fmt: skip


def _is_same(one: float, other: float) -> bool:
    alike = abs(abs(one) - abs(other)) <= ALIKE * abs(one)
    return alike or abs(abs(one * other) - 1) <= ALIKE


def _listed(names: frozenset[str]) -> str:
    words = {"rounded": "doubles that are rounded to single"}
    return ", ".join(words.get(name, name) for name in sorted(names))


def _bits(one: Computation) -> str:
    widths = sorted(one.widths | ({16} if one.short else set()))
    return ", ".join(f"{width} bits" for width in widths) or "no short integers"


def _numbers(values: set[float] | set[int]) -> str:
    return ", ".join(f"{value:.15g}" if isinstance(value, float) else str(value) for value in sorted(values)[:MAX_TOLD])


def _with_or_without(value: bool) -> str:
    return "with" if value else "without"
