"""Sparse files in tar archives: GNU's old headers and its pax formats 0.0, 0.1 and 1.0."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from parity.rootfs.pax import SPARSE_MAP
from parity.rootfs.storage import Storage

BLOCK = 512
MAX_PIECES = 100_000
MAX_SIZE = 1 << 62


@dataclass(frozen=True, slots=True)
class Holes:
    """Where the stored bytes of a sparse file belong.

    Attributes:
        size: of the whole file.
        pieces: (offset in the file, bytes), ascending, stored one after another; None: the map stands before the
            content (format 1.0).
    """

    size: int
    pieces: tuple[tuple[int, int], ...] | None

    @property
    def stored(self) -> int:
        """Bytes that the archive holds."""
        return sum(length for _, length in self.pieces or ())

    def check_stored(self, size: int) -> None:
        """Raises ValueError where the pieces are more than the archive holds of this file."""
        if self.stored > size:
            raise ValueError(f"its pieces are {self.stored} bytes, and {size} are stored")


class SparseStorage:
    """A sparse file as its reader sees it: zeros where nothing was stored."""

    def __init__(self, stored: Storage, holes: Holes) -> None:
        self.name = stored.name
        self.random = stored.random
        self.size: int | None = holes.size
        self._stored = stored
        self._length = holes.size
        self._pieces = holes.pieces or ()
        self._offsets = [offset for offset, _ in self._pieces]
        self._stored_at = [0, *accumulate(length for _, length in self._pieces)]

    def read_at(self, offset: int, size: int) -> bytes:
        end = min(offset + size, self._length)
        taken: list[bytes] = []
        index = max(0, bisect_right(self._offsets, offset) - 1)
        while offset < end:
            while index < len(self._pieces) and sum(self._pieces[index]) <= offset:
                index += 1
            start, length = self._pieces[index] if index < len(self._pieces) else (end, 0)
            if offset < start:
                taken.append(bytes(min(start, end) - offset))
            else:
                inside = offset - start
                data = self._stored.read_at(self._stored_at[index] + inside, min(length - inside, end - offset))
                if not data:
                    break
                taken.append(data)
            offset += len(taken[-1])
        return b"".join(taken)

    def close(self) -> None:
        self._stored.close()


def from_gnu_header(storage: Storage, at: int) -> tuple[Holes, int]:
    """The map of an old GNU sparse header at `at`, and the size of the extension blocks after it. Raises ValueError."""
    header = storage.read_at(at, BLOCK)
    pieces = _octal_pairs(header[386:482])
    size = _octal(header[483:495])
    extra, more = 0, bool(header[482])
    while more:
        extra += BLOCK
        block = storage.read_at(at + extra, BLOCK)
        if len(block) < BLOCK or len(pieces) > MAX_PIECES:
            raise ValueError("it does not end")
        pieces += _octal_pairs(block[:504])
        more = bool(block[504])
    return _checked(size, pieces), extra


def from_pax(records: Mapping[str, str]) -> Holes | None:
    """The map that pax records give, if they do; without pieces where it stands in the content. Raises ValueError."""
    if records.get("GNU.sparse.major") == "1":
        return Holes(_decimal(records.get("GNU.sparse.realsize", "")), None)
    if SPARSE_MAP not in records:
        return None
    size = records.get("GNU.sparse.size", records.get("GNU.sparse.realsize", ""))
    words = records[SPARSE_MAP].split(",") if records[SPARSE_MAP] else []
    return _checked(_decimal(size), _pairs(words))


def map_from_content(storage: Storage, at: int, size: int, real_size: int) -> tuple[Holes, int]:
    """Format 1.0: decimal lines before the content, padded to a block; and how long they are. Raises ValueError."""
    text = bytearray()
    lines, wanted = 0, 0
    while not wanted or lines < wanted:
        block = storage.read_at(at + len(text), BLOCK)
        if len(block) < BLOCK or len(text) >= size:
            raise ValueError("it does not end")
        text += block
        lines += block.count(b"\n")
        if lines and not wanted:
            wanted = 1 + 2 * _decimal(bytes(text.split(b"\n", 1)[0]).decode("ascii", "replace"))
            if wanted > 2 * MAX_PIECES:
                raise ValueError(f"{wanted // 2} pieces")
    words = [bytes(word).decode("ascii", "replace") for word in text.split(b"\n")[1:wanted]]
    return _checked(real_size, _pairs(words)), len(text)


def _checked(size: int, pieces: Iterable[tuple[int, int]]) -> Holes:
    kept = tuple((offset, length) for offset, length in pieces if length)
    end = 0
    for offset, length in kept:
        if offset < end or offset + length > size:
            raise ValueError("its pieces overlap or lie outside the file")
        end = offset + length
    return Holes(size, kept)


def _pairs(words: list[str]) -> list[tuple[int, int]]:
    if len(words) % 2 or len(words) > 2 * MAX_PIECES:
        raise ValueError(f"{len(words)} numbers")
    numbers = [_decimal(word) for word in words]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _octal_pairs(data: bytes) -> list[tuple[int, int]]:
    fields = [data[i : i + 12] for i in range(0, len(data), 12)]
    return [
        (_octal(offset), _octal(length))
        for offset, length in zip(fields[::2], fields[1::2], strict=True)
        if offset[0] and length[0]
    ]


def _octal(field: bytes) -> int:
    if len(field) == 12 and field[0] == 0x80:
        return _bounded(int.from_bytes(field[1:], "big"))
    return _bounded(int(field.rstrip(b"\0 ") or b"0", 8))


def _decimal(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 19:
        raise ValueError(f"{text[:20]!r} is no number")
    return _bounded(int(text))


def _bounded(value: int) -> int:
    if not 0 <= value < MAX_SIZE:
        raise ValueError(f"{value} is out of range")
    return value
