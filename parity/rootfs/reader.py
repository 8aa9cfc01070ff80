"""Reads a file that lies in a storage; what is wrong with the storage is said of the file."""

from __future__ import annotations

import io

from parity.errors import FileUnreadable, SourceError
from parity.rootfs.storage import Storage

PIECE_BYTES = 1 << 20


def read_exactly(path: str, storage: Storage, offset: int, size: int) -> bytes:
    """`size` bytes of a file called `path`. Raises FileUnreadable, also where there are fewer."""
    try:
        data = storage.read_at(offset, size)
    except SourceError as error:
        raise FileUnreadable(path, error.problem) from error
    if len(data) < size:
        raise FileUnreadable(path, "its layer is truncated")
    return data


class StoredFile(io.RawIOBase):
    """A storage as an open file. Reading raises FileUnreadable."""

    def __init__(self, path: str, storage: Storage) -> None:
        self._path = path
        self._storage = storage
        self._size = storage.size or 0
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError(f"{self._path}: seek to before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # narrower than typeshed's Buffer
        wanted = min(len(buffer), PIECE_BYTES, self._size - self._at)
        if wanted <= 0:
            return 0
        data = read_exactly(self._path, self._storage, self._at, wanted)
        buffer[:wanted] = data
        self._at += wanted
        return wanted
