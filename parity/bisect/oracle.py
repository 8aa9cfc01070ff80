"""Whether a trial is as *before* or as *after*: by its answers, or by its speed."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from parity.measure.judge import output_of
from parity.measure.metrics import METERS
from parity.measure.outputs import compare_outputs
from parity.measure.protocol import Plan
from parity.measure.statistics import ratio_of
from parity.model.bisection import Outcome
from parity.model.finding import Risk
from parity.model.measurement import Kind, Metric, ProbeResult, Status, Trial
from parity.runs.job import Executor, Work

REPEATS = 3  # processes of a trial where one side's answers differ among themselves
ROUNDS, MORE_ROUNDS = 3, 8  # of a trial of speed, at least and at most
CLEAR = 1.15  # beyond the threshold by this factor, either way
CPU_TELLS = 0.7  # where CPU time shows so much of what wall time shows, it is taken: noise adds less to it
COMPARABLE = (Status.OK, Status.RAISED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The outcome of a trial, and why."""

    outcome: Outcome
    words: str


class Oracle(Protocol):
    """Runs the probe in a trial's environment and says as which side it behaves."""

    @property
    def risk(self) -> Risk:
        """What is looked for."""
        ...

    @property
    def parallel(self) -> bool:
        """Whether trials may run side by side."""
        ...

    def ask(self, executor: Executor) -> Seen:
        """Raises SourceError where the environment cannot be run at all."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """By the output of a process, or of several where one side is not deterministic."""

    work: Work
    plan: Plan
    before: tuple[Trial, ...]
    after: tuple[Trial, ...]
    repeats: int
    threshold: Kind
    risk: Risk = Risk.BEHAVIOUR
    parallel: bool = True

    def ask(self, executor: Executor) -> Seen:
        """As `Oracle.ask`."""
        trials = [executor.run(self.work, self.plan.limits, 0.0) for _ in range(self.repeats)]
        return self.said(trials)

    def said(self, trials: Sequence[Trial]) -> Seen:
        """What these trials amount to."""
        last = self.after[-1]
        for trial in trials:
            if trial.status not in COMPARABLE or last.status not in COMPARABLE:
                same = trial.status is last.status and trial.status not in (Status.OK, Status.BROKEN)
                if same:
                    return Seen(outcome=Outcome.FAIL, words=trial.problem)
                if trial.status not in COMPARABLE:
                    return Seen(outcome=Outcome.UNRESOLVED, words=trial.problem)
            if trial.status is Status.RAISED and not any(_same_error(trial, t) for t in (*self.before, *self.after)):
                return Seen(outcome=Outcome.UNRESOLVED, words=trial.problem)
        kinds = [self._distance(trial) for trial in trials]
        worst = max(kinds)
        words = f"{worst} beside before" if worst > Kind.IDENTICAL else "answers as before"
        return Seen(outcome=Outcome.FAIL if worst > self.threshold else Outcome.PASS, words=words)

    def _distance(self, trial: Trial) -> Kind:
        """How far from the nearest of *before*'s own answers."""
        mine = output_of(trial)
        outputs = [output_of(other) for other in self.before if other.status in COMPARABLE]
        if not outputs:
            return Kind.IDENTICAL if trial.status in (t.status for t in self.before) else Kind.RAISED
        return min(compare_outputs(output, mine, self.plan.tolerance).kind for output in outputs[:5])


def _same_error(one: Trial, other: Trial) -> bool:
    return other.status is Status.RAISED and (one.output or {}).get("type") == (other.output or {}).get("type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """By one metric beside *before*, which runs anew with every trial: the machine is another one every minute."""

    work: Work
    plan: Plan
    baseline: Executor
    metric: Metric
    threshold: float  # a ratio to *before* between both sides'
    risk: Risk = Risk.PERFORMANCE
    parallel: bool = False

    def ask(self, executor: Executor) -> Seen:
        """As `Oracle.ask`."""
        values: tuple[list[float], list[float]] = ([], [])
        warm = executor.run(self.work, self.plan.limits, 0.0)
        if warm.status is not Status.OK:
            return Seen(outcome=Outcome.UNRESOLVED, words=warm.problem)
        begun = time.monotonic()
        while len(values[0]) < ROUNDS or (len(values[0]) < MORE_ROUNDS and time.monotonic() - begun < self.plan.budget):
            for side, place in enumerate((self.baseline, executor)):
                trial = place.run(self.work, self.plan.limits, self.plan.sampling)
                value = METERS[self.metric].read(trial) if trial.status is Status.OK else None
                if value is None:
                    return Seen(outcome=Outcome.UNRESOLVED, words=trial.problem or f"no {self.metric}")
                values[side].append(float(value))
            found = ratio_of(*values)
            if len(values[0]) >= ROUNDS and found is not None and self._clear(found.low, found.high):
                break
        found = ratio_of(*values)
        ratio = found.ratio if found is not None else 1.0
        beyond = ratio > self.threshold if self.threshold > 1 else ratio < self.threshold
        return Seen(outcome=Outcome.FAIL if beyond else Outcome.PASS, words=f"{self.metric} {ratio:.2f}x of before")

    def _clear(self, low: float, high: float) -> bool:
        return low > self.threshold * CLEAR or high < self.threshold / CLEAR


def oracle_for(work: Work, result: ProbeResult, plan: Plan, baseline: Executor, metric: Metric | None) -> Oracle | None:
    """By what the two sides differ; None where they do not.

    Args:
        metric: what the user wants to be found; None: answers where they differ, else the speed that differs most.
    """
    if metric is None and result.answers:
        limit = Kind.IDENTICAL if plan.exact else Kind.TOLERATED
        noise = result.own_noise.kind if result.own_noise and len(result.unstable) == 2 else Kind.IDENTICAL
        return Answers(
            work=work, plan=plan, before=result.before_trials, after=result.after_trials,
            repeats=REPEATS if result.unstable else 1, threshold=max(limit, noise),
        )  # fmt: skip
    counted = [ratio for ratio in result.differing if metric in (None, ratio.metric) and ratio.metric in METERS]
    if not counted:
        return None
    worst = counted[0]
    if worst.metric is Metric.THROUGHPUT:
        worst = result.ratio(Metric.LATENCY) or worst
    cpu = result.ratio(Metric.CPU)
    if worst.metric in (Metric.LATENCY, Metric.LATENCY_P95) and cpu is not None and cpu.counts and metric is None:
        same_way = (cpu.ratio > 1) == (worst.ratio > 1)
        worst = cpu if same_way and cpu.factor >= CPU_TELLS * worst.factor else (result.ratio(Metric.LATENCY) or worst)
    return Speed(work=work, plan=plan, baseline=baseline, metric=worst.metric, threshold=between(worst.ratio))


def between(ratio: float) -> float:
    """Where a trial counts as *after*: half the way, by factors, but near enough that a part of the cause is seen."""
    factor = max(ratio, 1 / ratio)
    limit = math.sqrt(factor) if factor < 3 else max(math.sqrt(3), math.pow(factor, 1 / 3))
    return limit if ratio > 1 else 1 / limit
