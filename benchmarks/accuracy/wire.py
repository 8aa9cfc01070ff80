"""Protocol buffers and Thrift's compact protocol, as far as small files of models and tables need them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KINDS = {"i32": 5, "i64": 6, "binary": 8, "list": 9, "struct": 12}


def number(place: int, value: int) -> bytes:
    return varint(place << 3) + varint(value)


def field(place: int, data: bytes) -> bytes:
    return varint(place << 3 | 2) + varint(len(data)) + data


def varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def thrift(fields: Mapping[int, tuple[Any, ...]]) -> bytes:
    """A struct: field number -> (kind, value), of lists (kind, kind of the items, items)."""
    found = b""
    last = 0
    for place, (kind, *value) in sorted(fields.items()):
        found += bytes([(place - last) << 4 | _KINDS[kind]]) + _value(kind, *value)
        last = place
    return found + b"\0"


def _value(kind: str, value: Any, items: Any = None) -> bytes:
    if kind in ("i32", "i64"):
        return varint((value << 1) ^ (value >> 63))
    if kind == "binary":
        return varint(len(value)) + bytes(value)
    if kind == "struct":
        return thrift(value)
    head = bytes([min(len(items), 15) << 4 | _KINDS[value]]) + (varint(len(items)) if len(items) > 14 else b"")
    return head + b"".join(_value(value, item) for item in items)
