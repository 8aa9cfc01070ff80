"""The pages of an SQLite database file -> the records of its trees, without a database engine.

https://www.sqlite.org/fileformat2.html: nothing of the file is executed, and damage ends in a ValueError.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

MAGIC = b"SQLite format 3\x00"
HEADER = 100  # bytes
MAX_DEPTH = 30  # of a tree; four levels hold billions of rows
MAX_PAYLOAD = 64 << 20  # bytes of one record
_INNER_INDEX, _INNER_TABLE, _LEAF_INDEX, _LEAF_TABLE = 2, 5, 10, 13
_ENCODINGS = {1: "utf-8", 2: "utf-16-le", 3: "utf-16-be"}
_WIDTHS = (0, 1, 2, 3, 4, 6, 8)  # of integers, by serial type
Value = None | int | float | str | bytes


class Pages:
    """A database file.

    Args:
        stream: seekable.

    Raises:
        ValueError: it is no such file, it is damaged, or some of its content lies in a write-ahead log beside it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        stream.seek(0)
        head = stream.read(HEADER)
        if len(head) < HEADER or not head.startswith(MAGIC):
            raise ValueError("it has no header of a database")
        if head[18] != 1 or head[19] != 1:
            raise ValueError("its content may lie in a write-ahead log")
        size = struct.unpack(">H", head[16:18])[0]
        self._size = 65536 if size == 1 else size
        self._usable = self._size - head[20]
        self.encoding = _ENCODINGS.get(struct.unpack(">I", head[56:60])[0] or 1, "")
        if self._size < 512 or self._usable < 480 or not self.encoding:
            raise ValueError("its header is damaged")

    def records(self, root: int) -> Iterator[tuple[int | None, tuple[Value, ...]]]:
        """(rowid, values) of every record of a tree, in its order; without rowid where it is one of keys."""
        seen: set[int] = set()
        return self._tree(root, seen, MAX_DEPTH)

    def _tree(self, number: int, seen: set[int], depth: int) -> Iterator[tuple[int | None, tuple[Value, ...]]]:
        if number in seen or depth == 0:
            raise ValueError("a tree leads back into itself")
        seen.add(number)
        page = self._page(number)
        start = HEADER if number == 1 else 0
        kind, count = page[start], struct.unpack(">H", page[start + 3 : start + 5])[0]
        inner = kind in (_INNER_INDEX, _INNER_TABLE)
        if not inner and kind not in (_LEAF_INDEX, _LEAF_TABLE):
            raise ValueError(f"page {number} belongs to no tree")
        pointers = start + (12 if inner else 8)
        for (cell,) in struct.iter_unpack(">H", page[pointers : pointers + 2 * count]):
            if inner:
                yield from self._tree(_number(page, cell), seen, depth - 1)
            if kind != _INNER_TABLE:
                yield self._cell(page, cell + 4 if inner else cell, has_rowid=kind == _LEAF_TABLE, seen=seen)
        if inner:
            yield from self._tree(_number(page, start + 8), seen, depth - 1)

    def _page(self, number: int) -> bytes:
        if number < 1:
            raise ValueError("a page has no number")
        self._stream.seek((number - 1) * self._size)
        page = self._stream.read(self._size)
        if len(page) < self._size:
            raise ValueError("it is cut off")
        return page

    def _cell(self, page: bytes, at: int, *, has_rowid: bool, seen: set[int]) -> tuple[int | None, tuple[Value, ...]]:
        size, at = varint(page, at)
        rowid: int | None = None
        if has_rowid:
            number, at = varint(page, at)
            rowid = number - (1 << 64) if number >> 63 else number
        if size > MAX_PAYLOAD:
            raise ValueError("a record is larger than is looked at")
        local = self._local(size, has_rowid=has_rowid)
        payload = page[at : at + local]
        if local < size:
            payload += self._overflow(_number(page, at + local), size - local, seen)
        if len(payload) < size:
            raise ValueError("a record is cut off")
        return rowid, tuple(_values(payload, self.encoding))

    def _local(self, size: int, *, has_rowid: bool) -> int:
        """How many bytes of a record lie in its cell."""
        most = self._usable - 35 if has_rowid else (self._usable - 12) * 64 // 255 - 23
        if size <= most:
            return size
        least = (self._usable - 12) * 32 // 255 - 23
        kept = least + (size - least) % (self._usable - 4)
        return kept if kept <= most else least

    def _overflow(self, number: int, left: int, seen: set[int]) -> bytes:
        pieces = []
        while left > 0:
            if number in seen:
                raise ValueError("a record leads back into itself")
            seen.add(number)
            page = self._page(number)
            pieces.append(page[4 : min(self._usable, 4 + left)])
            left -= len(pieces[-1])
            number = _number(page, 0)
        return b"".join(pieces)


def _number(page: bytes, at: int) -> int:
    if at + 4 > len(page):
        raise ValueError("a cell leads out of its page")
    return int.from_bytes(page[at : at + 4], "big")


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    value = 0
    for position in range(at, at + 8):
        if position >= len(data):
            raise ValueError("a number is cut off")
        value = value << 7 | data[position] & 0x7F
        if data[position] < 0x80:
            return value, position + 1
    if at + 8 >= len(data):
        raise ValueError("a number is cut off")
    return value << 8 | data[at + 8], at + 9


def _values(payload: bytes, encoding: str) -> Iterator[Value]:
    end, at = varint(payload, 0)
    body = end
    while at < end:
        kind, at = varint(payload, at)
        width = _width(kind)
        piece = payload[body : body + width]
        if len(piece) < width:
            raise ValueError("a value is cut off")
        body += width
        yield _value(kind, piece, encoding)


def _width(kind: int) -> int:
    if kind >= 12:
        return (kind - 12) // 2
    return 8 if kind == 7 else _WIDTHS[kind] if kind < len(_WIDTHS) else 0


def _value(kind: int, piece: bytes, encoding: str) -> Value:
    if kind == 0:
        return None
    if kind in (8, 9):
        return kind - 8
    if kind == 7:
        found: float = struct.unpack(">d", piece)[0]
        return found
    if kind < 7:
        return int.from_bytes(piece, "big", signed=True)
    if kind < 12:
        raise ValueError("a value is of no known type")
    return piece.decode(encoding, "surrogatepass" if encoding != "utf-8" else "surrogateescape") if kind % 2 else piece
