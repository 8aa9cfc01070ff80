"""Stacks layers into one tree, as the OCI image layer specification and an overlay file system do.

Where the specification is silent, what Docker's overlay2 does is right: a layer that has "a/b" but not "a", above
a layer in which "a" is a link, makes "a" a directory.
"""

from __future__ import annotations

from collections.abc import Iterable

from parity.errors import LimitExceeded
from parity.interfaces import EntryKind
from parity.rootfs.links import parts
from parity.rootfs.tar import MAX_MEMBERS, Member, MemberKind
from parity.rootfs.tree import MISSING, Directory, Leaf, Node, directories, find

WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"
AUFS_PREFIX = ".wh..wh."  # bookkeeping of a file system that is gone
AUFS_LINKS = ".wh..wh.plnk"  # except these: targets of hard links within the layer
NOT_A_NAME = frozenset({"", ".", ".."})

KINDS = {MemberKind.FILE: EntryKind.FILE, MemberKind.SYMLINK: EntryKind.SYMLINK, MemberKind.OTHER: EntryKind.OTHER}


class Squash:
    """Applies layers, lowest first. `root` is what they add up to."""

    def __init__(self) -> None:
        self.root = Directory(-1)
        self._layer = -1
        self._parents: dict[str, Directory] = {}  # by the path as written in this layer
        self._late: list[tuple[Directory, str, Leaf]] = []  # hard links whose target has not come yet
        self._aufs: dict[str, Leaf] = {}
        self._count = 0

    def apply(self, members: Iterable[Member]) -> None:
        """Put one layer on top. Raises what `members` raises, and LimitExceeded."""
        self._layer += 1
        self._late, self._aufs = [], {}
        layer, parents = self._layer, self._parents
        parents.clear()
        file, regular = MemberKind.FILE, EntryKind.FILE
        for member in members:
            path, kind, offset, size, mode, _, holes = member
            head, _, name = path.rpartition("/")
            directory = parents.get(head)
            if directory is None or name in NOT_A_NAME or name.startswith(WHITEOUT):
                self._apply(member)
            elif kind is file and name not in directory.children:
                # Nearly every member: a new file beside one that was just added.
                directory.children[name] = Leaf(regular, layer, layer, offset, size, mode, None, holes)
            else:
                self._add(directory, name, member)
            self._count += 1
        if self._count > MAX_MEMBERS:
            raise LimitExceeded("index", "the layers", f"they have more than {MAX_MEMBERS} members")
        self._link_late()

    def _apply(self, member: Member) -> None:
        names = _lexical(member.path)
        if not names:
            if member.kind is MemberKind.DIRECTORY:
                self.root.mode = member.mode
            return
        if names[0] == AUFS_LINKS:
            self._aufs[names[-1]] = self._leaf(member)
            return
        name = names.pop()
        if name.startswith(AUFS_PREFIX) and name != OPAQUE:
            return
        directory = self._parent(member.path.rpartition("/")[0], names)
        if name == OPAQUE:
            self._hide_lower(directory)
        elif name.startswith(WHITEOUT):
            self._white_out(directory, name[len(WHITEOUT) :])
        else:
            self._add(directory, name, member)

    def _add(self, directory: Directory, name: str, member: Member) -> None:
        if member.kind is MemberKind.DIRECTORY:
            self._enter(directory, name, member.mode)
        elif member.kind is MemberKind.HARD_LINK:
            self._link(directory, name, member)
        else:
            self._put(directory, name, self._leaf(member))

    def _leaf(self, member: Member) -> Leaf:
        kind = KINDS.get(member.kind, EntryKind.OTHER)
        return Leaf(
            kind, self._layer, self._layer, member.offset, member.size, member.mode, member.link, member.holes
        )  # fmt: skip

    def _put(self, directory: Directory, name: str, node: Node) -> None:
        old = directory.children.get(name)
        if old is not None and (isinstance(old, Directory) or old.kind is EntryKind.SYMLINK):
            self._parents.clear()  # some of them may have led through it
        directory.children[name] = node

    def _enter(self, directory: Directory, name: str, mode: int) -> None:
        old = directory.children.get(name)
        if isinstance(old, Directory):
            old.mode, old.layer = mode, self._layer
        else:
            self._put(directory, name, Directory(self._layer, mode))

    def _parent(self, written: str, names: list[str]) -> Directory:
        """The directory of a member, made where missing. A link is followed only if this layer put it there."""
        known = self._parents.get(written)
        if known is not None:
            return known
        directory = self.root
        for depth, name in enumerate(names):
            child = directory.children.get(name)
            if isinstance(child, Leaf) and child.kind is EntryKind.SYMLINK and child.layer == self._layer:
                found = find(self.root, "/".join(names[: depth + 1]))
                child = found[1] if found else None
            if not isinstance(child, Directory):
                child = Directory(self._layer)
                self._put(directory, name, child)
            directory = child
        self._parents[written] = directory
        return directory

    def _link(self, directory: Directory, name: str, member: Member) -> None:
        leaf = Leaf(
            EntryKind.FILE, self._layer, self._layer, MISSING, 0, member.mode, member.link or "", None
        )  # fmt: skip
        linked = self._linked(leaf)
        self._put(directory, name, linked or leaf)
        if linked is None:
            self._late.append((directory, name, leaf))

    def _linked(self, link: Leaf) -> Leaf | None:
        names = _lexical(link.target or "")
        if names and names[0] == AUFS_LINKS:
            return self._aufs.get(names[-1])
        found = find(self.root, "/".join(names), follow=False)
        if found is None or isinstance(found[1], Directory) or found[1].offset == MISSING:
            return None
        return found[1]._replace(layer=self._layer)

    def _link_late(self) -> None:
        for directory, name, leaf in self._late:
            if directory.children.get(name) is leaf and (linked := self._linked(leaf)):
                directory.children[name] = linked

    def _white_out(self, directory: Directory, name: str) -> None:
        """A whiteout hides what lower layers put there, wherever in its layer it stands."""
        old = directory.children.get(name)
        if isinstance(old, Directory):
            self._hide_lower(old)
            if old.layer != self._layer and not old.children:
                del directory.children[name]
                self._parents.clear()
        elif old is not None and old.layer != self._layer:
            del directory.children[name]
            self._parents.clear()

    def _hide_lower(self, top: Directory) -> None:
        for directory in reversed(list(directories(top, bare=self._layer))):
            directory.bare = self._layer
            hidden = [
                name
                for name, child in directory.children.items()
                if child.layer != self._layer and not (isinstance(child, Directory) and child.children)
            ]
            for name in hidden:
                del directory.children[name]
        self._parents.clear()


def _lexical(path: str) -> list[str]:
    """The components of a member's name; ".." never climbs above the root."""
    names: list[str] = []
    for name in parts(path):
        if name != "..":
            names.append(name)
        elif names:
            names.pop()
    return names
