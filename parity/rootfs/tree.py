"""The tree of names that an archive or a stack of layers makes: where each file's bytes lie, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from parity.interfaces import Entry, EntryKind
from parity.rootfs.links import parts, resolve
from parity.rootfs.sparse import Holes

MISSING = -1


class Leaf(NamedTuple):
    """Anything but a directory.

    Attributes:
        layer: index of the layer that put it here.
        storage: index of the layer that holds its content: a hard link may lead to a lower one.
        offset: of its content in that layer's tar; MISSING of a hard link that leads nowhere.
        size: bytes as its reader sees them.
        target: of a symbolic link; of a hard link that leads nowhere.
    """

    kind: EntryKind
    layer: int
    storage: int
    offset: int = 0
    size: int = 0
    mode: int = 0
    target: str | None = None
    holes: Holes | None = None


class Directory:
    """A directory.

    Attributes:
        layer: index of the last layer that has an entry for it; that of its first child where none has.
        bare: index of the layer in which everything of lower layers was last seen to be gone from it.
    """

    __slots__ = ("bare", "children", "layer", "mode")

    def __init__(self, layer: int, mode: int = 0o755) -> None:
        self.children: dict[str, Node] = {}
        self.layer = self.bare = layer
        self.mode = mode


Node = Directory | Leaf


class _Look:
    """What `links.resolve` asks of a tree. It goes down step by step, so the last directory is kept at hand."""

    def __init__(self, root: Directory) -> None:
        self._root = root
        self._path = ""
        self._directory: Node | None = root

    def __call__(self, path: str) -> tuple[EntryKind, str | None] | None:
        parent, _, name = path.rpartition("/")
        if parent != self._path:
            self._path, self._directory = parent, node_at(self._root, parent)
        if not isinstance(self._directory, Directory):
            return None
        child = self._directory.children.get(name)
        if isinstance(child, Leaf):
            return child.kind, child.target
        if child is None:
            return None
        self._path, self._directory = path, child
        return EntryKind.DIRECTORY, None


def node_at(root: Directory, path: str) -> Node | None:
    """What lies at a canonical path; links are not followed."""
    node: Node = root
    for name in path.split("/"):
        if name:
            if not isinstance(node, Directory) or name not in node.children:
                return None
            node = node.children[name]
    return node


def find(root: Directory, path: str, *, follow: bool = True) -> tuple[str, Node] | None:
    """The canonical path and node that `path` leads to, links resolved inside the tree."""
    if ".." not in path and (node := node_at(root, path)) is not None and (not follow or not _is_link(node)):
        plain = path.startswith("/") and "//" not in path and "/." not in path and (path == "/" or path[-1] != "/")
        return path if plain else "/" + "/".join(parts(path)), node
    canonical = resolve(path, _Look(root), follow=follow)
    if canonical is None or (found := node_at(root, canonical)) is None:
        return None
    return canonical, found


def entry_at(root: Directory, path: str, *, follow: bool = True) -> Entry | None:
    """What `FileSystem.entry` says of a path in this tree."""
    found = find(root, path, follow=follow)
    if found is None:
        return None
    canonical, node = found
    if isinstance(node, Directory):
        return Entry(path=canonical, kind=EntryKind.DIRECTORY, mode=node.mode)
    target = node.target if node.kind is EntryKind.SYMLINK else None
    return Entry(path=canonical, kind=node.kind, size=node.size, mode=node.mode, target=target)


def names_in(root: Directory, path: str) -> Sequence[str]:
    """What `FileSystem.children` says of a path in this tree."""
    found = find(root, path)
    return sorted(found[1].children) if found and isinstance(found[1], Directory) else ()


def directories(top: Directory, *, bare: int) -> Iterator[Directory]:
    """A directory and those below it that are not `bare` in that layer, parents first.

    Not recursive: a hostile tree is deeper than the stack.
    """
    waiting = [top]
    while waiting:
        directory = waiting.pop()
        if directory.bare != bare:
            yield directory
            waiting.extend(child for child in directory.children.values() if isinstance(child, Directory))


def _is_link(node: Node) -> bool:
    return isinstance(node, Leaf) and node.kind is EntryKind.SYMLINK
