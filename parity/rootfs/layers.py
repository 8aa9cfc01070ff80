"""A stack of tar layers as a root file system, read in place."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from typing import BinaryIO, cast

from parity.errors import FileUnreadable
from parity.interfaces import Entry, EntryKind
from parity.rootfs.decompress import decompressed
from parity.rootfs.hashing import LARGE_BYTES, MAX_HOLE_BYTES, hash_all, sha256_of
from parity.rootfs.layer import Layer
from parity.rootfs.reader import StoredFile, read_exactly
from parity.rootfs.sparse import SparseStorage
from parity.rootfs.squash import Squash
from parity.rootfs.storage import HeldStorage, Storage, Window
from parity.rootfs.tree import MISSING, Directory, Leaf, entry_at, find, names_in

NO_FILE = Leaf(EntryKind.OTHER, -1, -1)
# In a layer that only reads forward, a step back costs a hundred times more than reading on: smaller files come whole.
MAX_WHOLE_BYTES = 64 << 20


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
        return entry_at(self._root, path, follow=follow)

    def children(self, path: str) -> Sequence[str]:
        return names_in(self._root, path)

    def storage(self, path: str) -> Storage:
        """A regular file's bytes, to be read at any offset. Raises FileUnreadable."""
        return self._content(path, self._file(path))

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
            storage = HeldStorage(read_exactly(path, storage, 0, size), path)
        return cast("BinaryIO", io.BufferedReader(StoredFile(path, storage)))

    def read(self, path: str, limit: int) -> bytes:
        leaf = self._file(path)
        if leaf.size > limit:
            raise FileUnreadable(path, f"it is larger than {limit} bytes")
        return read_exactly(path, self._content(path, leaf), 0, leaf.size)

    def storage_order(self, paths: Iterable[str]) -> Sequence[str]:
        return [path for _, path in self._ordered(paths)]

    def hashes(self, paths: Iterable[str]) -> Iterator[tuple[str, str | FileUnreadable]]:
        found = {path: leaf for leaf, path in self._ordered(paths)}
        # What only reads forward gains nothing from threads: size 0 keeps it in this one.
        sizes = ((path, leaf.size if self._is_random(leaf) else 0) for path, leaf in found.items())
        return hash_all(sizes, lambda path: self._digest(path, found[path]))

    def _is_random(self, leaf: Leaf) -> bool:
        return leaf.kind is EntryKind.FILE and self._layers[leaf.storage].storage.random

    def _digest(self, path: str, leaf: Leaf) -> str:
        if leaf.kind is not EntryKind.FILE:
            leaf = self._file(path)  # says what it is instead
        if known := self._layers[leaf.storage].digests.get(leaf.offset):
            return known.hex()
        if leaf.holes and leaf.size - leaf.holes.stored > MAX_HOLE_BYTES:
            raise FileUnreadable(path, f"a sparse file of {leaf.size} bytes, of which almost none is stored")
        content = self._content(path, leaf)
        if leaf.size < LARGE_BYTES:
            return sha256(read_exactly(path, content, 0, leaf.size)).hexdigest()
        return sha256_of(StoredFile(path, content).readinto, leaf.size)

    def _content(self, path: str, leaf: Leaf) -> Storage:
        if leaf.offset == MISSING:
            raise FileUnreadable(path, f"it is a hard link to {leaf.target!r}, which no layer holds")
        layer = self._layers[leaf.storage].storage
        if leaf.holes is None:
            return Window(layer, leaf.offset, leaf.size, path)
        return SparseStorage(Window(layer, leaf.offset, leaf.holes.stored, path), leaf.holes)

    def _ordered(self, paths: Iterable[str]) -> list[tuple[Leaf, str]]:
        """Where the paths lead, in the order of layers and offsets; what is no file comes first."""
        found = ((find(self._root, path), path) for path in paths)
        leaves = [(node[1] if node and isinstance(node[1], Leaf) else NO_FILE, path) for node, path in found]
        return sorted(leaves, key=lambda pair: (pair[0].storage, pair[0].offset, pair[1]))

    def _file(self, path: str) -> Leaf:
        found = find(self._root, path)
        if found is None:
            raise FileUnreadable(path, "there is no such file, or a link leads nowhere")
        node = found[1]
        if isinstance(node, Directory) or node.kind is not EntryKind.FILE:
            raise FileUnreadable(path, "it is not a regular file")
        return node
