"""A directory of this machine as a root file system: never leaves it, never opens a device or a pipe."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from parity.errors import FileUnreadable
from parity.interfaces import Entry, EntryKind
from parity.rootfs.hashing import MAX_HOLE_BYTES, hash_all, sha256_of
from parity.rootfs.links import resolve
from parity.rootfs.storage import FileStorage

# NONBLOCK: should a pipe take the file's place after it was looked at, opening it must not wait for a writer.
OPEN_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
KINDS = {stat.S_IFREG: EntryKind.FILE, stat.S_IFDIR: EntryKind.DIRECTORY, stat.S_IFLNK: EntryKind.SYMLINK}


class HostFiles:
    """The file system below `root`, seen as if chrooted there. What changes while it is read may be missed."""

    def __init__(self, root: str = "/") -> None:
        self._base = os.path.realpath(root).rstrip("/")
        self._parents: dict[str, str | None] = {"/": "/", "": "/"}

    def host_path(self, path: str) -> str | None:
        """Where a path of this root lies on the machine, links resolved; None where there is nothing."""
        found = self._canonical(path)
        return None if found is None else self._base + found or "/"

    def entry(self, path: str, *, follow: bool = True) -> Entry | None:
        found = self._found(path, follow=follow)
        if found is None:
            return None
        canonical, status = found
        kind = KINDS.get(stat.S_IFMT(status.st_mode), EntryKind.OTHER)
        return Entry(
            path=canonical,
            kind=kind,
            size=status.st_size if kind is EntryKind.FILE else 0,
            mode=stat.S_IMODE(status.st_mode),
            target=self._target(canonical) if kind is EntryKind.SYMLINK else None,
            identity=(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns),
        )

    def children(self, path: str) -> Sequence[str]:
        canonical = self._canonical(path)
        if canonical is None:
            return ()
        try:
            return sorted(os.listdir(self._base + canonical))  # noqa: PTH208 - str names, surrogates and all
        except (NotADirectoryError, FileNotFoundError):
            return ()
        except OSError as error:
            raise FileUnreadable(path, _words(error)) from error

    def open(self, path: str) -> BinaryIO:
        return os.fdopen(self._descriptor(path)[0], "rb")

    def read(self, path: str, limit: int) -> bytes:
        descriptor, status = self._descriptor(path)
        with os.fdopen(descriptor, "rb") as file:
            try:
                # Files of /proc say they are empty, so the size alone is not believed.
                data = file.read(limit + 1) if status.st_size <= limit else b""
            except OSError as error:
                raise FileUnreadable(path, _words(error)) from error
        if status.st_size > limit or len(data) > limit:
            raise FileUnreadable(path, f"it is larger than {limit} bytes")
        return data

    def storage(self, path: str) -> FileStorage:
        """A regular file's bytes, to be read at any offset; the caller closes it. Raises FileUnreadable."""
        return FileStorage(path, self._descriptor(path)[0])

    def storage_order(self, paths: Iterable[str]) -> Sequence[str]:
        return list(paths)

    def hashes(self, paths: Iterable[str]) -> Iterator[tuple[str, str | FileUnreadable]]:
        return hash_all(((path, self._size(path)) for path in paths), self._digest)

    def _size(self, path: str) -> int:
        found = self._found(path)
        return found[1].st_size if found else 0

    def _digest(self, path: str) -> str:
        descriptor, status = self._descriptor(path)
        try:
            if status.st_size - status.st_blocks * 512 > MAX_HOLE_BYTES:
                raise FileUnreadable(path, f"a sparse file of {status.st_size} bytes, of which almost none is stored")
            return sha256_of(lambda buffer: os.readv(descriptor, [buffer]), status.st_size)
        except OSError as error:
            raise FileUnreadable(path, _words(error)) from error
        finally:
            os.close(descriptor)

    def _descriptor(self, path: str) -> tuple[int, os.stat_result]:
        found = self._found(path)
        if found is None:
            raise FileUnreadable(path, "there is no such file, or a link leads nowhere")
        canonical, status = found
        if not stat.S_ISREG(status.st_mode):
            raise FileUnreadable(path, "it is not a regular file")
        try:
            descriptor = os.open(self._base + canonical, OPEN_FLAGS)
        except OSError as error:
            raise FileUnreadable(path, _words(error)) from error
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            raise FileUnreadable(path, "it is not a regular file")
        return descriptor, status

    def _found(self, path: str, *, follow: bool = True) -> tuple[str, os.stat_result] | None:
        canonical, status = self._resolved(path, follow=follow)
        if canonical is None:
            return None
        status = status or self._status(canonical)
        return None if status is None else (canonical, status)

    def _canonical(self, path: str) -> str | None:
        return self._resolved(path)[0]

    def _resolved(self, path: str, *, follow: bool = True) -> tuple[str | None, os.stat_result | None]:
        """Where a path leads, and the status of what is there where that was asked for on the way.

        Directories are resolved once: a scan asks for thousands of files in a few hundred of them.
        """
        parent, _, name = path.rstrip("/").rpartition("/")
        if name in {"", ".", ".."}:
            return resolve(path, self._look, follow=follow), None
        if parent not in self._parents:
            self._parents[parent] = resolve(parent, self._look)
        directory = self._parents[parent]
        if directory is None:
            return None, None
        here = f"{directory.rstrip('/')}/{name}"
        if not follow:
            return here, None
        status = self._status(here)
        if status is None:
            return None, None
        return (resolve(here, self._look), None) if stat.S_ISLNK(status.st_mode) else (here, status)

    def _look(self, path: str) -> tuple[EntryKind, str | None] | None:
        status = self._status(path)
        if status is None:
            return None
        if stat.S_ISLNK(status.st_mode):
            return EntryKind.SYMLINK, self._target(path)
        return KINDS.get(stat.S_IFMT(status.st_mode), EntryKind.OTHER), None

    def _status(self, path: str) -> os.stat_result | None:
        try:
            return os.lstat(self._base + path or "/")
        except (OSError, ValueError):  # ValueError: a NUL in the name
            return None

    def _target(self, canonical: str) -> str | None:
        try:
            return os.readlink(self._base + canonical)  # noqa: PTH115 - str names, surrogates and all
        except OSError:
            return None


def _words(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
