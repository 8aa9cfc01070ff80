"""A file of which only the parts that are read are fetched: what `zipfile` needs to look into a wheel far away."""

from __future__ import annotations

import io
from collections.abc import Callable

Fetch = Callable[[int, int], bytes]  # first byte, byte after the last -> exactly these
MAX_STRETCH = 64 << 20
LEAST = 8 << 10  # bytes of one request: what is read next mostly lies right behind


class RangedFile(io.RawIOBase):
    """Seekable and read-only; parts once fetched are kept."""

    def __init__(self, size: int, fetch: Fetch) -> None:
        super().__init__()
        self._size = size
        self._fetch = fetch
        self._parts: list[tuple[int, bytes]] = []  # sorted by place, never overlapping
        self._place = 0

    def need(self, start: int, stop: int) -> None:
        """Fetch what of a stretch is not there yet, in as few requests as there are holes."""
        start, stop = max(0, start), min(stop, self._size)
        if stop - start > MAX_STRETCH:
            raise ValueError(f"{stop - start:,} bytes of it would have to be fetched at once")
        holes = []
        at = start
        for begin, data in self._parts:
            if begin + len(data) <= at:
                continue
            if begin >= stop:
                break
            if begin > at:
                holes.append((at, begin))
            at = begin + len(data)
        if at < stop:
            later = next((begin for begin, _ in self._parts if begin >= stop), self._size)
            holes.append((at, min(later, max(stop, at + LEAST))))
        self._parts = sorted([*self._parts, *((first, self._fetch(first, last)) for first, last in holes)])

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if place < 0:
            raise OSError("a place before the start of the file")
        self._place = place
        return place

    def read(self, size: int | None = -1, /) -> bytes:
        stop = self._size if size is None or size < 0 else min(self._size, self._place + size)
        start = self._place
        if stop <= start:
            return b""
        self.need(start, stop)
        found = b"".join(
            data[max(0, start - begin) : stop - begin]
            for begin, data in self._parts
            if begin < stop and begin + len(data) > start
        )
        self._place = stop
        return found

    def readall(self) -> bytes:
        return self.read()
