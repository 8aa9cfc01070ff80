"""A NumPy array file -> a digest of its values in the order of their indices, however they lie in the file."""

from __future__ import annotations

import ast
import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import BinaryIO, Literal

MAX_HEADER = 65_536
MAX_REORDERED = 64 << 20  # bytes
MAX_RUNS = 4_000_000
PIECE = 1 << 20
_CASTS: dict[int, Literal["B", "H", "I", "Q"]] = {1: "B", 2: "H", 4: "I", 8: "Q"}


@dataclass(frozen=True, slots=True)
class ArrayHeader:
    """descr: the type as NumPy writes it ("<f4"); columns_first: whether the first index runs fastest."""

    descr: str
    columns_first: bool
    shape: tuple[int, ...]

    @property
    def layout(self) -> str | None:
        """How the values lie, where that is not as usual."""
        words = [
            "column-major" if self.columns_first and sum(length > 1 for length in self.shape) > 1 else "",
            "big-endian" if self.descr.startswith(">") else "",
        ]
        return ", ".join(filter(None, words)) or None


def array_header(stream: BinaryIO) -> ArrayHeader:
    """numpy.lib.format; leaves the stream at the values. Raises ValueError."""
    start = stream.tell()
    head = stream.read(12)
    if not head.startswith(b"\x93NUMPY") or len(head) < 12:
        raise ValueError("it has no NumPy signature")
    size, at = (struct.unpack("<H", head[8:10])[0], 10) if head[6] == 1 else (struct.unpack("<I", head[8:])[0], 12)
    if size > MAX_HEADER:
        raise ValueError(f"its header claims {size} bytes")
    stream.seek(start + at)
    try:
        header = ast.literal_eval(stream.read(size).decode("latin-1").strip())
    except (SyntaxError, RecursionError, MemoryError, TypeError) as error:
        raise ValueError("its header is no Python literal") from error
    if not isinstance(header, dict):
        raise ValueError("its header is no dictionary")
    shape = header.get("shape")
    if not isinstance(shape, tuple) or not all(isinstance(length, int) and length >= 0 for length in shape):
        raise ValueError("its header has no shape")
    return ArrayHeader(str(header.get("descr")), header.get("fortran_order") is True, shape)


def array_meaning(stream: BinaryIO) -> str:
    """Hex sha256 of shape, type and values. Raises ValueError where it is no array, or one that would take long."""
    header = array_header(stream)
    order, kind = header.descr[:1], header.descr[1:]
    found = hashlib.sha256(f"{header.shape} {kind}".encode())
    if header.layout is None:
        while piece := stream.read(PIECE):
            found.update(piece)
        return found.hexdigest()
    size = int(kind[1:]) if kind[1:].isdigit() else 0
    total = size * prod(header.shape)
    if kind[:1] not in "biufc" or size not in _CASTS or total > MAX_REORDERED or _runs(header) > MAX_RUNS:
        raise ValueError("its values are not put into order here")
    values = memoryview(stream.read(total)).cast(_CASTS[size])
    if len(values) != prod(header.shape):
        raise ValueError("it breaks off")
    for row in _rows(values, header.shape) if header.columns_first else (values,):
        data = bytearray(row)
        if order == ">":
            swapped = bytes(data)
            part = size // 2 if kind[0] == "c" else size
            for byte in range(size):
                at = byte - byte % part + part - 1 - byte % part
                data[byte::size] = swapped[at::size]
        found.update(data)
    return found.hexdigest()


def _runs(header: ArrayHeader) -> int:
    return prod(header.shape[:-1]) if header.columns_first else 1


def _rows(values: memoryview, shape: tuple[int, ...]) -> Iterator[memoryview]:
    """The runs of the last index, in the order of the others, of values of which the first index runs fastest."""
    steps = [prod(shape[:place]) for place in range(len(shape))]
    starts = product(*(range(0, length * step, step) for length, step in zip(shape[:-1], steps, strict=False)))
    end = prod(shape)
    yield from (values[sum(place) : end : steps[-1]] for place in starts)
