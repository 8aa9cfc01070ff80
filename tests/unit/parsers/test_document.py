"""Documents as plain values, and where two of them differ."""

from __future__ import annotations

import pytest

from parity.parsers.document import different_values, last_key, parse_document


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": 1, "b": {"c": 2}}, {"a": 1, "b": {"c": 3}}, [("b.c", "2", "3")]),
        ({"a": 1}, {"b": 1}, [("a", "1", None), ("b", None, "1")]),
        ({"a": [1, 2]}, {"a": [1, 3]}, [("a[1]", "2", "3")]),
        ({"a": [1, 2]}, {"a": [1, 2, 3]}, [("a", "2 items", "3 items")]),
        ({"a": 1}, {"a": True}, [("a", "1", "true")]),
        ({"a": {"x": 1}}, {"a": None}, [("a", "1 keys", "null")]),
        ({"a": float("nan")}, {"a": float("nan")}, []),
        ([], {}, [("", "0 items", "0 keys")]),
    ],
)
def test_what_differs(before: object, after: object, found: object) -> None:
    assert different_values(before, after, 10) == (found, True)


def test_it_is_bounded() -> None:
    found, complete = different_values(list(range(50)), list(range(1, 51)), 10)
    assert (len(found), complete) == (10, False)
    pairs = zip("abcdefgh", "bcdefghi", strict=True)
    many = [f"{one}: &{one} [{', '.join([f'*{last}'] * 10)}]\n" for last, one in pairs]
    bomb = "a: &a [x]\n" + "".join(many)
    old = parse_document("yaml", bomb.encode())
    assert different_values(old, parse_document("yaml", bomb.replace("[x]", "[y]").encode()), 10**9)[1] is False


@pytest.mark.parametrize(
    ("language", "data", "value"),
    [
        ("json", b'{"a": 1}', {"a": 1}),
        ("toml", b"a = 1", {"a": 1}),
        ("yaml", b"a: 1\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
    ],
)
def test_a_document(language: str, data: bytes, value: object) -> None:
    assert parse_document(language, data) == value


@pytest.mark.parametrize(
    ("language", "data"),
    [("json", b"{"), ("json", b"[" * 100_000), ("toml", b"a"), ("toml", b"\xff"), ("yaml", b"a: [\n"),
     ("yaml", b"!!python/object/apply:os.system ['true']"), ("yaml", b"\x00")],
)  # fmt: skip
def test_no_document(language: str, data: bytes) -> None:
    with pytest.raises(ValueError):
        parse_document(language, data)


def test_the_last_key() -> None:
    assert last_key("model.sizes[2]") == "sizes"
    assert last_key("a") == "a"
