"""Which files belong to a distribution: by RECORD, by conda's record, or by the trees it names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from parity.environments.metadata import MetadataRecord
from parity.environments.reading import absolute, is_directory, is_file, kind, names
from parity.errors import FileUnreadable
from parity.interfaces import EntryKind, FileSystem, RecordedFile
from parity.parsers.conda_meta import CondaRecord
from parity.parsers.file_class import is_bytecode
from parity.parsers.record import MAX_RECORD_BYTES, Row, parse_record

MAX_TREE_FILES = 50_000
MAX_TREE_DEPTH = 40
KERNEL = ("/proc", "/sys", "/dev")
TWO_UP = re.compile(r"\.\./\.\./(?!\.\./)")
SITE_DIRECTORIES = ("site-packages", "dist-packages")


def by_record(files: FileSystem, record: MetadataRecord) -> tuple[tuple[RecordedFile, ...], str | None] | None:
    """The rows of RECORD (or a setup.py install's list) and what is wrong with it; None where there is neither."""
    data = record.texts.get("RECORD")
    if data is None:
        return _by_installed_files(record)
    if isinstance(data, FileUnreadable):
        return (), f"RECORD cannot be read: {data.reason}"
    if len(data) > MAX_RECORD_BYTES:
        return (), f"RECORD is larger than {MAX_RECORD_BYTES >> 20} MiB"
    rows, invalid = parse_record(data)
    if not rows:
        return (), "RECORD names no file" if not invalid else "RECORD holds no valid row"
    found = {}
    for row in rows:
        path = _row_path(files, row, record.location)
        if path is not None:
            found[path] = RecordedFile(path=path, digest=row.digest, size=row.size, algorithm=row.algorithm or "sha256")
    return tuple(found.values()), None


def _row_path(files: FileSystem, row: Row, location: str) -> str | None:
    """Absolute, clamped to the root; None for the kernel's files, which no distribution installs."""
    if "/." not in "/" + row.path and "//" not in row.path and not row.path.startswith("/"):
        return f"{location}/{row.path}" if location != "/" else f"/{row.path}"
    path = absolute(row.path, location)
    if path.startswith(tuple(directory + "/" for directory in KERNEL)):
        return None
    # pip --target moves bin/ and the like beside the packages, or leaves them out, and keeps rows that lead nowhere.
    if TWO_UP.match(row.path) and kind(files, path) is None:
        beside = absolute(row.path.removeprefix("../../"), location)
        return beside if kind(files, beside) is not None else None
    return path


def _by_installed_files(record: MetadataRecord) -> tuple[tuple[RecordedFile, ...], str | None] | None:
    data = record.text("installed-files.txt")
    if data is None or len(data) > MAX_RECORD_BYTES:
        return None
    lines = data.decode("utf-8", "surrogateescape").splitlines()
    paths = dict.fromkeys(absolute(line, record.path) for line in lines if line.strip() and "\0" not in line)
    return tuple(RecordedFile(path=path) for path in paths), None


def by_conda(record: CondaRecord, prefix: str) -> tuple[RecordedFile, ...]:
    """The files of a conda package, as written into this prefix."""
    return tuple(
        RecordedFile(path=absolute(file.path, prefix), digest=file.installed, size=file.size, shipped=file.shipped)
        for file in record.files
        if not is_bytecode(file.path)
    )


def by_trees(files: FileSystem, record: MetadataRecord, top_level: Sequence[str]) -> tuple[RecordedFile, ...]:
    """The record itself, and the modules and packages it names; a namespace package is others' too, so left out."""
    found = list(_tree(files, record.path, 0)) if is_directory(files, record.path) else [record.path]
    beside = names(files, record.location)
    for module in top_level:
        package = posixpath.join(record.location, module)
        if is_file(files, posixpath.join(package, "__init__.py")):
            found.extend(_tree(files, package, 0))
        for name in beside:
            if name == f"{module}.py" or (name.startswith(module + ".") and name.endswith(".so")):
                found.append(posixpath.join(record.location, name))
    return tuple(RecordedFile(path=path) for path in found[:MAX_TREE_FILES] if not is_bytecode(path))


def _tree(files: FileSystem, directory: str, depth: int) -> Iterator[str]:
    if depth > MAX_TREE_DEPTH:
        return
    for name in names(files, directory):
        path = posixpath.join(directory, name)
        found = files.entry(path, follow=False)
        if found is None or name == "__pycache__":
            continue
        if found.kind is EntryKind.DIRECTORY:
            yield from _tree(files, path, depth + 1)
        elif found.kind is EntryKind.FILE:
            yield path


def conda_owners(records: Mapping[str, CondaRecord]) -> dict[str, str]:
    """Paths, relative to the prefix, of the Python metadata that conda packages ship -> key of the conda record."""
    found: dict[str, str] = {}
    for key, record in records.items():
        for file in record.files:
            directory, _, name = file.path.rpartition("/")
            if name in ("METADATA", "PKG-INFO") and directory.endswith((".dist-info", ".egg-info")):
                found[directory] = key
            elif name.endswith(".egg-info"):
                found[file.path] = key
    return found
