"""A stack of tar layers as a root file system, read in place."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import BinaryIO, cast

from parity.errors import FileUnreadable, SourceError
from parity.interfaces import Entry, EntryKind
from parity.rootfs.decompress import decompressed
from parity.rootfs.hashing import BUFFER_BYTES, MAX_HOLE_BYTES, hash_all, hash_each
from parity.rootfs.layer import Layer
from parity.rootfs.sparse import SparseStorage
from parity.rootfs.squash import Squash
from parity.rootfs.storage import HeldStorage, Storage, Window
from parity.rootfs.tree import MISSING, Directory, Leaf, find

# In a layer that only reads forward, a step back costs a hundred times more than reading on: smaller files come whole.
MAX_WHOLE_BYTES = 16 << 20


Progress = Callable[[str, int, int | None], None]  # what, bytes done, bytes in all


class LayeredFiles:
    """What the layers add up to: whiteouts, opaque directories and links across layers honoured.

    Attributes:
        ended: every layer has the mark that ends an archive.
    """

    def __init__(self, layers: Sequence[Storage | Layer], told: Callable[[int, int], None] | None = None) -> None:
        """Index the layers, lowest first. Content is read only where it has to be decompressed anyway.

        Args:
            told: gets the number of a layer and how many of its stored bytes have been passed.

        Raises:
            SourceError: a layer is no tar, damaged, truncated, or beyond a limit.
        """
        self._layers = tuple(layer if isinstance(layer, Layer) else Layer(layer) for layer in layers)
        squash = Squash()
        for number, layer in enumerate(self._layers):
            squash.apply(layer.members(told and partial(told, number)))
        self.ended = all(layer.ended for layer in self._layers)
        self._root = squash.root

    def entry(self, path: str, *, follow: bool = True) -> Entry | None:
        found = find(self._root, path, follow=follow)
        if found is None:
            return None
        canonical, node = found
        if isinstance(node, Directory):
            return Entry(path=canonical, kind=EntryKind.DIRECTORY, mode=node.mode)
        target = node.target if node.kind is EntryKind.SYMLINK else None
        return Entry(path=canonical, kind=node.kind, size=node.size, mode=node.mode, target=target)

    def children(self, path: str) -> Sequence[str]:
        found = find(self._root, path)
        return sorted(found[1].children) if found and isinstance(found[1], Directory) else ()

    def storage(self, path: str) -> Storage:
        """A regular file's bytes, to be read at any offset. Raises FileUnreadable."""
        leaf = self._file(path)
        if leaf.offset == MISSING:
            raise FileUnreadable(path, f"it is a hard link to {leaf.target!r}, which no layer holds")
        layer = self._layers[leaf.storage].storage
        if leaf.holes is None:
            return Window(layer, leaf.offset, leaf.size, path)
        return SparseStorage(Window(layer, leaf.offset, leaf.holes.stored, path), leaf.holes)

    def layer(self, path: str, name: str) -> Layer:
        """A layer that lies here as a file, called `name` in errors. Raises FileUnreadable, SourceError."""
        leaf = self._file(path)
        known = self._layers[leaf.storage].nested.get(leaf.offset)
        if known is not None:
            return known
        storage = self.storage(path)
        storage.name = name
        return Layer(decompressed(storage))

    def open(self, path: str) -> BinaryIO:
        storage = self.storage(path)
        size = storage.size or 0
        if not storage.random and size <= MAX_WHOLE_BYTES:
            storage = HeldStorage(_read(path, storage, 0, size), path)
        return cast("BinaryIO", io.BufferedReader(_Reader(path, storage)))

    def read(self, path: str, limit: int) -> bytes:
        leaf = self._file(path)
        if leaf.size > limit:
            raise FileUnreadable(path, f"it is larger than {limit} bytes")
        return _read(path, self.storage(path), 0, leaf.size)

    def storage_order(self, paths: Iterable[str]) -> Sequence[str]:
        return [path for _, _, path in sorted((*self._position(path), path) for path in paths)]

    def hashes(self, paths: Iterable[str]) -> Iterator[tuple[str, str | FileUnreadable]]:
        ordered = self.storage_order(paths)
        if all(layer.storage.random for layer in self._layers):
            return hash_all(((path, self._size(path)) for path in ordered), self._readable)
        return self._hashes_of_passed(ordered)

    def _hashes_of_passed(self, paths: Iterable[str]) -> Iterator[tuple[str, str | FileUnreadable]]:
        for path in paths:
            storage, offset = self._position(path)
            known = self._layers[storage].digests.get(offset) if storage >= 0 else None
            if known is not None:
                yield path, known.hex()
            else:
                yield from hash_each([path], self._readable)

    def _readable(self, path: str) -> _Reader:
        leaf = self._file(path)
        if leaf.holes and leaf.size - leaf.holes.stored > MAX_HOLE_BYTES:
            raise FileUnreadable(path, f"a sparse file of {leaf.size} bytes, of which almost none is stored")
        return _Reader(path, self.storage(path))

    def _file(self, path: str) -> Leaf:
        found = find(self._root, path)
        if found is None:
            raise FileUnreadable(path, "there is no such file, or a link leads nowhere")
        node = found[1]
        if isinstance(node, Directory) or node.kind is not EntryKind.FILE:
            raise FileUnreadable(path, "it is not a regular file")
        return node

    def _position(self, path: str) -> tuple[int, int]:
        found = find(self._root, path)
        return (found[1].storage, found[1].offset) if found and isinstance(found[1], Leaf) else (-1, 0)

    def _size(self, path: str) -> int:
        found = find(self._root, path)
        return found[1].size if found and isinstance(found[1], Leaf) else 0


class _Reader(io.RawIOBase):
    """A file of a layer; errors of the layer are errors of the file."""

    def __init__(self, path: str, storage: Storage) -> None:
        self._path = path
        self._storage = storage
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._storage.size or 0}[whence]
        if base + offset < 0:
            raise OSError(f"{self._path}: seek to before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # narrower than typeshed's Buffer
        left = max(0, (self._storage.size or 0) - self._at)
        data = _read(self._path, self._storage, self._at, min(len(buffer), BUFFER_BYTES, left))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def _read(path: str, storage: Storage, offset: int, size: int) -> bytes:
    try:
        data = storage.read_at(offset, size)
    except SourceError as error:
        raise FileUnreadable(path, error.problem) from error
    if len(data) < size:
        raise FileUnreadable(path, "its layer is truncated")
    return data
