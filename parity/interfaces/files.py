"""A root file system, read and never executed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import BinaryIO, Protocol

from parity.errors import FileUnreadable


class EntryKind(Enum):
    """What a path is."""

    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    OTHER = "other"  # devices, pipes, sockets: never opened


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of a root file system.

    Attributes:
        path: absolute inside the root; after following links, the path they led to.
        size: bytes, of a regular file; 0 otherwise.
        mode: permission bits.
        target: of a symlink, as written.
        identity: of a file of this machine, what is another once its content is: device, inode, size, times; None: not
            known.
    """

    path: str
    kind: EntryKind
    size: int = 0
    mode: int = 0
    target: str | None = None
    identity: tuple[int, ...] | None = field(default=None, compare=False)


class FileSystem(Protocol):
    """A read-only root file system: layers squashed, symlinks resolved inside the root, never executed."""

    def entry(self, path: str, *, follow: bool = True) -> Entry | None:
        """What is at `path`; None where nothing is, a link dangles, loops, or leads out of the root."""
        ...

    def children(self, path: str) -> Sequence[str]:
        """Names in a directory, sorted; empty where it is none. Raises FileUnreadable where it may not be listed."""
        ...

    def open(self, path: str) -> BinaryIO:
        """A seekable reader of a regular file. Raises FileUnreadable."""
        ...

    def read(self, path: str, limit: int) -> bytes:
        """The whole file, at most `limit` bytes. Raises FileUnreadable, also where it is larger than that."""
        ...

    def storage_order(self, paths: Iterable[str]) -> Sequence[str]:
        """The same paths in the order in which they are read fastest (compressed layers only read forward)."""
        ...

    def hashes(self, paths: Iterable[str]) -> Iterator[tuple[str, str | FileUnreadable]]:
        """Hex sha256 of many regular files, in storage order and as parallel as the storage allows.

        A file that cannot be read yields its error in place of the digest; it never ends the run.
        """
        ...
