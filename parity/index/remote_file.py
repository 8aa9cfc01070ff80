"""The bytes of a file on an index: parts of it where the server sends parts, all of it below a bound where not."""

from __future__ import annotations

import hashlib
import io
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit

from parity.errors import PackageIndexError
from parity.index.ranges import RangedFile
from parity.index.transport import Transport
from parity.model.package_index import IndexFile

TAIL = 24 << 10  # bytes that are asked for first: all of the metadata of a wheel of some fifty files
ROW = 96  # bytes that a file takes in a compressed RECORD, about
OUTDATED = "the index may be out of date"
MAX_DIRECTORY_BYTES = 64 << 20
MAX_WHOLE = 64 << 20  # bytes of a file that is downloaded where the server sends no parts
END = struct.Struct("<4s4H2LH")  # the end of a zip's directory: signature, ..., entries, its size, its start, ...


class RemoteFiles:
    """Opens files of indexes for reading. Used by several threads at once."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._whole = threading.Semaphore(1)  # of downloads in memory
        self._no_ranges: set[str] = set()

    @contextmanager
    def opened(self, file: IndexFile) -> Iterator[tuple[BinaryIO, str | None]]:
        """The bytes, and the digest of all of them where they were all read."""
        if file.location.startswith("file:"):
            path = Path(unquote(urlsplit(file.location).path))
            with path.open("rb") as stream:
                digest = _digest(stream)
                self._verify(file, digest)
                yield stream, digest
            return
        if file.hashes and (ranged := self._ranged(file)) is not None:
            yield cast("BinaryIO", ranged), None
            return
        with self._whole:
            data = self._download(file)
            digest = hashlib.sha256(data).hexdigest()
            self._verify(file, digest)
            yield io.BytesIO(data), digest

    def _ranged(self, file: IndexFile) -> RangedFile | None:
        """The file by its parts, its end already there; None where the server only sends it whole."""
        host = urlsplit(file.location).netloc
        if host in self._no_ranges:
            return None
        size = file.size if file.size is not None else self._size(file)
        first = None if size is None else self._part(file, max(0, size - TAIL), size)
        if size is None or first is None:
            self._no_ranges.add(host)
            return None
        tail = first

        def fetch(start: int, stop: int) -> bytes:
            if size - len(tail) <= start and stop <= size:
                return tail[start - size + len(tail) : stop - size + len(tail)]
            part = self._part(file, start, stop)
            if part is None:
                raise OSError("the server stopped sending parts of it")
            return part

        ranged = RangedFile(size, fetch)
        ranged.need(size - len(tail), size)
        ranged.need(*_metadata_span(tail, size))
        return ranged

    def _size(self, file: IndexFile) -> int | None:
        return self._transport.get(file.location, limit=1, span=(0, 1), whole=False).total

    def _part(self, file: IndexFile, start: int, stop: int) -> bytes | None:
        if start >= stop:
            return b""
        answer = self._transport.get(file.location, limit=stop - start, span=(start, stop), whole=False)
        if answer.status == 200:
            return None
        if answer.status != 206 or len(answer.body) != stop - start or (answer.total or stop) < stop:
            raise PackageIndexError(
                "look into the wheel", file.url,
                f"the server answered {answer.status}" + (", but with another part" if answer.status == 206 else ""),
                OUTDATED if answer.status in (404, 410, 416) else "",
            )  # fmt: skip
        return answer.body

    def _download(self, file: IndexFile) -> bytes:
        if file.size is not None and file.size > MAX_WHOLE:
            raise PackageIndexError(
                "look into the wheel", file.url,
                f"the server sends it only whole: {file.size >> 20} MiB; at most {MAX_WHOLE >> 20} are taken",
            )  # fmt: skip
        answer = self._transport.get(file.location, limit=MAX_WHOLE)
        if answer.status != 200:
            raise PackageIndexError(
                "fetch", file.url, f"the server answered {answer.status}", "the index may be out of date"
            )
        return answer.body

    def _verify(self, file: IndexFile, digest: str) -> None:
        if file.sha256 is not None and file.sha256 != digest:
            raise PackageIndexError(
                "use the file", file.url, f"its sha256 is {digest}, and {file.index} says {file.sha256}",
                "the file was damaged or exchanged: ask whoever runs the index",
            )  # fmt: skip


def _metadata_span(tail: bytes, size: int) -> tuple[int, int]:
    """Where, by the end of the archive, its directory and the RECORD in front of it lie; nothing if it does not say."""
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + END.size > len(tail):
        return size, size
    _, _, _, _, entries, length, start, _ = END.unpack_from(tail, at)
    if length > MAX_DIRECTORY_BYTES:
        raise ValueError(f"its directory has {length:,} bytes")
    if start == 0xFFFFFFFF or start + length > size:  # zip64: zipfile finds its own way
        return size, size
    if start >= size - len(tail) + entries * ROW:
        return size, size
    return start - entries * ROW - (8 << 10), start + length


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    stream.seek(0)
    return digest.hexdigest()
