"""An XGBoost model in JSON or Universal Binary JSON (ubjson.org) -> a digest of the model, the same for both.

Numbers count as the single precision floats that XGBoost computes with; the version that wrote it is told elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator

MAX_SIZE = 64 << 20  # bytes
MAX_DEPTH = 64
MAX_VALUES = 20_000_000
_NUMBERS = {b"i": ">b", b"U": ">B", b"I": ">h", b"l": ">i", b"L": ">q", b"d": ">f", b"D": ">d"}
_WORDS: dict[bytes, object] = {b"Z": None, b"T": True, b"F": False}


def xgboost_meaning(data: bytes) -> str:
    """Hex sha256. Raises ValueError where it is neither."""
    if len(data) > MAX_SIZE:
        raise ValueError("it is larger than is looked at")
    try:
        value = json.loads(data)
    except ValueError:
        value = _Reader(data).whole()
    if not isinstance(value, dict) or "learner" not in value:
        raise ValueError("it is no model")
    value.pop("version", None)
    found = hashlib.sha256()
    for piece in _told(value, 0):
        found.update(piece)
    return found.hexdigest()


def _told(value: object, depth: int) -> Iterator[bytes]:
    if depth > MAX_DEPTH:
        raise ValueError("it is nested too deeply")
    if isinstance(value, dict):
        yield b"{%d" % len(value)
        for key in sorted(value):
            yield from _told(key, depth)
            yield from _told(value[key], depth + 1)
    elif isinstance(value, list):
        yield b"[%d" % len(value)
        if value and all(isinstance(item, (int, float)) for item in value):
            yield struct.pack(f"<{len(value)}f", *value)
            return
        for item in value:
            yield from _told(item, depth + 1)
    elif isinstance(value, (int, float)):
        yield struct.pack("<f", value)
    else:
        text = str(value).encode()
        yield b"%d:" % len(text) + text


class _Reader:
    """Draft 12 of Universal Binary JSON, as XGBoost writes it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._left = MAX_VALUES

    def whole(self) -> object:
        return self._value(self._take(1), 0)

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if count < 0 or len(taken) < count:
            raise ValueError("it breaks off")
        self._at += count
        return taken

    def _number(self, kind: bytes) -> int | float:
        form = _NUMBERS.get(kind)
        if form is None:
            raise ValueError(f"{kind!r} is no type of a number")
        number: int | float = struct.unpack(form, self._take(struct.calcsize(form)))[0]
        return number

    def _count(self) -> int:
        count = self._number(self._take(1))
        if not isinstance(count, int):
            raise ValueError("a length is no whole number")
        return count

    def _value(self, kind: bytes, depth: int) -> object:
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            raise ValueError("it holds more than is looked at")
        if kind in _WORDS:
            return _WORDS[kind]
        if kind == b"S":
            return self._text()
        if kind == b"[":
            return self._array(depth)
        if kind == b"{":
            return self._object(depth)
        return self._number(kind)

    def _text(self) -> str:
        return self._take(self._count()).decode("utf-8", "replace")

    def _head(self) -> tuple[bytes | None, int | None]:
        """The type that all items have, and their number, where a container tells them."""
        shared = None
        if self._data[self._at : self._at + 1] == b"$":
            shared = self._take(2)[1:]
        if self._data[self._at : self._at + 1] == b"#":
            self._take(1)
            return shared, self._count()
        if shared is not None:
            raise ValueError("a typed container has no number of items")
        return None, None

    def _array(self, depth: int) -> list[object]:
        shared, count = self._head()
        if shared in _NUMBERS and count is not None:
            form = _NUMBERS[shared]
            data = self._take(count * struct.calcsize(form))
            return list(struct.unpack(f">{count}{form[1]}", data))
        found: list[object] = []
        while count is None or len(found) < count:
            kind = shared or self._take(1)
            if count is None and kind == b"]":
                break
            found.append(self._value(kind, depth + 1))
        return found

    def _object(self, depth: int) -> dict[str, object]:
        shared, count = self._head()
        found: dict[str, object] = {}
        while count is None or len(found) < count:
            if count is None and self._data[self._at : self._at + 1] == b"}":
                self._take(1)
                break
            key = self._text()
            found[key] = self._value(shared or self._take(1), depth + 1)
        return found
