"""Resolves symbolic links inside a root, as a process chrooted there would see them."""

from __future__ import annotations

from collections.abc import Callable

from parity.interfaces import EntryKind

MAX_HOPS = 40  # as Linux (path_resolution(7))
MAX_PATH = 4096  # PATH_MAX; longer link targets cannot exist on a real file system
MAX_STEPS = 4096  # components looked at in all: links to long paths full of links would multiply

# What lies at a canonical path, links not followed: its kind, and the target where it is a link.
Look = Callable[[str], "tuple[EntryKind, str | None] | None"]


def parts(path: str) -> list[str]:
    """The components of a path, without empty ones and ".". Keeps ".."."""
    return [part for part in path.split("/") if part and part != "."]


def resolve(path: str, look: Look, *, follow: bool = True) -> str | None:
    """The canonical absolute path that `path` leads to; None where it leads to nothing, or round in circles.

    ".." at the root stays at the root, so no link can lead out of it. With `follow` False a link in the last
    component is left as it is.
    """
    pending = parts(path)[::-1]
    done: list[str] = []
    hops, steps = 0, 0
    while pending:
        name = pending.pop()
        steps += 1
        if steps > MAX_STEPS:
            return None
        if name == "..":
            if done:
                done.pop()
            continue
        found = look(f"/{'/'.join(done)}/{name}" if done else f"/{name}")
        if found is None:
            return None
        kind, target = found
        if kind is EntryKind.SYMLINK and (pending or follow):
            hops += 1
            if not target or hops > MAX_HOPS or len(target) > MAX_PATH:
                return None
            if target.startswith("/"):
                done.clear()
            pending.extend(parts(target)[::-1])
        elif pending and kind is not EntryKind.DIRECTORY:
            return None
        else:
            done.append(name)
    return "/" + "/".join(done)
