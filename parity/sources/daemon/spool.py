"""A root file system of the daemon: fetched when it is needed, as one tar kept in a nameless file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from parity.errors import FileUnreadable, SourceError
from parity.interfaces import Entry, EntryKind, FileSystem
from parity.rootfs.layers import LayeredFiles
from parity.rootfs.storage import FileStorage

CHUNK = 1 << 20
MAX_BYTES = 256 << 30  # what a daemon may send before it is taken for endless

# What a daemon puts into every container in place of the image's own, so that it can mount there.
STUBS = ("/.dockerenv", "/dev/console", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/etc/mtab")


class DaemonFiles:
    """A FileSystem that is fetched when it is first asked for: a kept snapshot never needs it."""

    def __init__(self, fetch: Callable[[], FileSystem]) -> None:
        self._fetch = fetch

    @cached_property
    def _files(self) -> FileSystem:
        return self._fetch()

    @cached_property
    def _stubs(self) -> frozenset[str]:
        return frozenset(path for path in STUBS if _is_stub(self._files.entry(path, follow=False)))

    def entry(self, path: str, *, follow: bool = True) -> Entry | None:
        found = self._files.entry(path, follow=follow)
        return None if found is not None and found.path in self._stubs else found

    def children(self, path: str) -> Sequence[str]:
        names = self._files.children(path)
        inside = [stub.rpartition("/")[2] for stub in self._stubs if stub.rpartition("/")[0] == path.rstrip("/")]
        return [name for name in names if name not in inside] if inside else names

    def open(self, path: str) -> BinaryIO:
        return self._files.open(path)

    def read(self, path: str, limit: int) -> bytes:
        return self._files.read(path, limit)

    def storage_order(self, paths: Iterable[str]) -> Sequence[str]:
        return self._files.storage_order(paths)

    def hashes(self, paths: Iterable[str]) -> Iterator[tuple[str, str | FileUnreadable]]:
        return self._files.hashes(paths)


def exported(name: str, export: Callable[[], Generator[bytes, None, None]], resources: ExitStack) -> LayeredFiles:
    """What a daemon exports, kept until `resources` are closed.

    Raises:
        SourceError: the stream is no tar or breaks off, or the disk is full.
    """
    # Closed here and now: what follows an error may take the connection away that removing a container needs.
    with closing(export()) as chunks:
        storage = FileStorage(name, spool(chunks, name))
    resources.callback(storage.close)
    files = LayeredFiles([storage])
    if not files.ended:
        raise SourceError("export", name, "the daemon broke off before the end", "try again")
    return files


def _is_stub(entry: Entry | None) -> bool:
    """Empty, or the link to the mount table: what a process of the container wrote there is no stub."""
    if entry is None:
        return False
    return entry.target == "/proc/mounts" if entry.kind is EntryKind.SYMLINK else entry.size == 0


def spool(chunks: Iterable[bytes], name: str) -> int:
    """Write the stream to a file without a name, which is gone when it is closed, however that comes about.

    Returns:
        A descriptor of it.

    Raises:
        SourceError: the disk is full, the stream ends early, or it never ends.
    """
    try:
        handle, path = tempfile.mkstemp(prefix="parity-", suffix=".tar", dir=_roomy_directory())
    except OSError as error:
        raise SourceError("keep the files of", name, error.strerror or str(error)) from error
    Path(path).unlink()
    written = 0
    try:
        for chunk in chunks:
            written += len(chunk)
            if written > MAX_BYTES:
                raise SourceError("export", name, f"it has more than {MAX_BYTES >> 30} GiB")
            view = memoryview(chunk)
            while view:
                view = view[os.write(handle, view) :]
    except OSError as error:
        os.close(handle)
        raise SourceError(
            "keep the files of", name, error.strerror or str(error), "set TMPDIR to a larger disk"
        ) from error
    except BaseException:
        os.close(handle)
        raise
    return handle


def _roomy_directory() -> str | None:
    """Images are large and /tmp is often memory: /var/tmp where the user named no other place."""
    if os.environ.get("TMPDIR") or not os.access("/var/tmp", os.W_OK):  # noqa: S108 - mkstemp makes the file
        return None
    return "/var/tmp"  # noqa: S108
