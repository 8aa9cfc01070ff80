from __future__ import annotations

import hashlib

import pytest

from parity.parsers.record import Row, parse_record
from tests.support.installs import row_hash

HASH = hashlib.sha256(b"x").hexdigest()
ROW = row_hash(b"x")


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512", "md5", "sha1"])
def test_hashes_become_hex(algorithm: str) -> None:
    rows, invalid = parse_record(f"a.py,{row_hash(b'x', algorithm)},1\n".encode())
    assert rows == (Row("a.py", algorithm, hashlib.new(algorithm, b"x").hexdigest(), 1),)
    assert invalid == 0


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("a.py,,", Row("a.py")),
        ("a.py", Row("a.py")),
        (f"a.py,{ROW}=,1", Row("a.py", "sha256", HASH, 1)),  # padded
        (f"a.py,{ROW}", Row("a.py", "sha256", HASH)),
        (f"a.py,{ROW},many", Row("a.py", "sha256", HASH)),
        (f"a.py,{ROW},-1", Row("a.py", "sha256", HASH)),
        ("a.py,sha256=!!!,1", Row("a.py", size=1)),
        ("a.py,sha256=AAAA,1", Row("a.py", size=1)),  # too short for a sha256
        ("a.py,shake_128=AAAA,1", Row("a.py", size=1)),
        (f'"a,b.py",{ROW},1', Row("a,b.py", "sha256", HASH, 1)),
        (f"a,b.py,{ROW},1", Row("a,b.py", "sha256", HASH, 1)),  # comma without quotes
        (f'"a ""b"".py",{ROW},1', Row('a "b".py', "sha256", HASH, 1)),
        (f"../../../bin/x,{ROW},1", Row("../../../bin/x", "sha256", HASH, 1)),
    ],
)
def test_rows_as_found_in_the_wild(line: str, row: Row) -> None:
    assert parse_record(line.encode())[0] == (row,)


def test_crlf() -> None:
    assert parse_record(f"a.py,{ROW},1\r\nb.py,,\r\n".encode())[0] == (
        Row("a.py", "sha256", HASH, 1),
        Row("b.py"),
    )


def test_undecodable_names_keep_their_bytes() -> None:
    (row,) = parse_record(b"caf\xe9.py,,\n")[0]
    assert row.path.encode("utf-8", "surrogateescape") == b"caf\xe9.py"


def test_an_absurd_row_costs_only_itself() -> None:
    rows, invalid = parse_record(b"good.py,,\n,sha256=x,1\na\0b,,\n" + b"y" * 5000 + b",,\nlast.py,,\n")
    assert [row.path for row in rows] == ["good.py", "last.py"]
    assert invalid == 3


def test_an_unbalanced_quote_over_a_huge_field_falls_back_to_lines() -> None:
    data = b'"a.py,,\n' + b"b.py,,\n" * 40_000
    assert Row("b.py") in parse_record(data)[0]
