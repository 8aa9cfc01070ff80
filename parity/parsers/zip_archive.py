"""Zip archives of model files -> their member names, their members' first bytes; bounded however hostile they are."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

MAX_READ = 4 << 20  # bytes at once: a directory of some 50,000 members
PIECE = 64 << 10


@contextmanager
def opened(stream: BinaryIO) -> Iterator[ZipMembers]:
    """The archive. Raises ValueError, in the block too, where it is damaged, encrypted or beyond the bounds."""
    try:
        with zipfile.ZipFile(cast("BinaryIO", _Bounded(stream))) as archive:
            yield ZipMembers(archive)
    except (
        zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, KeyError, IndexError,
        NotImplementedError, RuntimeError, OverflowError,
    ) as error:  # fmt: skip
        raise ValueError(f"its zip archive cannot be read ({error})") from error


class ZipMembers:
    """An open archive: `names` in the order of its directory."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = tuple(archive.namelist())

    def pieces(self, name: str) -> Iterator[bytes]:
        """The whole of a member; the caller bounds it."""
        with self._archive.open(name) as member:
            while piece := member.read(PIECE):
                yield piece

    def head(self, name: str, limit: int) -> bytes:
        """At most `limit` bytes of a member."""
        pieces: list[bytes] = []
        with self._archive.open(name) as member:
            while limit > 0 and (piece := member.read(min(PIECE, limit))):
                pieces.append(piece)
                limit -= len(piece)
        return b"".join(pieces)


class _Bounded:
    """Never reads more at once than any archive's directory has."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek = stream.seek
        self.tell = stream.tell

    def read(self, size: int = -1, /) -> bytes:
        if size > MAX_READ:
            raise ValueError(f"its zip directory has {size} bytes, more than are looked at")
        return self._stream.read(size if size >= 0 else MAX_READ)

    def seekable(self) -> bool:
        return True
