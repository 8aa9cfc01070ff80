"""Protocol buffers' wire format -> fields, one level at a time (protobuf.dev/programming-guides/encoding)."""

from __future__ import annotations

from collections.abc import Iterator

MAX_FIELDS = 100_000


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(field number, value): varints as int, length-delimited ones as bytes. Ends where the data ends or breaks off.

    A last field that is cut off is left out: what stands before it is still worth reading.
    """
    position = 0
    for _ in range(MAX_FIELDS):
        tag, position = _varint(data, position)
        number, kind = tag >> 3, tag & 7
        if tag < 0 or number == 0:
            return
        if kind == 0:
            value, position = _varint(data, position)
            if value < 0:
                return
            yield number, value
        elif kind == 2:
            size, position = _varint(data, position)
            if size < 0 or position + size > len(data):
                return
            yield number, data[position : position + size]
            position += size
        elif kind in (1, 5):
            position += 8 if kind == 1 else 4
        else:
            return


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """The value and the position after it; -1 where there is none."""
    value = shift = 0
    while position < len(data) and shift < 64:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
    return -1, position
