"""One package's header as the rpm database keeps it: an index of tags, then their data (rpm's docs/manual/format).

The same for each of the three kinds of database; all numbers are big-endian.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

MAX_TAGS = 4096
MAX_HEADER_BYTES = 64 << 20  # rpm's own limit on a header's data is 256 MiB; kernels' headers take 2
MAX_FILES = 1 << 18

_NAME, _VERSION, _RELEASE, _EPOCH, _ARCH, _SOURCE = 1000, 1001, 1002, 1003, 1022, 1044
_DIRECTORY_INDEXES, _BASENAMES, _DIRECTORIES = 1116, 1117, 1118
_INT32, _STRING, _STRINGS, _TRANSLATED = 4, 6, 8, 9


class RpmHeaderError(ValueError):
    """The bytes are no header, or one that contradicts itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RpmPackage:
    """One installed package.

    Attributes:
        version: "epoch:version-release"; the epoch only where it is not 0.
        source: name of the source package ("glibc-2.34-100.el9.src.rpm"), as recorded.
        shared_objects: absolute paths of its files that may be shared objects.
    """

    name: str
    version: str
    architecture: str | None = None
    source: str | None = None
    shared_objects: tuple[str, ...] = ()


def parse_header(blob: bytes) -> RpmPackage:
    """Read one header blob. Raises RpmHeaderError."""
    if len(blob) < 8:
        raise RpmHeaderError("truncated header")
    count, size = struct.unpack_from(">II", blob)
    start = 8 + count * 16
    if count > MAX_TAGS or size > MAX_HEADER_BYTES or start + size > len(blob):
        raise RpmHeaderError("a header larger than its bytes")
    data = blob[start : start + size]
    tags = {tag: entry for tag, *entry in struct.iter_unpack(">IIiI", blob[8:start])}
    name, version, release = (_string(data, tags.get(tag)) for tag in (_NAME, _VERSION, _RELEASE))
    if not name or not version:
        raise RpmHeaderError("a header without name and version")
    (epoch,) = _integers(data, tags.get(_EPOCH))[:1] or (0,)
    full = f"{version}-{release}" if release else version
    return RpmPackage(
        name=name,
        version=f"{epoch}:{full}" if epoch else full,
        architecture=_string(data, tags.get(_ARCH)),
        source=_string(data, tags.get(_SOURCE)),
        shared_objects=_shared_objects(data, tags),
    )


def _shared_objects(data: bytes, tags: dict[int, list[int]]) -> tuple[str, ...]:
    entry = tags.get(_BASENAMES)
    if entry is None or b".so" not in data:
        return ()
    names = _strings(data, entry)
    directories = _strings(data, tags.get(_DIRECTORIES))
    return tuple(
        f"{directories[index].decode('utf-8', 'surrogateescape')}{name.decode('utf-8', 'surrogateescape')}"
        for name, index in zip(names, _integers(data, tags.get(_DIRECTORY_INDEXES)), strict=False)
        if b".so" in name and index < len(directories)
    )


def _string(data: bytes, entry: list[int] | None) -> str | None:
    if entry is None or entry[0] not in (_STRING, _TRANSLATED) or not 0 <= entry[1] < len(data):
        return None
    end = data.find(b"\0", entry[1])
    if end < 0:
        raise RpmHeaderError("a string without end")
    return data[entry[1] : end].decode("utf-8", "surrogateescape")


def _strings(data: bytes, entry: list[int] | None) -> list[bytes]:
    if entry is None or entry[0] != _STRINGS or not 0 <= entry[1] < len(data):
        return []
    count = entry[2]
    if count > MAX_FILES:
        raise RpmHeaderError("absurdly many files")
    # Splitting at most `count` times leaves everything behind the array unsplit in the last element.
    return data[entry[1] :].split(b"\0", count)[:count]


def _integers(data: bytes, entry: list[int] | None) -> tuple[int, ...]:
    if entry is None or entry[0] != _INT32:
        return ()
    _, offset, count = entry
    if not 0 <= offset <= len(data) or offset + count * 4 > len(data):
        raise RpmHeaderError("numbers outside of the data")
    return struct.unpack_from(f">{count}I", data, offset)
