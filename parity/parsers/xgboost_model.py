"""XGBoost models in JSON or Universal Binary JSON -> the version that wrote them (xgboost.readthedocs.io, Model IO)."""

from __future__ import annotations

import re

_TEXT = re.compile(rb'"version"\s*:\s*\[\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\]')
# A key's length as 64-bit integer, the key, and an array: of typed and counted items, or of items with a type each.
_KEY = b"L\x00\x00\x00\x00\x00\x00\x00\x07version["
_SIZES = {b"i": 1, b"U": 1, b"I": 2, b"l": 4, b"L": 8}


def version_in(data: bytes) -> str | None:
    """The first "version": [major, minor, patch] within some bytes of a model; None where there is none."""
    text = _TEXT.search(data)
    if text is not None:
        return ".".join(part.decode("ascii") for part in text.groups())
    at = data.find(_KEY)
    if at < 0:
        return None
    numbers = _numbers(data[at + len(_KEY) : at + len(_KEY) + 64])
    return ".".join(map(str, numbers)) if len(numbers) == 3 else None


def _numbers(data: bytes) -> list[int]:
    """The first three integers of an array's bytes, behind its opening bracket."""
    shared = None
    if data[:1] == b"$":  # all of one type, and counted: "$" type "#" count
        shared, data = data[1:2], data[2:]
    if data[:1] == b"#":
        data = data[2 + _SIZES.get(data[1:2], 8) :]
    numbers: list[int] = []
    while len(numbers) < 3:
        kind = shared if shared is not None else data[:1]
        data = data if shared is not None else data[1:]
        size = _SIZES.get(kind)
        if size is None or len(data) < size:
            return []
        numbers.append(int.from_bytes(data[:size], "big"))
        data = data[size:]
    return numbers
