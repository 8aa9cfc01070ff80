"""rpm's headers in each of its three databases, and damaged ones."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO

import pytest

from parity.parsers import rpm_bdb, rpm_ndb
from parity.parsers.rpm_bdb import BdbError
from parity.parsers.rpm_header import RpmHeaderError, parse_header
from parity.parsers.rpm_ndb import NdbError
from tests.support.fixtures import system

READERS: list[tuple[str, Callable[[BinaryIO], Iterator[bytes]], type[Exception]]] = [
    ("rpmdb-2-packages.ndb", rpm_ndb.header_blobs, NdbError),
    ("rpmdb-2-packages.bdb", rpm_bdb.header_blobs, BdbError),
]


@pytest.mark.parametrize(("name", "read", "error"), READERS)
def test_packages(name: str, read: Callable[[BinaryIO], Iterator[bytes]], error: type[Exception]) -> None:
    found = {package.name: package for package in map(parse_header, read(io.BytesIO(system(name))))}
    assert sorted(found) == ["filesystem-tools", "libfoo"]
    foo = found["libfoo"]
    assert (foo.version, foo.architecture) == ("1:1.2.3-4.el9", "x86_64")
    assert foo.source == "libfoo-1.2.3-4.el9.src.rpm"
    assert foo.shared_objects == ("/usr/lib64/libfoo.so.1", "/usr/lib64/libfoo.so.1.2.3")
    assert found["filesystem-tools"].version == "3.16-5.fc40"


@pytest.mark.parametrize(("name", "read", "error"), READERS)
def test_truncated_databases(name: str, read: Callable[[BinaryIO], Iterator[bytes]], error: type[Exception]) -> None:
    data = system(name)
    for size in (0, 8, 40, 72, 4000, len(data) // 2):
        with pytest.raises(error):
            list(read(io.BytesIO(data[:size])))


def test_overflow_pages_that_lead_in_circles_end() -> None:
    data = bytearray(system("rpmdb-2-packages.bdb"))
    for start in range(0, len(data), 4096):
        if data[start + 25] == 7:  # P_OVERFLOW: its next page is itself, and one byte is on it
            struct.pack_into("<I", data, start + 16, start // 4096)
            struct.pack_into("<H", data, start + 22, 1)
    blobs = list(rpm_bdb.header_blobs(io.BytesIO(bytes(data))))
    assert all(len(blob) < 4096 for blob in blobs)


def test_damaged_headers() -> None:
    (blob, _) = rpm_ndb.header_blobs(io.BytesIO(system("rpmdb-2-packages.ndb")))
    for broken in (b"", blob[:7], blob[:100], struct.pack(">II", 1 << 31, 0) + blob[8:], struct.pack(">II", 0, 0)):
        with pytest.raises(RpmHeaderError):
            parse_header(broken)
    for place in range(400):
        data = bytearray(blob)
        data[place] ^= 0xFF
        try:
            parse_header(bytes(data))
        except RpmHeaderError:
            continue
