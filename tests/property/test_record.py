"""RECORD is written by installers and by attackers: what was written comes back, and nothing raises."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from parity.parsers.record import Row, parse_record
from tests.support.installs import row_hash

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60).filter(
    lambda s: s.strip() == s
)


@given(st.lists(st.tuples(NAMES, st.binary(max_size=8), st.integers(0, 10**12)), max_size=20))
def test_what_csv_writes_comes_back(rows: list[tuple[str, bytes, int]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows((name, row_hash(data), size) for name, data, size in rows)
    found, invalid = parse_record(text.getvalue().encode())
    assert [(row.path, row.size) for row in found] == [(name, size) for name, _, size in rows]
    assert all(row.algorithm == "sha256" and row.digest is not None for row in found)
    assert invalid == 0


@given(st.binary(max_size=2000) | st.text(alphabet='",\r\n=ab\0', max_size=200).map(str.encode))
def test_arbitrary_bytes_never_raise(data: bytes) -> None:
    rows, invalid = parse_record(data)
    assert invalid >= 0
    assert all(isinstance(row, Row) and row.path and "\0" not in row.path for row in rows)
