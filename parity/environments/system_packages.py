"""What the operating system's package manager installed of Python, and which files of it can be vouched for.

Distributions build a wheel, install it, and then strip its binaries, move its scripts and patch its data, without
touching RECORD. So there RECORD is no witness: dpkg's own lists and checksums are.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence

from parity.environments.metadata import MetadataRecord
from parity.environments.reading import contents, is_file, names
from parity.interfaces import FileSystem, RecordedFile
from parity.model.distribution import FileClass
from parity.parsers.file_class import file_class, is_bytecode

DPKG_INFO = "/var/lib/dpkg/info"
MAX_LIST_BYTES = 8 << 20
LOCATION = re.compile(r"/usr/lib(?:64)?/python[\d.]+/(?:site|dist)-packages")
INSTALLERS = ("pip", "uv", "poetry", "pdm", "conda", "pixi", "easy_install")
MD5_LINE = re.compile(r"(?P<digest>[0-9a-f]{32})  (?P<path>.+)")


def is_managed(record: MetadataRecord) -> bool:
    """Whether the package manager installed it, and not pip or its like into the same directory."""
    if not LOCATION.fullmatch(record.location):
        return False
    installer = record.installer()
    return installer is None or not installer.lower().startswith(INSTALLERS)


def stripped(files: FileSystem, recorded: Sequence[RecordedFile], location: str) -> tuple[RecordedFile, ...]:
    """The rows of a RECORD that no longer holds: files that are there, binaries without their hash."""
    return tuple(
        RecordedFile(path=file.path) if file_class(file.path.removeprefix(location + "/")) is FileClass.NATIVE else file
        for file in recorded
        if is_file(files, file.path)
    )


def dpkg_files(files: FileSystem, records: Iterable[str]) -> Mapping[str, tuple[RecordedFile, ...]]:
    """Files beside and below each of the metadata records, with dpkg's checksums, where a package owns the record."""
    wanted = set(records)
    if not wanted:
        return {}
    present = names(files, DPKG_INFO)
    lists = [name for name in present if name.endswith(".list")]
    # Nearly all are in packages called python...; only what is not costs a look at every list.
    found: dict[str, tuple[str, str]] = {}
    for likely in (True, False):
        if wanted - found.keys():
            some = [name for name in lists if name.startswith("python") is likely]
            found.update(_owners(files, some, wanted - found.keys()))
    checksums = _checksums(
        files,
        {package for package, _ in found.values()} & {name.removesuffix(".md5sums") for name in present},
    )
    return {
        record: tuple(
            _recorded(path, checksums) for path in _paths(text, posixpath.dirname(record)) if is_file(files, path)
        )
        for record, (_, text) in found.items()
    }


def _owners(files: FileSystem, lists: Sequence[str], wanted: set[str]) -> dict[str, tuple[str, str]]:
    """Record -> its package and the text of the package's list."""
    found = {}
    read = contents(files, {posixpath.join(DPKG_INFO, name): MAX_LIST_BYTES for name in lists})
    for path, data in sorted(read.items()):
        if not isinstance(data, bytes) or b"-packages/" not in data:
            continue
        text = data.decode("utf-8", "surrogateescape")
        package = posixpath.basename(path).removesuffix(".list")
        found.update({line: (package, text) for line in text.splitlines() if line in wanted})
    return found


def _paths(text: str, location: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(location + "/") and not is_bytecode(line)]


def _checksums(files: FileSystem, packages: Iterable[str]) -> dict[str, str]:
    """Absolute path -> hex md5."""
    wanted = {posixpath.join(DPKG_INFO, f"{package}.md5sums"): MAX_LIST_BYTES for package in sorted(packages)}
    found = {}
    for data in contents(files, wanted).values():
        text = data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else ""
        for line in text.splitlines():
            if row := MD5_LINE.fullmatch(line):
                found["/" + row["path"].lstrip("/")] = row["digest"]
    return found


def _recorded(path: str, checksums: Mapping[str, str]) -> RecordedFile:
    digest = checksums.get(path)
    return RecordedFile(path=path) if digest is None else RecordedFile(path=path, digest=digest, algorithm="md5")
