"""Which GPU architectures the CUDA code inside an ELF object is compiled for.

nvcc puts all device code of a translation unit into one "fat binary": a header, then an entry for each architecture,
PTX (text for the driver's compiler) or SASS (machine code). Headers are read, code is skipped.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import BinaryIO

from parity.parsers.elf_sections import Section, read_at

SECTIONS = frozenset({".nv_fatbin", "__nv_relfatbin"})
MAGIC = 0xBA55ED50
MAX_HEADERS = 8192  # of one object: what follows is compiled like what went before
MAX_PADDING_BYTES = 4096  # between two fat binaries

_HEADER = struct.Struct("<IHHQ")  # magic, version, size of this header, size of what follows
_ENTRY = struct.Struct("<HHIQ12xI")  # kind, version, size of this header, size of the code, ..., architecture
_PTX, _SASS = 1, 2
_KINDS = {_PTX: "compute", _SASS: "sm"}


def cuda_architectures(file: BinaryIO, found: Iterable[Section]) -> tuple[str, ...]:
    """As nvcc names them: "sm_80" for machine code, "compute_90" for PTX; by number, PTX after machine code.

    A damaged fat binary ends the reading of its section: what was seen before counts.
    """
    seen: set[tuple[int, int]] = set()
    budget = MAX_HEADERS
    for section in found:
        if section.name in SECTIONS and budget > 0:
            budget = _read(file, section.offset, section.offset + section.size, seen, budget)
    return tuple(f"{_KINDS[kind]}_{number}" for kind, number in sorted(seen, key=lambda row: (-row[0], row[1])))


def _read(file: BinaryIO, place: int, end: int, seen: set[tuple[int, int]], budget: int) -> int:
    while place + _HEADER.size <= end and budget > 0:
        head = read_at(file, place, min(MAX_PADDING_BYTES, end - place))
        skipped = len(head) - len(head.lstrip(b"\0"))
        place += skipped - skipped % 8
        head = head[skipped - skipped % 8 :]
        if len(head) < _HEADER.size:
            break
        budget -= 1
        magic, _, size, content = _HEADER.unpack_from(head)
        if magic != MAGIC or size < _HEADER.size:
            break
        budget = _entries(file, place + size, min(place + size + content, end), seen, budget)
        place += size + content
    return budget


def _entries(file: BinaryIO, place: int, end: int, seen: set[tuple[int, int]], budget: int) -> int:
    while place + _ENTRY.size <= end and budget > 0:
        head = read_at(file, place, _ENTRY.size)
        if len(head) < _ENTRY.size:
            break
        budget -= 1
        kind, _, size, content, architecture = _ENTRY.unpack(head)
        if size < _ENTRY.size:
            break
        if kind in _KINDS and 10 <= architecture < 1000:
            seen.add((kind, architecture))
        place += size + content
    return budget
