"""Importable files in site directories that no distribution installed: copied there by hand, or left behind."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from parity.environments.owned_files import SITE_DIRECTORIES
from parity.environments.reading import inside
from parity.errors import FileUnreadable
from parity.interfaces import EntryKind, FileSystem, Target
from parity.parsers.dist_metadata import named_by_directory
from parity.parsers.file_class import NATIVE_SUFFIXES, file_class

MAX_UNOWNED = 2_000  # files in all
MAX_DEPTH = 40
# What start-up reads has facts of its own; what tools write beside it acts on nothing.
LEFT_OUT = frozenset({"sitecustomize.py", "usercustomize.py", "_virtualenv.py", "__pycache__"})


@dataclass(slots=True)
class Unowned:
    """What was found.

    Attributes:
        files: paths of importable files by the top-level name they belong to.
        problems: directories that cannot be listed, and why.
        complete: False where there are more than MAX_UNOWNED.
    """

    files: dict[str, list[str]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    complete: bool = True


def unowned(target: Target) -> Unowned:
    """Walk the site directories that are not the system package manager's own."""
    found = Unowned()
    if target.serving is None:
        return found
    owned = {file.path for one in target.installed for file in one.files}
    parents = _parents(owned)
    # Of a distribution without a list of files everything under its names may be its own.
    unlisted = {name for one in target.installed if not one.recorded for name in (*one.top_level, one.name)}
    for directory in target.serving.path:
        if is_site_directory(directory) and not any(inside(root, directory) for root in target.code_roots):
            walk = _Walk(target.files, owned, parents, frozenset(unlisted), found)
            walk.site(directory)
    return found


def is_site_directory(directory: str) -> bool:
    """Whether installers of Python packages write there, and nobody else does: not the system's package manager."""
    if posixpath.basename(directory) not in SITE_DIRECTORIES:
        return False
    return not directory.startswith("/usr/lib") and not directory.startswith("/lib")


def _parents(paths: set[str]) -> Mapping[str, bool]:
    """Every directory in which something owned lies."""
    found: dict[str, bool] = {}
    for path in paths:
        parent = posixpath.dirname(path)
        while parent not in found and parent != "/":
            found[parent] = True
            parent = posixpath.dirname(parent)
    return found


@dataclass(frozen=True, slots=True)
class _Walk:
    files: FileSystem
    owned: set[str]
    parents: Mapping[str, bool]
    unlisted: frozenset[str]
    found: Unowned

    def site(self, directory: str) -> None:
        for name in self._children(directory):
            top = name.partition(".")[0]
            if not top.isidentifier() or top in self.unlisted or named_by_directory(name):
                continue
            for path in self._importable(posixpath.join(directory, name), name, 1):
                if sum(map(len, self.found.files.values())) >= MAX_UNOWNED:
                    self.found.complete = False
                    return
                self.found.files.setdefault(top, []).append(path)

    def _importable(self, path: str, name: str, depth: int) -> Iterator[str]:
        """The file itself, or those below it; what is owned needs no look."""
        base = posixpath.basename(path)
        if path in self.owned or base in LEFT_OUT or depth > MAX_DEPTH:
            return
        if path not in self.parents:
            entry = self.files.entry(path, follow=False)
            if entry is None or entry.kind in (EntryKind.SYMLINK, EntryKind.OTHER):
                return
            if entry.kind is EntryKind.FILE:
                if base.endswith((".py", *NATIVE_SUFFIXES)) and file_class(name).runs:
                    yield path
                return
        for child in self._children(path):
            if "." not in child or child.endswith((".py", *NATIVE_SUFFIXES)):
                yield from self._importable(f"{path}/{child}", f"{name}/{child}", depth + 1)

    def _children(self, directory: str) -> Iterator[str]:
        try:
            yield from self.files.children(directory)
        except FileUnreadable as error:
            self.found.problems[directory] = error.reason
