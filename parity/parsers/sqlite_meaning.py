"""An SQLite database -> a digest of its tables and rows, and by what indexes they are found."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from parity.parsers.sqlite_pages import Pages

SCHEMA = 1  # page at which the tree of the schema begins
MAX_SIZE = 16 << 20  # bytes of a file whose rows are read: some seconds
MAX_OBJECTS = 10_000  # tables, indexes, views and triggers
MAX_LAYOUT = 400  # characters
STATISTICS = "sqlite_stat"  # tables of the planner
# A column that is another name of the row's number; other numbers of rows are the database's own, and VACUUM gives new.
_NUMBERED = re.compile(r"\binteger\s+primary\s+key\b", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Object:
    kind: str
    name: str
    root: int
    sql: str


def sqlite_meaning(stream: BinaryIO) -> str:
    """Hex sha256 over every table, view and trigger with its statement, and the rows in their order.

    Raises:
        ValueError: it is damaged, or holds more than is looked at.
    """
    if stream.seek(0, io.SEEK_END) > MAX_SIZE:
        raise ValueError("it is larger than is looked at")
    pages = Pages(stream)
    found = hashlib.sha256()
    for one in sorted(_schema(pages), key=lambda one: (one.kind, one.name)):
        if one.kind == "index" or one.name.startswith(STATISTICS):
            continue
        found.update(f"{one.kind} {one.name!a} {one.sql!a}\n".encode())
        if one.kind == "table" and one.root:
            numbered = _NUMBERED.search(one.sql) is not None
            for rowid, values in pages.records(one.root):
                found.update(f"{rowid if numbered else ''} {values!a}\n".encode())
    return found.hexdigest()


def sqlite_indexes(stream: BinaryIO) -> str | None:
    """The statements that made its indexes, in the order of their names; None where it has none."""
    made = sorted((one.name, one.sql) for one in _schema(Pages(stream)) if one.kind == "index" and one.sql)
    return "; ".join(sql for _, sql in made)[:MAX_LAYOUT] or None


def _schema(pages: Pages) -> Iterator[_Object]:
    for number, (_, values) in enumerate(pages.records(SCHEMA)):
        if number >= MAX_OBJECTS or len(values) != 5:
            raise ValueError("its schema is damaged, or larger than is looked at")
        kind, name, _, root, sql = values
        if not (isinstance(kind, str) and isinstance(name, str)):
            raise ValueError("its schema is damaged")
        statement = _SPACE.sub(" ", sql).strip() if isinstance(sql, str) else ""
        yield _Object(kind, name, root if isinstance(root, int) else 0, statement)
