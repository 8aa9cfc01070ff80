"""A root file system that the daemon streams as one tar, kept in a nameless file while it is looked at."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from parity.errors import FileUnreadable, SourceError
from parity.interfaces import Entry
from parity.rootfs.layers import LayeredFiles
from parity.rootfs.storage import FileStorage

CHUNK = 1 << 20
MAX_BYTES = 256 << 30  # what a daemon may send before it is taken for endless

Progress = Callable[[str, int, int | None], None]


class ExportedFiles:
    """A FileSystem whose content is fetched when it is first asked for: a kept snapshot never needs it."""

    def __init__(self, name: str, export: Callable[[], Iterable[bytes]], resources: ExitStack) -> None:
        """`export` starts the stream; `resources` closes the file when the source is closed."""
        self._name = name
        self._export = export
        self._resources = resources

    @cached_property
    def _files(self) -> LayeredFiles:
        storage = FileStorage(self._name, spool(self._export(), self._name))
        self._resources.callback(storage.close)
        return LayeredFiles([storage])

    def entry(self, path: str, *, follow: bool = True) -> Entry | None:
        return self._files.entry(path, follow=follow)

    def children(self, path: str) -> Sequence[str]:
        return self._files.children(path)

    def open(self, path: str) -> BinaryIO:
        return self._files.open(path)

    def read(self, path: str, limit: int) -> bytes:
        return self._files.read(path, limit)

    def storage_order(self, paths: Iterable[str]) -> Sequence[str]:
        return self._files.storage_order(paths)

    def hashes(self, paths: Iterable[str]) -> Iterator[tuple[str, str | FileUnreadable]]:
        return self._files.hashes(paths)


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
