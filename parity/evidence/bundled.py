"""Which libraries a distribution carries inside, and in which version: by its own word (PEP 770), by its constants."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from parity.errors import FileUnreadable
from parity.interfaces import FileSystem, RecordedFile
from parity.model.edits import BundledEdit
from parity.parsers.elf import ElfError, parse_elf
from parity.parsers.elf_constants import constants
from parity.parsers.native_version import OVERLAP_BYTES, inscriptions
from parity.parsers.sbom import parse_sbom
from parity.parsers.soname import is_tagged_extension

MAX_SBOM_BYTES = 4 << 20
MAX_SBOMS = 16
MAX_MODULES = 48  # of one side, whose constants are searched
MAX_CONSTANTS = 48 << 20  # bytes of constants, of one side
MAX_BUNDLED = 200

Rows = Mapping[str, RecordedFile]


def compare_bundled(
    before: tuple[FileSystem, Rows], after: tuple[FileSystem, Rows], changed: Iterable[str], versions: tuple[str, str]
) -> tuple[BundledEdit, ...]:
    """What both sides carry in two versions; sorted.

    Args:
        before, after: where a side's files are, and its rows by their names; the side with the older version first.
        changed: names of files that are not the same on both sides.
        versions: of the distribution, so that what is versioned with it is left out.
    """
    names = sorted(changed)
    said = [_by_documents(files, rows) for files, rows in (before, after)]
    seen = [_by_constants(files, rows, names) for files, rows in (before, after)]
    found: list[BundledEdit] = []
    for told_by, (old, new) in (("its software bill of materials", said), ("its constants", seen)):
        for name in sorted(old.keys() & new.keys()):
            pair = (old[name], new[name])
            if pair[0] != pair[1] and pair != versions and not any(edit.name == name for edit in found):
                found.append(BundledEdit(name=name, before=pair[0], after=pair[1], told_by=told_by))
    return tuple(found[:MAX_BUNDLED])


def _by_documents(files: FileSystem, rows: Rows) -> dict[str, str]:
    documents = [
        row for name, row in sorted(rows.items()) if ".dist-info/sboms/" in name and name.endswith((".json", ".spdx"))
    ]
    found: dict[str, str] = {}
    for row in documents[:MAX_SBOMS]:
        try:
            components = parse_sbom(files.read(row.path, MAX_SBOM_BYTES))
        except (FileUnreadable, ValueError):
            continue  # evidence is what can be read
        for name, version in components:
            found.setdefault(name, version)
    return found


def _by_constants(files: FileSystem, rows: Rows, names: Iterable[str]) -> dict[str, str]:
    """Of extension modules: what a shared library says of itself, its own fact tells."""
    modules = [rows[name].path for name in names if name in rows and is_tagged_extension(posixpath.basename(name))]
    found: dict[str, str] = {}
    left = MAX_CONSTANTS
    for path in files.storage_order(modules[:MAX_MODULES]):
        for piece in _constants(files, path):
            left -= len(piece)
            if left < 0:
                return found
            for provider, version in inscriptions(piece):
                found.setdefault(provider, version)
    return found


def _constants(files: FileSystem, path: str) -> Iterator[bytes]:
    try:
        with files.open(path) as file:
            yield from constants(file, parse_elf(file), OVERLAP_BYTES)
    except (FileUnreadable, ElfError, OSError):
        return
