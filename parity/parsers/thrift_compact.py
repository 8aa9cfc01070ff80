"""Thrift's compact protocol -> nested values by field number (thrift-compact-protocol.md); Parquet's footers use it."""

from __future__ import annotations

from collections.abc import Mapping

MAX_DEPTH = 32
MAX_VALUES = 500_000

Value = int | bytes | list[object] | Mapping[int, object] | None


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._left = MAX_VALUES

    def struct(self, depth: int) -> dict[int, object]:
        """Fields by number. Raises ValueError."""
        if depth > MAX_DEPTH:
            raise ValueError("nested too deeply")
        found: dict[int, object] = {}
        number = 0
        while (head := self._byte()) != 0:
            number = number + (head >> 4) if head >> 4 else self._zigzag()
            found[number] = {1: 1, 2: 0}.get(head & 15) if head & 15 in (1, 2) else self._value(head & 15, depth)
        return found

    def _value(self, kind: int, depth: int) -> object:
        self._left -= 1
        if self._left < 0:
            raise ValueError(f"more than {MAX_VALUES} values")
        if kind in (1, 2, 3):  # a boolean within a list has a byte of its own
            return self._byte()
        if kind in (4, 5, 6):
            return self._zigzag()
        if kind == 7:
            return self._bytes(8)
        if kind == 8:
            return self._bytes(self._varint())
        if kind in (9, 10):
            head = self._byte()
            count = head >> 4 if head >> 4 < 15 else self._varint()
            return [self._value(head & 15, depth + 1) for _ in range(min(count, self._left + 1))]
        if kind == 12:
            return self.struct(depth + 1)
        raise ValueError(f"type {kind} is not expected here")

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def _varint(self) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise ValueError("a number does not end")

    def _byte(self) -> int:
        return self._bytes(1)[0]

    def _bytes(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise ValueError("it breaks off")
        self._at += count
        return taken


def parse_struct(data: bytes) -> dict[int, object]:
    """The struct at the beginning of some bytes. Raises ValueError where they are none."""
    return _Reader(data).struct(0)
