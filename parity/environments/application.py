"""The application's own files: what lies under the code roots, without what tools and installers put there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from parity.errors import FileUnreadable
from parity.interfaces import Entry, EntryKind, FileSystem, Target
from parity.model.facts import Gap
from parity.model.keys import Domain
from parity.parsers.file_kind import is_skipped_directory, is_skipped_file

MAX_FILES = 20_000
MAX_DEPTH = 64

NO_ROOT = "no working directory is set; say where the code is with --code-root"
WHOLE_ROOT = "the code root is /, which holds the whole image; say where the code is with --code-root"


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """A file of the application: its name below its code root, and what is there (links followed)."""

    name: str
    entry: Entry


def application_files(target: Target, domain: Domain) -> Iterator[ApplicationFile | Gap]:
    """Every file, by root and name; gaps of `domain` for roots and directories that cannot be seen."""
    if not target.code_roots:
        yield Gap(domain=domain, reason=NO_ROOT, inherent=True)
    count = 0
    for root in target.code_roots:
        prefix = f"{posixpath.basename(root)}/" if len(target.code_roots) > 1 else ""
        if root == "/":
            yield Gap(domain=domain, reason=WHOLE_ROOT, inherent=True)
            continue
        entry = target.files.entry(root)
        if entry is None or entry.kind is not EntryKind.DIRECTORY:
            yield Gap(domain=domain, reason=f"the code root {root} is not a directory", subject=f"{prefix}*")
            continue
        for found in _below(target.files, root, prefix, 0, domain):
            count += isinstance(found, ApplicationFile)
            if count > MAX_FILES:
                reason = f"{root} has more than {MAX_FILES} files; the rest was not looked at: narrow --code-root"
                yield Gap(domain=domain, reason=reason, subject=f"{prefix}*")
                return
            yield found


def _below(
    files: FileSystem, directory: str, prefix: str, depth: int, domain: Domain
) -> Iterator[ApplicationFile | Gap]:
    try:
        names = files.children(directory)
    except FileUnreadable as error:
        yield Gap(domain=domain, reason=f"{error.path}: {error.reason}", subject=f"{prefix}*")
        return
    if "pyvenv.cfg" in names or "conda-meta" in names:
        return  # an environment within the code root
    for name in names:
        path = f"{directory}/{name}"
        entry = files.entry(path, follow=False)
        if entry is not None and entry.kind is EntryKind.SYMLINK:
            entry = files.entry(path)
            if entry is not None and entry.kind is EntryKind.DIRECTORY:
                continue  # it is met where it lies, if that is below the root; and links may loop
        if entry is None:
            continue
        if entry.kind is EntryKind.DIRECTORY:
            if depth >= MAX_DEPTH:
                yield Gap(
                    domain=domain, reason=f"{path} is nested deeper than {MAX_DEPTH}", subject=f"{prefix}{name}/*"
                )
            elif not is_skipped_directory(name):
                yield from _below(files, path, f"{prefix}{name}/", depth + 1, domain)
        elif entry.kind is EntryKind.FILE and not is_skipped_file(name):
            yield ApplicationFile(f"{prefix}{name}", entry)
