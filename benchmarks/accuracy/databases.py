"""SQLite databases as a case tells them: one table, its rows and its index, before and after an edit."""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.accuracy.edits import Edit

PAGES = ("vacuum", "page size", "page_size", "free page", "freelist", "defragment", "auto_vacuum", "analyze", "rebuilt")
ROWS = 40
FREED = 400  # rows that were there once, and whose pages stay


def database(said: Mapping[str, Any], edit: Edit, edited: bool) -> bytes:
    """Its bytes; the index is missing on the side of which the edit says so, else on both the same."""
    with tempfile.TemporaryDirectory(prefix="parity-case-") as folder:
        place = Path(folder) / "database"
        _write(place, said, edit, edited)
        return place.read_bytes()


def _write(place: Path, said: Mapping[str, Any], edit: Edit, edited: bool) -> None:
    indexed = "index" in edit.words
    pages = any(word in edit.words for word in PAGES)
    content = edited and not (indexed or pages)
    connection = sqlite3.connect(place)
    connection.execute("CREATE TABLE feat (entity TEXT, value REAL)")
    seed = hashlib.shake_256(str(said).encode() if content else b"").digest(ROWS)
    connection.executemany("INSERT INTO feat VALUES (?, ?)", [(f"e{n}", byte / 8) for n, byte in enumerate(seed)])
    added = any(word in edit.words for word in ("added", "created", "with index"))
    if not indexed or edited is added:
        connection.execute("CREATE INDEX by_entity ON feat (entity)")
    if pages and not edited:
        connection.executemany("INSERT INTO feat VALUES (?, 0)", [("x" * 200,)] * FREED)
        connection.execute("DELETE FROM feat WHERE value = 0 AND entity LIKE 'xx%'")
    connection.commit()
    connection.close()
