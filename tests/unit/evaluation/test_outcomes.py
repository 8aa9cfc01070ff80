"""How alike two answers are."""

from __future__ import annotations

import math
from typing import Any

import pytest

from parity.evaluation.outcomes import Outcome, alike, likeness
from parity.evaluation.verdict import Likeness


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1, Likeness.SAME),
        (1, 1.0, Likeness.FORM),
        (True, 1, Likeness.FORM),
        (True, 2, Likeness.DIFFERENT),
        (math.nan, math.nan, Likeness.SAME),
        (0.1 + 0.2, 0.3, Likeness.LAST_BITS),
        (0.3, 0.31, Likeness.DIFFERENT),
        ([1, 2], (1, 2), Likeness.FORM),
        ([1, 2], [2, 1], Likeness.DIFFERENT),
        ([1], [1, 2], Likeness.DIFFERENT),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, Likeness.ORDER),
        ({"a": 1}, {"a": 2}, Likeness.DIFFERENT),
        ({"a": 1}, {"b": 1}, Likeness.DIFFERENT),
        ({1, 2}, {2, 1}, Likeness.SAME),
        ({"x": [0.1 + 0.2]}, {"x": [0.3]}, Likeness.LAST_BITS),
        ("a", "b", Likeness.DIFFERENT),
        (None, 0, Likeness.DIFFERENT),
    ],
)
def test_alike(one: Any, other: Any, expected: Likeness) -> None:
    assert alike(one, other) is expected
    assert alike(other, one) is expected


def test_arrays_by_their_elements() -> None:
    numpy = pytest.importorskip("numpy")
    one = numpy.array([1.0, 2.0])
    assert alike(one, one.copy()) is Likeness.SAME
    assert alike(one, numpy.array([1.0, 2.0], dtype="float32")) is Likeness.FORM
    assert alike(one, numpy.array([[1.0, 2.0]])) is Likeness.DIFFERENT
    assert alike(one, numpy.array([1.0, 2.1])) is Likeness.DIFFERENT


def test_outcomes() -> None:
    assert likeness(Outcome(value=1), Outcome(value=1)) is Likeness.SAME
    assert likeness(Outcome(value=1), Outcome(error="KeyError")) is Likeness.RAISES
    assert likeness(Outcome(error="KeyError"), Outcome(error="ValueError")) is Likeness.RAISES
    one, other = Outcome(error="KeyError", message="a"), Outcome(error="KeyError", message="b")
    assert likeness(one, other) is Likeness.MESSAGE
    changed = likeness(Outcome(value=1, arguments=([1, 2],)), Outcome(value=1, arguments=([2, 1],)))
    assert changed is Likeness.DIFFERENT


ROWS = ((1, 0.5), (2, 0.7))
AT_ONCE = (("executemany", ("INSERT", list(ROWS)), ()), ("commit", (), ()))


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        (AT_ONCE, Likeness.SAME),
        (
            tuple(one for row in ROWS for one in (("execute", ("INSERT", row), ()), ("commit", (), ()))),
            Likeness.PORTIONS,
        ),
        (tuple(("execute", ("INSERT", row), ()) for row in ROWS), Likeness.DIFFERENT),  # and is never committed
        ((("execute", ("INSERT", ROWS[0]), ()), ("commit", (), ())), Likeness.DIFFERENT),  # a row is missing
        (
            (("executemany", (list(ROWS), "INSERT"), ()), ("commit", (), ())),
            Likeness.DIFFERENT,
        ),  # the same call, otherwise
    ],
)
def test_rows_one_by_one_are_the_rows_at_once(effects: tuple[Any, ...], expected: Likeness) -> None:
    assert likeness(Outcome(effects=AT_ONCE), Outcome(effects=effects)) is expected
