"""A series of trials to the verdict of one probe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from parity.measure.outputs import compare_outputs
from parity.measure.protocol import Plan, Series
from parity.model.measurement import Kind, Metric, OutputDifference, ProbeResult, Ratio, Speed, Status, Trial, Verdict
from parity.runs.job import Work

COMPARED = (Status.OK, Status.RAISED)  # what has an output
MAX_PAIRS = 10  # of one side's own outputs that are compared
IDENTICAL = OutputDifference(kind=Kind.IDENTICAL)
SIDES = ("before", "after")


def judge(work: Work, series: Series, plan: Plan) -> ProbeResult:
    """What one probe says of two environments."""
    blank = ProbeResult(
        name=work.name, title=work.title, identity=work.identity, verdict=Verdict.CANNOT_TELL, reason="",
        before_trials=series.before, after_trials=series.after, seconds=series.seconds,
    )  # fmt: skip
    ending = _ending(series)
    if ending is not None:
        verdict, reason = ending
        return replace(blank, verdict=verdict, reason=reason, answers=verdict is Verdict.DIFFERENT)
    result = _answers(blank, series, plan)
    result = replace(result, ratios=series.ratios(plan))
    return replace(result, verdict=_verdict(result, plan), reason=_reason(result, plan))


def _ending(series: Series) -> tuple[Verdict, str] | None:
    """The verdict where not both sides came to a result; None where they did."""
    before, after = series.before[-1], series.after[-1]
    if before.status in COMPARED and after.status in COMPARED:
        same = before.status is after.status is Status.RAISED
        if same and compare_outputs(output_of(before), output_of(after)).kind <= Kind.WORDS:
            return Verdict.CANNOT_TELL, f"it fails on both sides: {before.problem}"
        return None
    if before.status is after.status is Status.ABSENT:
        return Verdict.NOT_RUN, before.problem.replace("is not installed there", "is on neither side")
    if Status.ABSENT in (before.status, after.status):
        lacking = 0 if before.status is Status.ABSENT else 1
        problem = (before, after)[lacking].problem.replace("there", f"in {SIDES[lacking]}")
        return Verdict.NOT_RUN, f"it runs in {SIDES[1 - lacking]} only: {problem}"
    return _mishap(series, before, after)


def _mishap(series: Series, before: Trial, after: Trial) -> tuple[Verdict, str]:
    """A crash, a limit or no start on at least one side."""
    for trial, side in ((before, SIDES[0]), (after, SIDES[1])):
        if trial.status is Status.BROKEN:
            return Verdict.CANNOT_TELL, f"{side}: {trial.problem}"
    if before.status is after.status:
        return Verdict.CANNOT_TELL, f"on both sides {before.problem}"
    told = [
        f"{side}: {trial.problem or 'it returns a result'}" for side, trial in zip(SIDES, (before, after), strict=True)
    ]
    steady = all(len({trial.status for trial in trials}) == 1 for trials in (series.before, series.after))
    return (Verdict.DIFFERENT if steady else Verdict.CANNOT_TELL), "; ".join(told)


def output_of(trial: Trial) -> dict[str, object]:
    """What is compared of a trial: the result, and what the first call printed."""
    printed = dict(trial.printed or {})
    node = dict(trial.output or {"t": "none"})
    if not printed.get("n"):
        return node
    text = {"t": "str", "v": printed["head"], "sha256": printed["sha256"]}
    return {"t": "fields", "type": "", "v": [["result", node], ["printed", text]]}


def _answers(blank: ProbeResult, series: Series, plan: Plan) -> ProbeResult:
    """Outputs of both sides compared, less what one environment differs from itself."""
    sides = [[output_of(t) for t in trials if t.status in COMPARED] for trials in (series.before, series.after)]
    own = [_own(outputs, plan) for outputs in sides]
    across = [compare_outputs(sides[0][0], output, plan.tolerance) for output in sides[1][:MAX_PAIRS]]
    least, worst = min(across, key=_rank), max(across, key=_rank)
    unstable = tuple(side for side, noise in zip(SIDES, own, strict=True) if noise.kind > Kind.IDENTICAL)
    noise = max(own, key=_rank)
    limit = Kind.IDENTICAL if plan.exact else Kind.TOLERATED
    one_sided = len(unstable) == 1 and noise.kind > limit
    beyond = least.kind > max(noise.kind, limit)
    return replace(
        blank,
        output=worst if one_sided else least if unstable else worst,
        answers=beyond or one_sided,
        unstable=unstable,
        own_noise=noise if unstable else None,
        gone=_only(series.before, series.after),
        new=_only(series.after, series.before),
    )


def _rank(difference: OutputDifference) -> int:
    return difference.kind.rank


def _own(outputs: Sequence[dict[str, object]], plan: Plan) -> OutputDifference:
    """How far one side's outputs differ among themselves, at worst."""
    pairs = list(combinations(range(min(len(outputs), 5)), 2))[:MAX_PAIRS]
    found = [compare_outputs(outputs[i], outputs[j], plan.tolerance) for i, j in pairs]
    return max(found, key=_rank, default=IDENTICAL)


def _only(these: Sequence[Trial], those: Sequence[Trial]) -> tuple[tuple[str, str], ...]:
    """Warnings that every trial of one side shows and none of the other."""
    here = set(these[0].warnings).intersection(*(trial.warnings for trial in these))
    return tuple(sorted(here.difference(*(trial.warnings for trial in those))))


def high(ratio: Ratio, plan: Plan) -> bool:
    """Whether a metric's difference reaches the factor from which it matters."""
    return ratio.counts and ratio.factor >= plan.factor


def _verdict(result: ProbeResult, plan: Plan) -> Verdict:
    if result.answers or any(high(ratio, plan) for ratio in result.ratios):
        return Verdict.DIFFERENT
    return Verdict.CANNOT_TELL if _hidden(result, plan) else Verdict.SAME


def _hidden(result: ProbeResult, plan: Plan) -> str:
    """Why a difference of speed that matters could not have been seen; empty where it could, or was not asked for."""
    if plan.sampling <= 0:
        return ""
    timed = [ratio for ratio in (result.ratio(Metric.LATENCY), result.ratio(Metric.CPU)) if ratio is not None]
    if all(ratio.said is Speed.NOISY for ratio in timed):
        return "too few rounds within the budget to speak of speed"
    least = min(ratio.floor for ratio in timed)
    if least >= plan.factor:
        return f"the machine is too noisy now: one environment differs from itself by {least:.2g}x"
    reach = min(max(ratio.high, 1 / ratio.low) for ratio in timed)
    if reach >= plan.factor and not result.differing:
        return f"noise leaves room for a difference of {reach:.2g}x; more --budget narrows it"
    return ""


def _reason(result: ProbeResult, plan: Plan) -> str:
    parts = []
    output = result.output or IDENTICAL
    if len(result.unstable) == 1 and result.answers:
        parts.append(f"the output of {result.unstable[0]} differs from process to process, the other side's does not")
    elif result.answers:
        parts.append(f"{output.kind} at {output.path}")
    elif result.unstable:
        parts.append(f"not deterministic, in {' and '.join(result.unstable)} alone: answers not compared")
    elif output.kind is not Kind.IDENTICAL:
        parts.append(f"answers differ by {output.kind} only")
    else:
        parts.append("identical answers")
    parts.extend(f"{ratio.metric} {_times(ratio)}" for ratio in result.differing[:3])
    if not result.differing:
        parts.append(_hidden(result, plan))
    return "; ".join(filter(None, parts))


def _times(ratio: Ratio) -> str:
    factor = f"{ratio.factor:.0f}" if ratio.factor >= 10 else f"{ratio.factor:.2g}"
    return f"{factor}x {'higher' if ratio.ratio > 1 else 'lower'}"
