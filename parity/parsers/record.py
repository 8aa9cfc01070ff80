"""RECORD: the list of files that a wheel's installer leaves behind, read leniently.

Format: https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
"""

from __future__ import annotations

import base64
import binascii
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

MAX_RECORD_BYTES = 64 << 20  # the longest seen on PyPI has 30,000 rows in 3 MB
MAX_ROWS = 500_000
MAX_PATH = 4096

# hashlib's names by what RECORD writes; whatever has no fixed length or is not there everywhere is left out.
ALGORITHMS = {
    name: hashlib.new(name, usedforsecurity=False).digest_size
    for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: path as written; algorithm and hex digest both None where the row has no usable hash."""

    path: str
    algorithm: str | None = None
    digest: str | None = None
    size: int | None = None


def parse_record(data: bytes) -> tuple[tuple[Row, ...], int]:
    """The rows of a RECORD and how many lines were no rows. Never raises: an absurd row costs only itself."""
    text = data.decode("utf-8", "surrogateescape")
    rows: list[Row] = []
    invalid = 0
    for fields in _fields(text):
        row = _row(fields)
        if row is not None:
            rows.append(row)
        elif any(field.strip() for field in fields):
            invalid += 1
        if len(rows) >= MAX_ROWS:
            break
    return tuple(rows), invalid


def _fields(text: str) -> Iterator[list[str]]:
    """Rows by csv; where csv gives up (an unbalanced quote over a huge field), line by line without quoting."""
    lines = text.splitlines()
    if '"' not in text:
        yield from (line.split(",") for line in lines)
        return
    try:
        # Collected first: a reader that fails half-way must not leave rows that the second try repeats.
        rows = list(csv.reader(text.split("\n")))
    except csv.Error:
        rows = [line.replace('"', "").split(",") for line in lines]
    yield from rows


def _row(fields: list[str]) -> Row | None:
    if len(fields) > 3:  # a path with unquoted commas: hash and size are the last two
        fields = [",".join(fields[:-2]), *fields[-2:]]
    path = fields[0].rstrip("\r") if fields else ""
    if not path or len(path) > MAX_PATH or "\0" in path:
        return None
    algorithm, digest = _hash(fields[1]) if len(fields) > 1 else (None, None)
    return Row(path, algorithm, digest, _size(fields[2]) if len(fields) > 2 else None)


def _hash(field: str) -> tuple[str | None, str | None]:
    """("sha256", hex) of "sha256=<urlsafe base64 without padding>"; both None where it is not that."""
    algorithm, equals, encoded = field.strip().partition("=")
    algorithm = algorithm.lower()
    if not equals or algorithm not in ALGORITHMS:
        return None, None
    encoded = encoded.rstrip("=")
    try:
        raw = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None, None
    return (algorithm, raw.hex()) if len(raw) == ALGORITHMS[algorithm] else (None, None)


def _size(field: str) -> int | None:
    field = field.strip()
    return int(field) if field.isascii() and field.isdigit() and len(field) < 16 else None
