"""What a database holds, whatever its pages; and by what indexes it is found."""

from __future__ import annotations

import io
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from parity.parsers.sqlite_meaning import sqlite_indexes, sqlite_meaning

Act = Callable[[sqlite3.Connection], object]


def database(path: Path, *acts: Act, page: int = 4096) -> io.BytesIO:
    place = path / f"{len(list(path.iterdir()))}.sqlite"
    connection = sqlite3.connect(place)
    connection.execute(f"PRAGMA page_size = {page}")
    for act in (fill, *acts):
        act(connection)
        connection.commit()
    connection.close()
    return io.BytesIO(place.read_bytes())


def fill(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE feat (id INTEGER PRIMARY KEY, entity TEXT, value REAL, raw BLOB)")
    connection.execute("CREATE TABLE loose (word TEXT)")
    connection.execute("CREATE TABLE keyed (word TEXT PRIMARY KEY, weight INTEGER) WITHOUT ROWID")
    chance = random.Random(7)
    rows = [(n, f"entity-{n}", n / 7, chance.randbytes(n * 13 % 9000)) for n in range(-3, 600)]
    connection.executemany("INSERT INTO feat VALUES (?, ?, ?, ?)", rows)
    connection.executemany("INSERT INTO loose VALUES (?)", [(f"word {n}" * (n % 40),) for n in range(900)])
    connection.executemany("INSERT INTO keyed VALUES (?, ?)", [(f"k{n}", n << 33) for n in range(900)])


def index(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE INDEX by_entity ON feat (entity)")


@pytest.mark.parametrize(
    "acts",
    [
        (lambda c: c.executescript("DELETE FROM loose WHERE word = ''; VACUUM"),),
        (index, lambda c: c.execute("ANALYZE")),
        (index, lambda c: c.execute("DROP INDEX by_entity")),
    ],
)
def test_the_same_rows_in_other_pages(acts: tuple[Act, ...], tmp_path: Path) -> None:
    drop = (lambda c: c.execute("DELETE FROM loose WHERE word = ''"),)
    before = database(tmp_path, *drop)
    after = database(tmp_path, *drop, *acts, page=1024)
    assert before.getvalue() != after.getvalue()
    assert sqlite_meaning(before) == sqlite_meaning(after)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE feat SET value = value + 1e-9 WHERE id = 599",
        "UPDATE feat SET id = -9 WHERE id = -3",
        "DELETE FROM keyed WHERE word = 'k7'",
        "INSERT INTO loose VALUES (NULL)",
        "CREATE VIEW v AS SELECT word FROM loose",
    ],
)
def test_another_row_is_seen(statement: str, tmp_path: Path) -> None:
    other = database(tmp_path, lambda connection: connection.execute(statement))
    assert sqlite_meaning(database(tmp_path)) != sqlite_meaning(other)


def test_indexes_are_told_by_their_statements(tmp_path: Path) -> None:
    assert sqlite_indexes(database(tmp_path)) is None
    assert sqlite_indexes(database(tmp_path, index)) == "CREATE INDEX by_entity ON feat (entity)"


def test_a_database_with_a_log_beside_it_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="write-ahead"):
        sqlite_meaning(database(tmp_path, lambda connection: connection.execute("PRAGMA journal_mode = WAL")))


def test_damage_ends_in_an_error_or_a_digest(tmp_path: Path) -> None:
    whole = database(tmp_path, index).getvalue()
    chance = random.Random(11)
    for _ in range(60):
        data = bytearray(whole[: chance.choice((len(whole), len(whole) // 2))])
        for _ in range(20):
            data[chance.randrange(100, len(data))] = chance.randrange(256)
        try:
            assert len(sqlite_meaning(io.BytesIO(bytes(data)))) == 64
        except ValueError:
            continue
