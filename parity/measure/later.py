"""A saved run against a new one: the same probes, measured at another time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parity.measure.judge import judge
from parity.measure.metrics import ratios
from parity.measure.protocol import Plan, Series
from parity.model.measurement import ProbeResult, Ratio, Run, Speed, Trial, Verdict
from parity.runs.job import Work

DRIFT = 1.25  # what a machine changes from one hour to another, beside its noise
OTHER_MACHINE = "measured on another machine: speed and memory not compared"
CHANGED = "the saved run has no such probe, or another version of it"


def compare_later(saved: Run, work: Work, measured: Series, host: str, plan: Plan) -> ProbeResult:
    """What a probe says of the environment that was measured then (its `before`) and the one measured now."""
    old = next((result for result in saved.results if result.identity == work.identity), None)
    if old is None:
        return ProbeResult(
            name=work.name, title=work.title, identity=work.identity, verdict=Verdict.CANNOT_TELL, reason=CHANGED,
            after_trials=measured.before, seconds=measured.seconds,
        )  # fmt: skip
    before, after = _timed(old.before_trials), _timed(measured.before)
    series = Series(before=old.before_trials, after=measured.before, seconds=measured.seconds)
    result = judge(work, series, replace(plan, sampling=0.0))
    if result.verdict in (Verdict.NOT_RUN, Verdict.CANNOT_TELL) or not before or not after:
        return result
    if saved.before.host != host:
        return replace(result, reason=f"{result.reason}; {OTHER_MACHINE}")
    rounds = tuple(zip(before, after, strict=False))
    found = ratios(rounds, [*_own(before), *_own(after)], (), needed=min(plan.rounds, 6), drift=DRIFT)
    return _with(result, found, plan)


def _with(result: ProbeResult, found: tuple[Ratio, ...], plan: Plan) -> ProbeResult:
    counted = [ratio for ratio in found if ratio.said in (Speed.HIGHER, Speed.LOWER)]
    worst = max((ratio.factor for ratio in counted), default=1.0)
    words = "; ".join(f"{ratio.metric} {ratio.ratio:.2f}x" for ratio in sorted(counted, key=lambda r: -r.factor)[:3])
    return replace(
        result,
        ratios=found,
        verdict=Verdict.DIFFERENT if result.answers or worst >= plan.factor else result.verdict,
        reason="; ".join(filter(None, (result.reason, words))),
    )


def _timed(trials: Sequence[Trial]) -> list[Trial]:
    return [trial for trial in trials if trial.walls]


def _own(trials: Sequence[Trial]) -> list[tuple[Trial, Trial]]:
    return list(zip(trials[::2], trials[1::2], strict=False))
