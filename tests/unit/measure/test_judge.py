"""A series of trials to a verdict: the bad cases have one each."""

from __future__ import annotations

from typing import Any

import pytest

from parity.harness.encode import encode
from parity.measure.judge import judge
from parity.measure.protocol import Plan, Series
from parity.model.measurement import Kind, ProbeResult, Status, Trial, Verdict
from parity.runs.job import Work

WORK = Work(name="w", source="")
PLAN = Plan(sampling=0.0)


def ok(value: Any, **more: Any) -> Trial:
    return Trial(status=Status.OK, output=encode(value), **more)


def raised(error: BaseException) -> Trial:
    return Trial(status=Status.RAISED, output=encode(error), problem=f"{type(error).__name__}: {error}")


def said(before: list[Trial], after: list[Trial], plan: Plan = PLAN) -> ProbeResult:
    return judge(WORK, Series(before=tuple(before), after=tuple(after)), plan)


def test_the_same() -> None:
    assert said([ok(1), ok(1)], [ok(1), ok(1)]).verdict is Verdict.SAME


def test_other_answers() -> None:
    result = said([ok(1), ok(1)], [ok(2), ok(2)])
    assert (result.verdict, result.answers) == (Verdict.DIFFERENT, True)
    assert "different values" in result.reason


def test_last_bits_count_only_where_the_user_says_so() -> None:
    before, after = [ok(0.3)] * 2, [ok(0.1 + 0.2)] * 2
    assert said(before, after).verdict is Verdict.SAME
    assert said(before, after, Plan(sampling=0.0, exact=True)).verdict is Verdict.DIFFERENT


def test_what_differs_from_itself_on_both_sides_is_not_blamed() -> None:
    result = said([ok(1), ok(2)], [ok(3), ok(4)])
    assert (result.verdict, result.unstable) == (Verdict.SAME, ("before", "after"))
    assert "not deterministic" in result.reason


def test_worse_than_its_own_noise_is_blamed_all_the_same() -> None:
    result = said([ok([1, 2]), ok([2, 1])], [ok([1, 2, 3]), ok([2, 1, 3])])
    assert result.verdict is Verdict.DIFFERENT
    assert result.output is not None
    assert result.output.kind is Kind.SHAPE


def test_one_side_alone_not_deterministic_is_a_difference() -> None:
    result = said([ok(1), ok(1)], [ok(1), ok(2)])
    assert (result.verdict, result.unstable) == (Verdict.DIFFERENT, ("after",))


def test_raised_on_one_side() -> None:
    result = said([ok(1), ok(1)], [raised(ValueError("x"))] * 2)
    assert result.verdict is Verdict.DIFFERENT
    assert result.output is not None
    assert result.output.kind is Kind.RAISED


def test_raised_on_both_sides_tells_nothing() -> None:
    result = said([raised(OSError("Network is unreachable"))] * 2, [raised(OSError("Network is unreachable"))] * 2)
    assert (result.verdict, result.reason) == (
        Verdict.CANNOT_TELL, "it fails on both sides: OSError: Network is unreachable",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "verdict", "words"),
    [
        (Status.ABSENT, Status.ABSENT, Verdict.NOT_RUN, "on neither side"),
        (Status.OK, Status.ABSENT, Verdict.NOT_RUN, "in before only"),
        (Status.OK, Status.TIMEOUT, Verdict.DIFFERENT, "after: why"),
        (Status.MEMORY, Status.MEMORY, Verdict.CANNOT_TELL, "on both sides why"),
        (Status.OK, Status.BROKEN, Verdict.CANNOT_TELL, "after: why"),
        (Status.SIGNAL, Status.OK, Verdict.DIFFERENT, "before: why"),
    ],
)
def test_other_endings(before: Status, after: Status, verdict: Verdict, words: str) -> None:
    def ending(status: Status) -> Trial:
        if status is Status.OK:
            return ok(1)
        return Trial(status=status, problem="numpy is not installed there" if status is Status.ABSENT else "why")

    result = said([ending(before)], [ending(after)])
    assert (result.verdict, words in result.reason) == (verdict, True), result.reason


def test_a_crash_that_comes_and_goes_is_no_difference() -> None:
    crash = Trial(status=Status.SIGNAL, problem="signal 11 ended it")
    assert said([ok(1), ok(1)], [ok(1), crash]).verdict is Verdict.CANNOT_TELL


def test_warnings_of_one_side() -> None:
    gone = ("FutureWarning", "x will change")
    result = said([ok(1, warnings=(gone,))] * 2, [ok(1)] * 2)
    assert (result.gone, result.new) == ((gone,), ())


def test_what_is_printed_is_compared_too() -> None:
    def printing(text: str) -> Trial:
        return ok(None, printed={"n": len(text), "sha256": text, "head": text})

    assert said([printing("a")] * 2, [printing("b")] * 2).verdict is Verdict.DIFFERENT


def test_too_noisy_to_see_what_matters_is_not_the_same() -> None:
    def timed(seconds: float) -> Trial:
        return ok(1, walls=(seconds,) * 5)

    series = Series(
        before=(timed(1.0),), after=(timed(1.0),), rounds=((timed(1.0), timed(1.0)),) * 6,
        own=tuple((timed(1.0), timed(x)) for x in (0.4, 1.0, 2.5, 1.0)),
    )  # fmt: skip
    result = judge(WORK, series, Plan())
    assert (result.verdict, "too noisy" in result.reason) == (Verdict.CANNOT_TELL, True)


def test_an_interval_that_reaches_what_matters_is_not_the_same() -> None:
    def timed(seconds: float) -> Trial:
        return ok(1, walls=(seconds,) * 5)

    quiet = tuple((timed(1.0), timed(1.0)) for _ in range(6))
    wide = tuple((timed(1.0), timed(x)) for x in (1.0, 2.2, 1.0, 2.2, 2.2, 2.2))
    series = Series(before=(timed(1.0),), after=(timed(1.0),), rounds=wide, own=quiet)
    result = judge(WORK, series, Plan())
    assert (result.verdict, "leaves room" in result.reason) == (Verdict.CANNOT_TELL, True), result.reason
    same = judge(WORK, Series(before=(timed(1.0),), after=(timed(1.0),), rounds=quiet, own=quiet), Plan())
    assert same.verdict is Verdict.SAME
