"""What the extension modules of one side's standard library ask for."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from parity.errors import FileUnreadable
from parity.interfaces import Target
from parity.parsers.elf import ElfError, NotElf, parse_elf

DIRECTORY = "lib-dynload"
MAX_MODULES = 500


def standard_modules(target: Target) -> dict[str, tuple[str, ...]]:
    """Module -> sonames, sorted, of the serving interpreter; empty where it has none, or where they lie elsewhere."""
    entries = target.serving.path if target.serving else ()
    directories = [entry for entry in entries if posixpath.basename(entry) == DIRECTORY]
    return dict(one for path in directories for one in _needed(target, path))


def _needed(target: Target, directory: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        names = [name for name in target.files.children(directory) if name.endswith(".so")]
    except FileUnreadable:
        return
    for name in names[:MAX_MODULES]:
        try:
            with target.files.open(posixpath.join(directory, name)) as file:
                needed = parse_elf(file).needed
        except (FileUnreadable, OSError, NotElf, ElfError):
            continue
        yield name.partition(".")[0], tuple(sorted(needed))
