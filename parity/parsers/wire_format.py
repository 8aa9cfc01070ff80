"""Protocol buffers' wire format -> fields, one level at a time (protobuf.dev/programming-guides/encoding)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

MAX_FIELDS = 100_000
MAX_KEPT = 1 << 20  # bytes of one field; longer ones (graphs, weights) are passed over


def fields(data: bytes | BinaryIO) -> Iterator[tuple[int, int | bytes]]:
    """(field number, value): varints as int, length-delimited ones as bytes. Ends where the data ends or breaks off.

    A field that is cut off is left out, and one longer than `MAX_KEPT` too: what stands around it is worth reading.
    """
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    for _ in range(MAX_FIELDS):
        tag = varint(stream)
        if tag is None or tag >> 3 == 0:
            return
        number, kind = tag >> 3, tag & 7
        if kind == 0:
            value = varint(stream)
            if value is None:
                return
            yield number, value
        elif kind == 2:
            size = varint(stream)
            if size is None or size >= 1 << 62:
                return
            if size > MAX_KEPT:
                stream.seek(size, io.SEEK_CUR)
                continue
            content = stream.read(size)
            if len(content) < size:
                return
            yield number, content
        elif kind in (1, 5):
            stream.seek(8 if kind == 1 else 4, io.SEEK_CUR)
        else:
            return


def varint(stream: BinaryIO) -> int | None:
    """The next number of variable length; None where there is none."""
    value = 0
    for shift in range(0, 64, 7):
        byte = stream.read(1)
        if not byte:
            return None
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    return None
