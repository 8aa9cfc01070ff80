"""The footer of a Parquet file (parquet.thrift) -> what it says of the rows, and how they are written.

Pages are not read: their compression may need libraries. What the footer tells of the rows is the schema, their number,
and of each column the number of values and nulls, the least and the greatest.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CODECS = {0: "uncompressed", 1: "snappy", 2: "gzip", 3: "lzo", 4: "brotli", 5: "lz4", 6: "zstd", 7: "lz4"}
_FORMS = {1: "<i", 2: "<q", 4: "<f", 5: "<d"}  # of the physical types that are numbers
_BYTES = 6


@dataclass(frozen=True, slots=True)
class Outline:
    """rows: hex sha256 of what is said of the rows, None without statistics; layout: how they are written."""

    rows: str | None
    layout: str


@dataclass(slots=True)
class _Column:
    values: int = 0
    nulls: int = 0
    least: Any = None
    greatest: Any = None
    complete: bool = True


def outline(footer: Mapping[int, object]) -> Outline:
    """FileMetaData: schema 2, num_rows 3, row_groups 4 -> columns 1 -> meta_data 3."""
    columns: dict[str, _Column] = {}
    codecs, encodings = set[str](), set[str]()
    groups = _list(footer.get(4))
    for group in groups:
        for chunk in _list(group.get(1)):
            told = chunk.get(3)
            if not isinstance(told, Mapping):
                continue
            path = repr(told.get(3))
            codec = told.get(4)
            codecs.add(CODECS.get(codec, str(codec)) if isinstance(codec, int) else "unknown")
            kinds = told.get(2)
            encodings |= {str(kind) for kind in kinds} if isinstance(kinds, list) else set()
            _add(columns.setdefault(path, _Column()), told)
    layout = f"{'/'.join(sorted(codecs))}, {len(groups)} row groups, encodings {' '.join(sorted(encodings))}"
    if not any(column.complete for column in columns.values()):
        return Outline(None, layout)
    found = hashlib.sha256(f"{footer.get(2)!r} {footer.get(3)}".encode())
    for path, column in sorted(columns.items()):
        ends = (column.least, column.greatest) if column.complete else ()
        found.update(f"{path} {column.values} {column.nulls} {ends!r}".encode())
    return Outline(found.hexdigest(), layout)


def _list(value: object) -> list[Mapping[int, object]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _add(column: _Column, told: Mapping[int, object]) -> None:
    """One chunk: num_values 5, statistics 12 (max_value 5, min_value 6, null_count 3; old ones: max 1, min 2)."""
    count, statistics = told.get(5), told.get(12)
    column.values += count if isinstance(count, int) else 0
    if not isinstance(statistics, Mapping):
        column.complete = False
        return
    nulls = statistics.get(3)
    column.nulls += nulls if isinstance(nulls, int) else 0
    kind = told.get(1)
    least, greatest = (_plain(statistics.get(new, statistics.get(old)), kind) for new, old in ((6, 2), (5, 1)))
    if least is None or greatest is None:
        column.complete = False
        return
    column.least = least if column.least is None else min(column.least, least)
    column.greatest = greatest if column.greatest is None else max(column.greatest, greatest)


def _plain(value: object, kind: object) -> Any:
    """A value in the plain encoding, so that it can be compared; None where it cannot."""
    if not isinstance(value, bytes):
        return None
    form = _FORMS.get(kind) if isinstance(kind, int) else None
    if form is None:
        return value if kind == _BYTES else value.hex()
    return struct.unpack(form, value)[0] if len(value) == struct.calcsize(form) else None
