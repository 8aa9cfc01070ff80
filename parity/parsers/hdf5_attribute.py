"""HDF5 files -> a text attribute among their first objects (HDF5 File Format Specification 3.0, IV.A.2.m, III.E).

Only what Keras writes is understood: attributes of the root group in version 1 or 3 messages, with offsets of 8 bytes,
their text in place or in the global heap.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

SIGNATURE = b"\x89HDF\r\n\x1a\n"
MAX_HEAD = 1 << 20  # bytes in which the attribute is looked for
MAX_TEXT = 100
MAX_HEAP = 1 << 16  # bytes of one collection of the global heap
_STRING, _VARIABLE = 3, 9


def text_attribute(stream: BinaryIO, name: str) -> str | None:
    """The text of the first attribute of this name; None where there is none. Raises ValueError: it is no HDF5."""
    head = stream.read(MAX_HEAD)
    if not any(head[at : at + 8] == SIGNATURE for at in (0, 512, 1024, 2048)):
        raise ValueError("it has no HDF5 signature")
    wanted = name.encode() + b"\0"
    at = head.find(wanted)
    while at >= 0:
        try:
            text = _attribute(stream, head, at, len(wanted))
        except (struct.error, OSError):
            text = None
        if text is not None:
            return text
        at = head.find(wanted, at + 1)
    return None


def _attribute(stream: BinaryIO, head: bytes, at: int, length: int) -> str | None:
    """The text behind a name, where what stands before the name is an attribute message."""
    for version, start, unit in ((1, at - 8, 8), (3, at - 9, 1)):
        if start < 0 or head[start] != version:
            continue
        sizes = struct.unpack_from("<HHH", head, start + 2)
        if sizes[0] != length:
            continue
        place = at
        places = []
        for size in sizes:
            places.append(place)
            place += -(-size // unit) * unit
        kind = head[places[1]] & 15
        size = struct.unpack_from("<I", head, places[1] + 4)[0]
        if kind == _STRING:
            return _clean(head[place : place + min(size, MAX_TEXT)])
        if kind == _VARIABLE:
            count, address, index = struct.unpack_from("<IQI", head, place)
            return _from_heap(stream, address, index, count)
    return None


def _from_heap(stream: BinaryIO, address: int, wanted: int, count: int) -> str | None:
    """An object of the collection at an address."""
    stream.seek(min(address, 1 << 62))
    heap = stream.read(MAX_HEAP)
    if heap[:4] != b"GCOL":
        return None
    place = 16
    while place + 16 <= len(heap):
        index, size = struct.unpack_from("<HxxxxxxQ", heap, place)
        if index == 0:
            return None
        if index == wanted:
            return _clean(heap[place + 16 : place + 16 + min(size, count, MAX_TEXT)])
        place += 16 + -(-size // 8) * 8
    return None


def _clean(data: bytes) -> str:
    return data.partition(b"\0")[0].decode("utf-8", "replace")
