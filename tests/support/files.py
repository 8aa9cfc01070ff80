"""A root file system made from a dictionary, for tests."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from parity.errors import FileUnreadable
from parity.interfaces import Entry, EntryKind
from parity.rootfs.links import parts, resolve


@dataclass(frozen=True)
class Link:
    """A symbolic link."""

    target: str


@dataclass(frozen=True)
class Executable:
    """A regular file with its execute bits set."""

    content: bytes


@dataclass(frozen=True)
class Unreadable:
    """A regular file that is there and cannot be read."""

    reason: str = "permission denied"
    size: int = 1


@dataclass(frozen=True)
class Special:
    """A device, pipe or socket."""


Content = bytes | str | Link | Executable | Unreadable | Special


class MemoryFiles:
    """`MemoryFiles({"/etc/os-release": b"...", "/lib": Link("usr/lib")})`: directories are implied.

    A path that ends with a slash is a directory that may be empty; a str is its UTF-8 bytes. Paths lie in real
    directories: put no file below a link. `reads` counts how often each file was opened.
    """

    def __init__(self, mapping: Mapping[str, Content]) -> None:
        self._nodes: dict[str, Content] = {}
        self._directories: dict[str, set[str]] = {"/": set()}
        self.reads: dict[str, int] = {}
        for path, content in mapping.items():
            names = parts(path)
            if not path.endswith("/"):
                self._nodes["/" + "/".join(names)] = content
            depth = len(names) + 1 if path.endswith("/") else len(names)
            for length in range(1, depth):
                self._directories.setdefault("/" + "/".join(names[:length]), set())
            for length in range(len(names)):
                self._directories["/" + "/".join(names[:length])].add(names[length])

    def entry(self, path: str, *, follow: bool = True) -> Entry | None:
        found = resolve(path, self._look, follow=follow)
        if found is None:
            return None
        if found in self._directories:
            return Entry(path=found, kind=EntryKind.DIRECTORY, mode=0o755)
        content = self._nodes.get(found)
        match content:
            case None:
                return None
            case Link(target):
                return Entry(path=found, kind=EntryKind.SYMLINK, mode=0o777, target=target)
            case Special():
                return Entry(path=found, kind=EntryKind.OTHER)
            case Unreadable(size=size):
                return Entry(path=found, kind=EntryKind.FILE, size=size)
        mode = 0o755 if isinstance(content, Executable) else 0o644
        return Entry(path=found, kind=EntryKind.FILE, size=len(_bytes(content)), mode=mode)

    def children(self, path: str) -> Sequence[str]:
        found = resolve(path, self._look)
        return sorted(self._directories.get(found, ())) if found else ()

    def open(self, path: str) -> BinaryIO:
        found = resolve(path, self._look)
        content = self._nodes.get(found) if found else None
        self.reads[path] = self.reads.get(path, 0) + 1
        if isinstance(content, Unreadable):
            raise FileUnreadable(path, content.reason)
        if content is None or isinstance(content, (Link, Special)):
            raise FileUnreadable(path, "it is not a regular file")
        return io.BytesIO(_bytes(content))

    def read(self, path: str, limit: int) -> bytes:
        with self.open(path) as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise FileUnreadable(path, f"it is larger than {limit} bytes")
        return data

    def storage_order(self, paths: Iterable[str]) -> Sequence[str]:
        return list(paths)

    def hashes(self, paths: Iterable[str]) -> Iterator[tuple[str, str | FileUnreadable]]:
        for path in paths:
            try:
                with self.open(path) as file:
                    yield path, hashlib.sha256(file.read()).hexdigest()
            except FileUnreadable as error:
                yield path, error

    def _look(self, path: str) -> tuple[EntryKind, str | None] | None:
        if path in self._directories:
            return EntryKind.DIRECTORY, None
        content = self._nodes.get(path)
        if content is None:
            return None
        if isinstance(content, Link):
            return EntryKind.SYMLINK, content.target
        return (EntryKind.OTHER if isinstance(content, Special) else EntryKind.FILE), None


def _bytes(content: bytes | str | Executable) -> bytes:
    if isinstance(content, Executable):
        return content.content
    return content.encode() if isinstance(content, str) else content
