"""Layer directories of an overlay file system as one root, without mounting them.

Format: https://docs.kernel.org/filesystems/overlayfs.html (whiteouts, opaque directories). What it calls redirects and
metacopies is not followed: a stack that has one is refused, for it could not be shown exactly.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from parity.errors import FileUnreadable, SourceError
from parity.interfaces import Entry, EntryKind
from parity.rootfs.host import HostFiles
from parity.rootfs.squash import OPAQUE, WHITEOUT, Squash
from parity.rootfs.storage import FileStorage
from parity.rootfs.tar import Member, MemberKind
from parity.rootfs.tree import Leaf, entry_at, find, names_in

KINDS = {stat.S_IFREG: MemberKind.FILE, stat.S_IFDIR: MemberKind.DIRECTORY, stat.S_IFLNK: MemberKind.SYMLINK}
PREFIXES = ("trusted.overlay.", "user.overlay.")  # the second is what user namespaces write
OPAQUE_MARK = "opaque"
# Bookkeeping that does not change what is seen: whence a copy came, inode numbers, integrity of lower layers.
HARMLESS = frozenset({"origin", "impure", "nlink", "uuid", "upper", "protattr"})


class OverlayFiles:
    """What the layers add up to; their files are read where they lie. They must not change meanwhile."""

    def __init__(self, layers: Sequence[str]) -> None:
        """Index the layer directories, lowest first.

        Raises:
            SourceError: one cannot be read, or holds something that this view does not show exactly.
        """
        squash = Squash()
        for layer in layers:
            try:
                squash.apply(_members(layer))
            except OSError as error:
                raise SourceError("read the layer", layer, error.strerror or str(error)) from error
        self._root = squash.root
        self._layers = tuple(HostFiles(layer) for layer in layers)

    def entry(self, path: str, *, follow: bool = True) -> Entry | None:
        return entry_at(self._root, path, follow=follow)

    def children(self, path: str) -> Sequence[str]:
        return names_in(self._root, path)

    def open(self, path: str) -> BinaryIO:
        layer, canonical = self._place(path)
        return self._layers[layer].open(canonical)

    def read(self, path: str, limit: int) -> bytes:
        layer, canonical = self._place(path)
        return self._layers[layer].read(canonical, limit)

    def storage(self, path: str) -> FileStorage:
        """A regular file's bytes, to be read at any offset; the caller closes it. Raises FileUnreadable."""
        layer, canonical = self._place(path)
        return self._layers[layer].storage(canonical)

    def storage_order(self, paths: Iterable[str]) -> Sequence[str]:
        return list(paths)

    def hashes(self, paths: Iterable[str]) -> Iterator[tuple[str, str | FileUnreadable]]:
        asked: dict[int, list[tuple[str, str]]] = {}
        for path in paths:
            try:
                layer, canonical = self._place(path)
            except FileUnreadable as error:
                yield path, error
            else:
                asked.setdefault(layer, []).append((path, canonical))
        for layer, pairs in sorted(asked.items()):
            found = self._layers[layer].hashes(canonical for _, canonical in pairs)
            for (path, _), (_, digest) in zip(pairs, found, strict=True):
                yield path, digest

    def _place(self, path: str) -> tuple[int, str]:
        """The layer in which a file lies, and its path there: the same as in the whole."""
        found = find(self._root, path)
        if found is None:
            raise FileUnreadable(path, "there is no such file, or a link leads nowhere")
        canonical, node = found
        if not isinstance(node, Leaf) or node.kind is not EntryKind.FILE:
            raise FileUnreadable(path, "it is not a regular file")
        return node.storage, canonical


def readable(layers: Sequence[str]) -> bool:
    """Whether this process may list every layer, and tell the marks of overlay file systems in them."""
    return bool(layers) and os.geteuid() == 0 and all(Path(layer).is_dir() for layer in layers)


def _members(layer: str) -> Iterator[Member]:
    """What lies in a layer's directory, as a tar of that layer would have it; parents first."""
    waiting = [("", layer)]
    while waiting:
        inside, directory = waiting.pop()
        if _is_opaque(directory, inside):
            yield Member(f"{inside}/{OPAQUE}".lstrip("/"), MemberKind.FILE)
        with os.scandir(directory) as entries:
            for entry in entries:
                path = f"{inside}/{entry.name}" if inside else entry.name
                status = entry.stat(follow_symlinks=False)
                member = _member(path, entry.path, status)
                yield member
                if member.kind is MemberKind.DIRECTORY:
                    waiting.append((path, entry.path))


def _member(path: str, place: str, status: os.stat_result) -> Member:
    head, slash, name = path.rpartition("/")
    if name.startswith(WHITEOUT):
        raise _inexact(place, "its name means something else in an archive")
    kind = KINDS.get(stat.S_IFMT(status.st_mode), MemberKind.OTHER)
    if stat.S_ISCHR(status.st_mode) and status.st_rdev == 0:
        return Member(f"{head}{slash}{WHITEOUT}{name}", MemberKind.FILE)
    if kind is MemberKind.FILE:
        _marks(place)
    return Member(
        path, kind,
        size=status.st_size if kind is MemberKind.FILE else 0,
        mode=stat.S_IMODE(status.st_mode),
        link=os.readlink(place) if kind is MemberKind.SYMLINK else None,  # noqa: PTH115 - str names, surrogates and all
    )  # fmt: skip


def _is_opaque(directory: str, inside: str) -> bool:
    """Whether a directory hides what lower layers have in it. The top of a layer never does."""
    for name in _marks(directory):
        if name.endswith(f".{OPAQUE_MARK}"):
            if os.getxattr(directory, name, follow_symlinks=False) != b"y":
                raise _inexact(directory, "it is opaque in an unknown way")
            return bool(inside)
    return False


def _marks(place: str) -> list[str]:
    """The overlay file system's own attributes of a file or directory."""
    found = [name for name in os.listxattr(place, follow_symlinks=False) if name.startswith(PREFIXES)]
    for name in found:
        mark = name.rpartition(".")[2]
        if mark != OPAQUE_MARK and mark not in HARMLESS:
            raise _inexact(place, f"it has the overlay attribute {mark!r}")
    return found


def _inexact(place: str, problem: str) -> SourceError:
    return SourceError("show the layer in place at", place, problem)
