"""Tells a root file system by the names at its top."""

from __future__ import annotations

from parity.errors import FileUnreadable
from parity.interfaces import FileSystem

# Of the Filesystem Hierarchy Standard; images without an operating system still have one of them for their program.
TOP_LEVEL = frozenset({"app", "bin", "etc", "home", "lib", "lib64", "opt", "root", "sbin", "srv", "usr", "var"})


def looks_like_root(files: FileSystem) -> bool:
    """Whether any of the usual directories is there."""
    try:
        return not TOP_LEVEL.isdisjoint(files.children("/"))
    except FileUnreadable:
        return False
