"""TensorFlow Lite models -> the types of their tensors (tensorflow/lite/schema.fbs, FlatBuffers internals)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

MAX_TENSORS = 50_000
TYPES = {
    0: "float32", 1: "float16", 2: "int32", 3: "uint8", 4: "int64", 5: "string", 6: "bool", 7: "int16", 9: "int8",
    10: "float64", 12: "uint64", 15: "uint32", 16: "uint16", 17: "int4", 18: "bfloat16",
}  # fmt: skip
_SUBGRAPHS, _TENSORS, _TYPE = 2, 0, 1  # fields of Model, SubGraph and Tensor


def tensor_types(stream: BinaryIO) -> tuple[str, ...]:
    """Sorted. Raises ValueError."""
    buffer = _Buffer(stream)
    found = set()
    for count, tensor in enumerate(
        tensor for graph in buffer.tables(buffer.unsigned(0), _SUBGRAPHS) for tensor in buffer.tables(graph, _TENSORS)
    ):
        if count >= MAX_TENSORS:
            break
        place = buffer.field(tensor, _TYPE)
        kind = buffer.take(place, 1)[0] if place else 0
        found.add(TYPES.get(kind, f"type {kind}"))
    return tuple(sorted(found))


class _Buffer:
    """A FlatBuffer that is read where it is needed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def take(self, place: int, count: int) -> bytes:
        self._stream.seek(place)
        data = self._stream.read(count)
        if len(data) < count:
            raise ValueError("an offset leads out of it")
        return data

    def unsigned(self, place: int) -> int:
        found: int = struct.unpack("<I", self.take(place, 4))[0]
        return found

    def field(self, table: int, number: int) -> int | None:
        """Where a field of a table lies; None where it is not stored."""
        virtual = table - struct.unpack("<i", self.take(table, 4))[0]
        if virtual < 0:
            raise ValueError("an offset leads out of it")
        size = struct.unpack("<H", self.take(virtual, 2))[0]
        if 4 + 2 * number >= size:
            return None
        offset = struct.unpack("<H", self.take(virtual + 4 + 2 * number, 2))[0]
        return table + offset if offset else None

    def tables(self, table: int, number: int) -> Iterator[int]:
        """The tables that a field with a vector of them leads to."""
        place = self.field(table, number)
        if place is None:
            return
        start = place + self.unsigned(place)
        for index in range(min(self.unsigned(start), MAX_TENSORS)):
            entry = start + 4 + 4 * index
            yield entry + self.unsigned(entry)
