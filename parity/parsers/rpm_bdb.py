"""rpm's Berkeley DB database, Packages of RHEL up to 8: header blobs (Berkeley DB, src/dbinc/db_page.h)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from parity.parsers.rpm_header import MAX_HEADER_BYTES

MAX_PAGES = 1 << 18
PAGE_SIZES = frozenset(1 << bits for bits in range(9, 17))

_HASH_MAGIC = 0x061561
_PAGE_HEADER = 26  # lsn, page, previous, next, entries, free offset, level, type
_UNSORTED, _SORTED, _OVERFLOW = 2, 13, 7  # P_HASH_UNSORTED, P_HASH, P_OVERFLOW
_OFF_PAGE = 3  # H_OFFPAGE: the value is on overflow pages


class BdbError(ValueError):
    """The file is no Berkeley DB hash file, or a damaged one."""


def header_blobs(file: BinaryIO) -> Iterator[bytes]:
    """The values that lie on pages of their own, in page order: rpm's headers never fit beside their key.

    Raises:
        BdbError: no hash file, pages that lead in circles, values larger than a header can be.
    """
    meta = file.read(72)
    if len(meta) < 72:
        raise BdbError("truncated metadata page")
    order = next((order for order in "<>" if struct.unpack_from(order + "I", meta, 12)[0] == _HASH_MAGIC), None)
    if order is None:
        raise BdbError("no Berkeley DB hash file")
    page_size, last = (struct.unpack_from(order + "I", meta, place)[0] for place in (20, 32))
    if page_size not in PAGE_SIZES or last > MAX_PAGES:
        raise BdbError("absurd metadata page")
    if meta[24]:
        raise BdbError("an encrypted file")
    reader = _Pages(file, page_size, order)
    for number in range(1, last + 1):
        page = reader.page(number)
        if page[25] in (_UNSORTED, _SORTED):
            yield from reader.values(page)


class _Pages:
    """The pages of one file; `budget` bounds all overflow pages read, which damaged ones could share."""

    __slots__ = ("budget", "file", "order", "size")

    def __init__(self, file: BinaryIO, size: int, order: str) -> None:
        self.file = file
        self.size = size
        self.order = order
        self.budget = MAX_PAGES

    def page(self, number: int) -> bytes:
        self.file.seek(number * self.size)
        page = self.file.read(self.size)
        if len(page) < self.size:
            raise BdbError("truncated page")
        return page

    def values(self, page: bytes) -> Iterator[bytes]:
        (entries,) = struct.unpack_from(self.order + "H", page, 20)
        if _PAGE_HEADER + entries * 2 > self.size:
            raise BdbError("absurdly many entries")
        for place in struct.unpack_from(f"{self.order}{entries}H", page, _PAGE_HEADER)[1::2]:
            if place + 12 <= self.size and page[place] == _OFF_PAGE:
                first, length = struct.unpack_from(self.order + "II", page, place + 4)
                yield self._chain(first, length)

    def _chain(self, number: int, length: int) -> bytes:
        if length > MAX_HEADER_BYTES:
            raise BdbError("a value larger than any header")
        parts = bytearray()
        while number and len(parts) < length:
            if self.budget == 0:
                raise BdbError("overflow pages without end")
            self.budget -= 1
            page = self.page(number)
            number = struct.unpack_from(self.order + "I", page, 16)[0]
            (filled,) = struct.unpack_from(self.order + "H", page, 22)
            if page[25] != _OVERFLOW or not 0 < filled <= self.size - _PAGE_HEADER:
                raise BdbError("a value that leads to no overflow page")
            parts += page[_PAGE_HEADER : _PAGE_HEADER + filled]
        if len(parts) < length:
            raise BdbError("truncated value")
        return bytes(parts[:length])
