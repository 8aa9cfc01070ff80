"""rpm's own database, Packages.db of SUSE and others (rpm, lib/backend/ndb/rpmpkg.c): header blobs by slot."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from parity.parsers.rpm_header import MAX_HEADER_BYTES

MAX_SLOT_PAGES = 4096

_MAGIC, _SLOT, _BLOB = b"RpmP", b"Slot", b"BlbS"
_PAGE, _BLOCK, _SLOT_BYTES = 4096, 16, 16


class NdbError(ValueError):
    """The file is no ndb database, or a damaged one."""


def header_blobs(file: BinaryIO) -> Iterator[bytes]:
    """The header blobs, in slot order. Raises NdbError."""
    head = file.read(_PAGE)
    if head[:4] != _MAGIC or len(head) < 32:
        raise NdbError("no ndb header")
    version, _, pages = struct.unpack_from("<III", head, 4)
    if version != 0 or not 0 < pages <= MAX_SLOT_PAGES:
        raise NdbError("absurd ndb header")
    table = head + file.read((pages - 1) * _PAGE)
    if len(table) < pages * _PAGE:
        raise NdbError("truncated table of slots")
    for magic, package, block, blocks in struct.iter_unpack("<4sIII", table[2 * _SLOT_BYTES :]):
        if magic != _SLOT:
            raise NdbError("damaged slot")
        if package and block:
            yield _blob(file, package, block * _BLOCK, blocks * _BLOCK)


def _blob(file: BinaryIO, package: int, offset: int, room: int) -> bytes:
    file.seek(offset)
    magic, owner, _, size = struct.unpack("<4sIII", file.read(16).ljust(16, b"\0"))
    if magic != _BLOB or owner != package or size > min(room, MAX_HEADER_BYTES):
        raise NdbError("a slot that leads to no blob")
    data = file.read(size)
    if len(data) < size:
        raise NdbError("truncated blob")
    return data
