"""A wheel on an index, looked into without downloading it: its own RECORD, its METADATA, its scripts."""

from __future__ import annotations

import hashlib
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from packaging.utils import canonicalize_name

from parity.errors import PackageIndexError
from parity.index.remote_file import RemoteFiles
from parity.index.transport import Transport
from parity.index.wheel_cache import Wheel, WheelCache
from parity.model.package_index import IndexFile
from parity.parsers.dist_metadata import BODY, MAX_METADATA_BYTES
from parity.parsers.launcher import MAX_LAUNCHER_BYTES
from parity.parsers.package_file_name import parse_file_name
from parity.parsers.record import MAX_RECORD_BYTES, parse_record
from parity.parsers.shipped_rows import is_script, wheel_name, wheel_rows

BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, KeyError, IndexError,
    NotImplementedError, RuntimeError, OverflowError, UnicodeDecodeError, ValueError,
)  # fmt: skip


class Wheels:
    """Looks into wheels through one transport; what was seen is kept. Used by several threads at once."""

    def __init__(self, transport: Transport, cache: Path | None = None) -> None:
        """Args: cache: directory in which what wheels say is kept; None: nothing is kept."""
        self._transport = transport
        self._files = RemoteFiles(transport)
        self._kept = WheelCache(cache)

    def look(self, file: IndexFile) -> Wheel:
        """What a wheel says of itself.

        Raises:
            PackageIndexError: it cannot be had, is damaged, or is not what the index says.
        """
        kept = self._kept.load(file)
        if kept is not None:
            return kept
        with self._opened(file) as (archive, sha256):
            seen = _look(archive, file, sha256)
        self._kept.store(file, seen)
        return seen

    def metadata(self, file: IndexFile) -> bytes:
        """METADATA of a wheel: beside it where the index has it there (PEP 658), else from inside.

        Raises:
            PackageIndexError: as `look`; or the metadata is not what the index says.
        """
        if file.metadata and not file.location.startswith("file:"):
            answer = self._transport.get(f"{file.location}.metadata", limit=MAX_METADATA_BYTES)
            if answer.status == 200:
                stated = file.metadata_hashes.get("sha256")
                if stated is not None and hashlib.sha256(answer.body).hexdigest() != stated:
                    raise PackageIndexError(
                        "use the metadata of", file.url, "its hash is not the one that the index states"
                    )
                return answer.body
        return self.look(file).metadata

    @contextmanager
    def _opened(self, file: IndexFile) -> Iterator[tuple[zipfile.ZipFile, str | None]]:
        try:
            with self._files.opened(file) as (stream, sha256), zipfile.ZipFile(stream) as archive:
                yield archive, sha256
        except BROKEN as error:
            raise PackageIndexError(
                "look into the wheel", file.url, f"it is no wheel that can be read ({error})"
            ) from None


def _look(archive: zipfile.ZipFile, file: IndexFile, sha256: str | None) -> Wheel:
    directory = _dist_info(archive, file)
    rows, _ = parse_record(_member(archive, f"{directory}/RECORD", MAX_RECORD_BYTES))
    if not rows:
        raise ValueError("its RECORD names no file")
    names = set(archive.namelist())
    scripts = {
        row.path: _head(archive, row.path) for row in rows if is_script(wheel_name(row.path)) and row.path in names
    }
    return Wheel(
        rows=wheel_rows(rows, scripts),
        metadata=_start(archive, f"{directory}/METADATA", MAX_METADATA_BYTES),
        sha256=sha256,
    )


def _dist_info(archive: zipfile.ZipFile, file: IndexFile) -> str:
    """The directory of metadata: the one that is named by the project, else the only one."""
    found = [
        name.partition("/")[0]
        for name in archive.namelist()
        if name.endswith(".dist-info/RECORD") and name.count("/") == 1
    ]
    stated = parse_file_name(file.name)
    own = [one for one in found if stated and canonicalize_name(one.partition("-")[0]) == stated.project]
    if not own and len(found) != 1:
        raise ValueError("it has no RECORD of its own")
    return (own or found)[0]


def _member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    with archive.open(name) as member:
        data = member.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"its {name.rpartition('/')[2]} has more than {limit:,} bytes")
    return data


def _start(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Headers of METADATA; what it describes at length after them is not needed."""
    with archive.open(name) as member:
        return BODY.split(member.read(limit), maxsplit=1)[0] + b"\n"


def _head(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        head = member.read(4)
        return head if not head.startswith(b"#!") else head + member.read(MAX_LAUNCHER_BYTES - len(head))
