"""One tar as a layer: walked once, and where that means decompressing it, hashed on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import islice

from parity.errors import SourceError
from parity.rootfs.compressed import CompressedStorage
from parity.rootfs.decompress import decompressed
from parity.rootfs.storage import Storage, Window
from parity.rootfs.tar import MAX_MEMBERS, Member, MemberKind, TarWalk

PIECE_BYTES = 256 << 10
MAX_NESTED = 1000

Told = Callable[[int], None]


class Layer:
    """A tar's members, and what a single pass over it can know.

    Attributes:
        storage: the tar, decompressed.
        ended: it has the mark that ends an archive; known after the walk.
        digests: sha256 of its files by their offset; only where reading them again would cost a pass.
        nested: layers that lie in it by their offset, walked already; likewise.
    """

    def __init__(self, storage: Storage, *, holds_layers: bool = False) -> None:
        self.storage = storage
        self.ended = False
        self.digests: dict[int, bytes] = {}
        self.nested: dict[int, Layer] = {}
        self._holds_layers = holds_layers
        self._kept: list[Member] | None = None
        self._room = MAX_MEMBERS  # of all nested layers together

    def members(self, told: Told | None = None) -> Iterator[Member]:
        """As `tar.members`; `told` gets to know how many stored bytes have been passed."""
        if self._kept is not None:
            yield from self._kept
            return
        walk = TarWalk(self.storage)
        if self.storage.random:
            yield from walk.members()
        else:
            for member in walk.members():
                if member.kind is MemberKind.FILE and not member.holes:
                    self._pass(member, told)
                yield member
        self.ended = walk.ended

    def _pass(self, member: Member, told: Told | None) -> None:
        if member.size and self._holds_layers and _is_named_like_a_layer(member.path) and len(self.nested) < MAX_NESTED:
            self._look_inside(member, told)
            return
        digest, at, end = hashlib.sha256(), member.offset, member.offset + member.size
        while at < end:
            piece = self.storage.read_at(at, min(PIECE_BYTES, end - at))
            if not piece:
                return  # the walk will see that it is truncated
            digest.update(piece)
            at += len(piece)
        self.digests[member.offset] = digest.digest()
        if told:
            told(_passed(self.storage, end))

    def _look_inside(self, member: Member, told: Told | None) -> None:
        """Walk a layer while its bytes go by. What is wrong with it matters only to who asks for it."""
        try:
            inner = Layer(decompressed(Window(self.storage, member.offset, member.size, member.path)))
            walk = inner.members(told and (lambda at: told(_passed(self.storage, member.offset + at))))
            kept = list(islice(walk, self._room + 1))
        except SourceError:
            return
        if len(kept) > self._room:
            return
        self._room -= len(kept)
        inner._kept = kept
        self.nested[member.offset] = inner


def _is_named_like_a_layer(path: str) -> bool:
    """As Docker, OCI layouts, kaniko and podman name them; no file of a root file system lies so."""
    return path.endswith("/layer.tar") or "blobs/sha256/" in path or "/" not in path.removeprefix("./")


def _passed(storage: Storage, at: int) -> int:
    return storage.consumed if isinstance(storage, CompressedStorage) else at
