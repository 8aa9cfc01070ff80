"""Bounded looks at single files of a root, where the answer to "can't" is None."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from parity.errors import FileUnreadable
from parity.interfaces import Entry, EntryKind, FileSystem

HEAD = 4096


def kind(files: FileSystem, path: str) -> EntryKind | None:
    """What is at the path, links followed."""
    found = files.entry(path)
    return found.kind if found else None


def is_file(files: FileSystem, path: str) -> bool:
    return kind(files, path) is EntryKind.FILE


def is_directory(files: FileSystem, path: str) -> bool:
    return kind(files, path) is EntryKind.DIRECTORY


def names(files: FileSystem, path: str) -> Sequence[str]:
    """The names in a directory; none where it cannot be listed."""
    try:
        return files.children(path)
    except FileUnreadable:
        return ()


def content(files: FileSystem, path: str, limit: int) -> bytes | None:
    """A whole file, or None where there is none, it cannot be read, or it is larger than `limit` bytes."""
    if not is_file(files, path):
        return None
    try:
        return files.read(path, limit)
    except FileUnreadable:
        return None


def head(files: FileSystem, path: str, size: int = HEAD) -> bytes:
    """The first bytes of a regular file; empty where there are none to be had."""
    if not is_file(files, path):
        return b""
    try:
        with files.open(path) as reader:
            return reader.read(size)
    except (FileUnreadable, OSError):
        return b""


def contents(files: FileSystem, limits: Mapping[str, int]) -> dict[str, bytes | FileUnreadable]:
    """The first `limit` bytes of many files, read in storage order; what cannot be read is its error."""
    found: dict[str, bytes | FileUnreadable] = {}
    for path in files.storage_order(limits):
        try:
            with files.open(path) as reader:
                found[path] = reader.read(limits[path])
        except FileUnreadable as error:
            found[path] = error
        except OSError as error:
            found[path] = FileUnreadable(path, error.strerror or str(error))
    return found


def unlinked(files: FileSystem, path: str) -> Entry | None:
    """The entry itself, a link not followed."""
    return files.entry(path, follow=False)


def real(files: FileSystem, path: str) -> str:
    """The path with every link resolved, where that leads anywhere; else the path as it is."""
    found = files.entry(path)
    return found.path if found else path


def absolute(path: str, directory: str = "/") -> str:
    """The path as seen from `directory`, normalised; ".." stops at the root."""
    joined = posixpath.normpath(posixpath.join("/", directory, path))
    return "/" + joined.lstrip("/")


def inside(path: str, directory: str) -> bool:
    """Whether a normalised path is the directory or lies in it."""
    return directory in ("/", path) or path.startswith(directory + "/")
