"""Results of two sides, compared by structure: every kind of difference, and where it is."""

from __future__ import annotations

import collections
import dataclasses
from typing import Any

import pytest

from parity.harness.encode import encode
from parity.measure.numbers import Tolerance
from parity.measure.outputs import compare_outputs
from parity.model.measurement import Kind

np = pytest.importorskip("numpy")


@dataclasses.dataclass
class Point:
    x: float
    y: float


RNG = np.random.RandomState(0)
TABLE = RNG.standard_normal((20, 5))
PERMUTED = [3, 1, 2]

CASES: list[tuple[str, Any, Any, Kind, str]] = [
    ("the same float", 0.1, 0.1, Kind.IDENTICAL, "."),
    ("one ulp", 0.3, 0.1 + 0.2, Kind.LAST_BITS, "."),
    ("within the tolerance", 1.0, 1.0 + 1e-7, Kind.TOLERATED, "."),
    ("another float", 1.0, 1.1, Kind.VALUES, "."),
    ("nan is nan", float("nan"), float("nan"), Kind.IDENTICAL, "."),
    ("nan is no number", float("nan"), 1.0, Kind.VALUES, "."),
    ("infinity", float("inf"), 1.0, Kind.VALUES, "."),
    ("int and float of one value", 1, 1.0, Kind.DTYPE, "."),
    ("True and 1", True, 1, Kind.DTYPE, "."),
    ("huge ints", 10**40, 10**40 + 1, Kind.VALUES, "."),
    ("text", "caf\u00e9", "cafe", Kind.VALUES, "."),
    ("text with another fraction", "loss 0.30000000000000004", "loss 0.3", Kind.LAST_BITS, "."),
    ("text with another whole number", "2 rows", "3 rows", Kind.VALUES, "."),
    ("bytes", b"\x00\xff", b"\x00\xfe", Kind.VALUES, "."),
    ("list order", [1, 2, 3], PERMUTED, Kind.ORDER, "[0]"),
    ("list length", [1, 2], [1, 2, 3], Kind.SHAPE, "."),
    ("inside a list", [1, [2.0, 3.0]], [1, [2.0, 4.0]], Kind.VALUES, "[1][1]"),
    ("list and tuple", [1, 2], (1, 2), Kind.DTYPE, "."),
    ("many floats", [0.1] * 100, [0.1] * 99 + [0.2], Kind.VALUES, "[99]"),
    ("dict keys", {"a": 1}, {"b": 1}, Kind.SHAPE, "."),
    ("dict order", {"a": 1, "b": 2}, {"b": 2, "a": 1}, Kind.ORDER, "."),
    ("inside a dict", {"a": {"b": 1}}, {"a": {"b": 2}}, Kind.VALUES, "['a']['b']"),
    ("sets have no order", {"a", "b", "c"}, {"c", "b", "a"}, Kind.IDENTICAL, "."),
    ("sets", {1, 2}, {1, 3}, Kind.VALUES, "[1]"),
    ("dataclass", Point(1.0, 2.0), Point(1.0, 2.5), Kind.VALUES, ".y"),
    ("array values", TABLE, TABLE + 1e-3, Kind.VALUES, ""),
    ("array last bits", TABLE, np.nextafter(TABLE, 10), Kind.LAST_BITS, ""),
    ("array dtype", TABLE, TABLE.astype("float32"), Kind.DTYPE, "."),
    ("array dtype of equal values", np.arange(5), np.arange(5, dtype="int32"), Kind.DTYPE, "."),
    ("array shape", TABLE, TABLE.T, Kind.SHAPE, "."),
    ("array order", np.array([1.0, 2.0, 3.0]), np.array([3.0, 1.0, 2.0]), Kind.ORDER, ""),
    ("byte order", np.arange(3, dtype=">i4"), np.arange(3, dtype=">i4"), Kind.IDENTICAL, "."),
    ("array of texts", np.array(["a", "b"]), np.array(["a", "c"]), Kind.VALUES, "[1]"),
    ("array of objects", np.array([None, "x"], dtype=object), np.array([None, "y"], dtype=object), Kind.VALUES, "[1]"),
    ("complex", np.array([1 + 2j]), np.array([1 + 3j]), Kind.VALUES, "[0]"),
    ("booleans", np.array([True, False]), np.array([True, True]), Kind.VALUES, "[1]"),
    ("dates", np.array(["2020-01-01"], dtype="M8[D]"), np.array(["2020-01-02"], dtype="M8[D]"), Kind.VALUES, "[0]"),
    ("numpy scalar and float", np.float64(1.5), 1.5, Kind.DTYPE, "."),
    ("exceptions of one type", ValueError("x is 1"), ValueError("x = 1"), Kind.WORDS, "."),
    ("exceptions of two types", ValueError("x"), KeyError("x"), Kind.RAISED, "."),
    ("an exception and a value", ValueError("x"), 3, Kind.RAISED, "."),
    ("objects by type", object(), collections.deque([1]), Kind.DTYPE, "."),
    ("objects without addresses", object(), object(), Kind.IDENTICAL, "."),
    ("generators", (i for i in range(5)), (i for i in range(5)), Kind.IDENTICAL, "."),
    ("generators of others", (i for i in range(5)), (i * 2 for i in range(5)), Kind.VALUES, "[1]"),
]


@pytest.mark.parametrize(("title", "before", "after", "kind", "path"), CASES, ids=[case[0] for case in CASES])
def test_kinds(title: str, before: Any, after: Any, kind: Kind, path: str) -> None:
    found = compare_outputs(encode(before), encode(after))
    assert found.kind is kind, found
    assert not path or found.path == path


def test_the_worst_kind_is_told_and_all_are_counted() -> None:
    found = compare_outputs(encode({"a": 0.3, "b": [1.0, 2.0]}), encode({"a": 0.1 + 0.2, "b": [1.0, 5.0]}))
    assert (found.kind, found.path, found.before, found.after) == (Kind.VALUES, "['b'][1]", "2.0", "5.0")
    assert found.count == 2
    assert found.largest is not None
    assert found.largest[0] == 3.0


def test_distance_in_last_places_is_counted() -> None:
    before = np.array([1.0, 1.0, 1.0, -1.0])
    after = np.array([1.0, np.nextafter(1.0, 2), 1.0 + 4 * np.finfo(float).eps, np.nextafter(-1.0, 0)])
    found = compare_outputs(encode(before), encode(after))
    assert dict(found.ulps) == {0: 1, 1: 2, 4: 1}


def test_last_bits_are_measured_against_the_largest_number() -> None:
    before = np.array([1e6, 1e-10])
    assert compare_outputs(encode(before), encode(before + np.array([0, 1e-11]))).kind is Kind.LAST_BITS


def test_the_tolerance_is_the_users() -> None:
    before, after = encode(1.0), encode(1.01)
    assert compare_outputs(before, after).kind is Kind.VALUES
    assert compare_outputs(before, after, Tolerance(rtol=0.1)).kind is Kind.TOLERATED


def test_what_is_too_large_is_compared_by_hash() -> None:
    before = np.zeros(2_000_000)
    after = before.copy()
    after[-1] = 1
    assert compare_outputs(encode(before), encode(before.copy())).kind is Kind.IDENTICAL
    found = compare_outputs(encode(before), encode(after))
    assert found.kind is Kind.VALUES
    assert "too large" in found.before


def test_frames() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", None]})
    assert compare_outputs(encode(frame), encode(frame.copy())).kind is Kind.IDENTICAL
    assert compare_outputs(encode(frame), encode(frame.iloc[::-1].reset_index(drop=True))).kind is Kind.ORDER
    assert compare_outputs(encode(frame), encode(frame.astype({"a": "float64"}))).kind is Kind.DTYPE
    assert compare_outputs(encode(frame), encode(frame.assign(c=1))).kind is Kind.SHAPE
    assert compare_outputs(encode(frame["a"]), encode(frame["a"] + 1)).kind is Kind.VALUES
