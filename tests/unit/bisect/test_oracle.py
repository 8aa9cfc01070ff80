"""Trials are as before, as after, or neither."""

from __future__ import annotations

from typing import Any

import pytest

from parity.bisect.oracle import Answers, between
from parity.harness.encode import encode
from parity.measure.protocol import Plan
from parity.model.bisection import Outcome
from parity.model.measurement import Kind, Status, Trial
from parity.runs.job import Work


def ok(value: Any) -> Trial:
    return Trial(status=Status.OK, output=encode(value))


def raised(error: BaseException) -> Trial:
    return Trial(status=Status.RAISED, output=encode(error), problem=repr(error))


def oracle(before: Trial, after: Trial) -> Answers:
    return Answers(
        work=Work(name="w", source=""),
        plan=Plan(),
        before=(before,),
        after=(after,),
        repeats=1,
        threshold=Kind.TOLERATED,
    )


CRASH = Trial(status=Status.SIGNAL, problem="signal 11")


@pytest.mark.parametrize(
    ("before", "after", "trial", "outcome"),
    [
        (ok(1), ok(2), ok(1), Outcome.PASS),
        (ok(1), ok(2), ok(2), Outcome.FAIL),
        (ok(1), ok(2), ok(3), Outcome.FAIL),  # another cause beside it
        (ok(1.0), ok(2.0), ok(1.0 + 1e-12), Outcome.PASS),
        (ok(1), ok(2), raised(ImportError("x")), Outcome.UNRESOLVED),
        (ok(1), ok(2), CRASH, Outcome.UNRESOLVED),
        (ok(1), raised(ValueError("x")), raised(ValueError("y")), Outcome.FAIL),
        (ok(1), raised(ValueError("x")), raised(KeyError("y")), Outcome.UNRESOLVED),
        (raised(ValueError("x")), ok(1), raised(ValueError("x")), Outcome.PASS),
        (raised(ValueError("x")), ok(1), ok(1), Outcome.FAIL),
        (ok(1), CRASH, CRASH, Outcome.FAIL),
        (ok(1), CRASH, ok(1), Outcome.PASS),
        (ok(1), ok(2), Trial(status=Status.BROKEN, problem="b"), Outcome.UNRESOLVED),
    ],
)
def test_outcomes(before: Trial, after: Trial, trial: Trial, outcome: Outcome) -> None:
    assert oracle(before, after).said([trial]).outcome is outcome


@pytest.mark.parametrize(
    ("ratio", "low", "high"), [(1.6, 1.2, 1.3), (4.0, 1.7, 1.8), (9.0, 2.0, 2.1), (0.25, 0.55, 0.6)]
)
def test_the_threshold_lies_between(ratio: float, low: float, high: float) -> None:
    assert low < between(ratio) < high
