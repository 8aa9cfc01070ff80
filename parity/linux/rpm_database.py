"""Opens rpm's database, whichever of its three kinds it is: SQLite, ndb or Berkeley DB."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from parity.errors import FileUnreadable
from parity.interfaces import EntryKind, FileSystem
from parity.model.facts import Gap
from parity.model.keys import Domain
from parity.parsers import rpm_bdb, rpm_ndb
from parity.parsers.rpm_bdb import BdbError
from parity.parsers.rpm_header import RpmHeaderError, RpmPackage, parse_header
from parity.parsers.rpm_ndb import NdbError

MAX_DATABASE_BYTES = 512 << 20
MAX_PACKAGES = 50_000
MAX_SQLITE_STEPS = 2_000_000  # of SQLite's virtual machine: a hundred times what the largest database here takes

DIRECTORIES = ("/var/lib/rpm", "/usr/lib/sysimage/rpm", "/usr/share/rpm")  # RHEL; Fedora and SUSE; rpm-ostree
# The table as rpm makes it (lib/backend/sqlite.c). One that computes its columns would run what it says there.
_TABLE = re.compile(r"CREATE TABLE '?Packages'? \(\s*hnum INTEGER PRIMARY KEY AUTOINCREMENT,\s*blob BLOB NOT NULL\s*\)")


def rpm_packages(files: FileSystem) -> Iterator[RpmPackage | Gap]:
    """Every package of the first rpm database found; what of it is damaged is a gap."""
    readers: tuple[tuple[str, Callable[[FileSystem, str], Iterator[bytes]]], ...] = (
        ("rpmdb.sqlite", _sqlite_blobs), ("Packages.db", _ndb_blobs), ("Packages", _bdb_blobs),
    )  # fmt: skip
    for path, blobs in ((f"{directory}/{name}", blobs) for directory in DIRECTORIES for name, blobs in readers):
        entry = files.entry(path)
        if entry is None or entry.kind is not EntryKind.FILE:
            continue
        if entry.size > MAX_DATABASE_BYTES:
            yield _gap(path, f"it is larger than {MAX_DATABASE_BYTES >> 20} MiB")
            return
        yield from _parsed(files, path, blobs)
        return


def _parsed(
    files: FileSystem, path: str, blobs: Callable[[FileSystem, str], Iterator[bytes]]
) -> Iterator[RpmPackage | Gap]:
    seen = 0
    try:
        for blob in blobs(files, path):
            seen += 1
            if seen > MAX_PACKAGES:
                yield _gap(path, f"it has more than {MAX_PACKAGES} packages")
                return
            try:
                yield parse_header(blob)
            except RpmHeaderError as error:
                yield _gap(path, str(error))
    except FileUnreadable as error:
        yield _gap(error.path, error.reason)
    except (NdbError, BdbError, sqlite3.Error, OSError) as error:
        yield _gap(path, str(error))


def _gap(path: str, reason: str) -> Gap:
    return Gap(domain=Domain.SYSTEM, subject="rpm:*", reason=f"{path}: {reason}")


def _ndb_blobs(files: FileSystem, path: str) -> Iterator[bytes]:
    with files.open(path) as file:
        yield from rpm_ndb.header_blobs(file)


def _bdb_blobs(files: FileSystem, path: str) -> Iterator[bytes]:
    with files.open(path) as file:
        yield from rpm_bdb.header_blobs(file)


def _sqlite_blobs(files: FileSystem, path: str) -> Iterator[bytes]:
    """SQLite reads files of the host only, so it gets a copy, with the write-ahead log beside it."""
    with tempfile.TemporaryDirectory(prefix="parity-rpmdb-") as directory:
        for suffix in ("", "-wal"):
            entry = files.entry(path + suffix)
            if entry and entry.kind is EntryKind.FILE and entry.size <= MAX_DATABASE_BYTES:
                with files.open(path + suffix) as source:
                    _copy(source, Path(directory) / f"rpmdb{suffix}")
        connection = sqlite3.connect(Path(directory) / "rpmdb")
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            budget = iter(range(MAX_SQLITE_STEPS // 1000))
            connection.set_progress_handler(lambda: next(budget, None) is None, 1000)
            row = connection.execute(
                "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'Packages'"
            ).fetchone()
            if row is None or not isinstance(row[0], str) or not _TABLE.fullmatch(row[0]):
                raise sqlite3.DatabaseError("no table of packages as rpm makes it")
            for (blob,) in connection.execute("SELECT blob FROM Packages ORDER BY hnum"):
                yield blob if isinstance(blob, bytes) else b""
        finally:
            connection.close()


def _copy(source: BinaryIO, destination: Path) -> None:
    with destination.open("wb") as copy:
        shutil.copyfileobj(source, copy, 1 << 20)
