"""Bytes that can be read at any offset: of a file, or of a part of something else."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Protocol

from parity.errors import SourceError


class Storage(Protocol):
    """Something that holds bytes.

    Attributes:
        name: what it is, for errors: "app.tar: blobs/sha256/0ab1...".
        random: reading anywhere costs the same, from several threads at once. Otherwise it reads forward, and a step
            back starts again further down.
        size: bytes; None while that is unknown (compressed, and not yet read to its end).
    """

    name: str
    random: bool
    size: int | None

    def read_at(self, offset: int, size: int) -> bytes:
        """Bytes from `offset` on; fewer than `size` only at the end. Raises SourceError."""
        ...

    def close(self) -> None: ...


class FileStorage:
    """A regular file, read in place: nothing is mapped, so nothing stays resident."""

    random = True

    def __init__(self, path: str, descriptor: int | None = None) -> None:
        """Open the file, or take over an open descriptor of it. Raises SourceError."""
        self.name = path
        self._descriptor = _open(path) if descriptor is None else descriptor
        self.size: int | None = os.fstat(self._descriptor).st_size

    def read_at(self, offset: int, size: int) -> bytes:
        try:
            data = os.pread(self._descriptor, size, offset)
            while data and len(data) < size:  # a signal, or more than 2 GiB at once
                more = os.pread(self._descriptor, size - len(data), offset + len(data))
                if not more:
                    break
                data += more
        except OSError as error:
            raise SourceError("read", self.name, (error.strerror or str(error)).lower()) from error
        return data

    def close(self) -> None:
        os.close(self._descriptor)


class HeldStorage:
    """Bytes that were read before."""

    random = True

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.size: int | None = len(data)
        self._data = data

    def read_at(self, offset: int, size: int) -> bytes:
        return self._data[offset : offset + size]

    def close(self) -> None:
        self._data = b""


class Window:
    """A part of another storage: a file inside an archive. Closing it leaves the other open."""

    def __init__(self, whole: Storage, offset: int, size: int, name: str) -> None:
        self.name = name
        self.random = whole.random
        self.size: int | None = size
        self._whole = whole
        self._offset = offset
        self._length = size

    def read_at(self, offset: int, size: int) -> bytes:
        return self._whole.read_at(self._offset + offset, max(0, min(size, self._length - offset)))

    def close(self) -> None:
        pass


def _open(path: str) -> int:
    """A descriptor of a regular file; a pipe is told apart before it is waited for."""
    try:
        mode = Path(path).stat().st_mode
        if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISSOCK(mode):
            raise SourceError(
                "read", path, "it is a pipe, and archives are read in place, which needs a file",
                "save it to a file first: docker save NAME -o image.tar",
            )  # fmt: skip
        if not stat.S_ISREG(mode):
            raise SourceError("read", path, "it is a directory" if stat.S_ISDIR(mode) else "it is not a file")
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise SourceError("read", path, "there is no such file") from error
    except (OSError, ValueError) as error:
        raise SourceError("read", path, (getattr(error, "strerror", None) or str(error)).lower()) from error
