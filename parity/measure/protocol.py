"""The order of trials, each a fresh process: A against A, then A and B interleaved, then again to confirm."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from parity.measure.metrics import ratios
from parity.measure.numbers import Tolerance
from parity.model.measurement import HIGH, Metric, Ratio, Speed, Status, Trial
from parity.runs.job import Executor, Limits, Work

OWN_ROUNDS = 4  # A against A, before anything else
CONFIRMING = 6  # rounds measured anew before a difference counts
OVERDRAFT = 6  # times the budget, after which the least number of rounds is given up too
QUIET = 1.25  # noise below this factor hides nothing that matters
NARROW = 1.1  # an interval of the latency narrower than this factor is good enough
Tell = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the user may say about a measurement.

    Attributes:
        budget: seconds for one probe; overdrawn for the least number of rounds, up to OVERDRAFT, and to confirm.
        rounds: at least so many pairs of (before, after); most: at most.
        sampling: seconds of steady state timed within one trial; 0: outputs only.
        factor: a difference of speed or memory from which the verdict is "different".
        exact: last bits and distances within the tolerance count as different answers.
    """

    budget: float = 60.0
    rounds: int = 6
    most: int = 30
    sampling: float = 0.25
    factor: float = HIGH
    tolerance: Tolerance = field(default_factory=Tolerance)
    exact: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """All trials of one probe: own: pairs of one and the same side; rounds: (before, after); again: to confirm."""

    before: tuple[Trial, ...]
    after: tuple[Trial, ...]
    own: tuple[tuple[Trial, Trial], ...] = ()
    rounds: tuple[tuple[Trial, Trial], ...] = ()
    again: tuple[tuple[Trial, Trial], ...] = ()
    seconds: float = 0.0

    def ratios(self, plan: Plan) -> tuple[Ratio, ...]:
        """Every metric, judged."""
        return ratios(self.rounds, self.own, self.again, needed=plan.rounds)


class _Recorder:
    """Runs trials and keeps them, side by side."""

    def __init__(self, work: Work, sides: Sequence[Executor], plan: Plan, tell: Tell | None) -> None:
        self.work, self.plan = work, plan
        self.sides = sides
        self.trials: tuple[list[Trial], list[Trial]] = ([], [])
        self.begun = time.monotonic()
        self._tell = tell

    def run(self, side: int, *, sampling: float | None = None) -> Trial:
        seconds = self.plan.sampling if sampling is None else sampling
        trial = self.sides[side].run(self.work, self.plan.limits, seconds)
        self.trials[side].append(trial)
        if self._tell:
            spent = int(min(self.spent, self.plan.budget))
            self._tell(f"{self.work.name}: {sum(map(len, self.trials))} trials", spent, int(self.plan.budget))
        return trial

    def rounds(self, number: int, *, overdraft: float) -> list[tuple[Trial, Trial]]:
        """Pairs (before, after), which of the two comes first taking turns."""
        pairs = []
        for index in range(number):
            if self.spent > self.plan.budget * overdraft:
                break
            first = index % 2
            one = self.run(first)
            two = self.run(1 - first)
            pairs.append((two, one) if first else (one, two))
        return pairs

    @property
    def spent(self) -> float:
        return time.monotonic() - self.begun

    @property
    def left(self) -> float:
        return self.plan.budget - self.spent


def measure(work: Work, before: Executor, after: Executor, plan: Plan, tell: Tell | None = None) -> Series:
    """Both sides, as far as the budget goes.

    The first process of each side warms caches and is kept for its output only. Where one side does not come to a
    result, there is nothing to time: a second process of each side tells whether it always ends so.
    """
    recorder = _Recorder(work, (before, after), plan, tell)
    firsts = [recorder.run(side, sampling=0) for side in (0, 1)]
    hopeless = any(trial.status in (Status.ABSENT, Status.TIMEOUT, Status.BROKEN) for trial in firsts)
    if any(trial.status is not Status.OK for trial in firsts) or plan.sampling <= 0:
        if not hopeless:
            for side in (0, 1):
                recorder.run(side, sampling=0)
        return _series(recorder)
    own = _pairs_of(recorder, 1)
    fits = recorder.left > recorder.spent / sum(map(len, recorder.trials)) * 2 * (OWN_ROUNDS + plan.rounds)
    own += _pairs_of(recorder, OWN_ROUNDS - 1 if fits else 1)
    rounds = _until_narrow(recorder, own, plan)
    again: list[tuple[Trial, Trial]] = []
    if any(ratio.counts for ratio in ratios(rounds, _all_own(own, rounds), (), needed=plan.rounds)):
        again = recorder.rounds(CONFIRMING, overdraft=2 * OVERDRAFT)
    return _series(recorder, own=_all_own(own, [*rounds, *again]), rounds=rounds, again=again)


def measure_alone(work: Work, side: Executor, plan: Plan, tell: Tell | None = None) -> Series:
    """One environment against itself, to be kept for later."""
    recorder = _Recorder(work, (side, side), plan, tell)
    first = recorder.run(0, sampling=0)
    recorder.run(0, sampling=0)
    if first.status is not Status.OK or plan.sampling <= 0:
        return _series(recorder)
    own = _pairs_of(recorder, OWN_ROUNDS)
    while len(own) < plan.rounds and recorder.left > 0:
        own += _pairs_of(recorder, 1)
    return _series(recorder, own=own)


def _pairs_of(recorder: _Recorder, number: int) -> list[tuple[Trial, Trial]]:
    """A against A."""
    return [(recorder.run(0), recorder.run(0)) for _ in range(number) if recorder.left > 0]


def _until_narrow(recorder: _Recorder, own: list[tuple[Trial, Trial]], plan: Plan) -> list[tuple[Trial, Trial]]:
    rounds = recorder.rounds(plan.rounds, overdraft=OVERDRAFT)
    while len(rounds) >= plan.rounds and len(rounds) < plan.most and recorder.left > 0:
        found = {ratio.metric: ratio for ratio in ratios(rounds, _all_own(own, rounds), (), needed=plan.rounds)}
        latency = found.get(Metric.LATENCY)
        if latency is None or _decided(latency):
            break
        rounds += recorder.rounds(2, overdraft=1)
    return rounds


def _decided(ratio: Ratio) -> bool:
    """Narrow, wholly within a small noise, or wholly beyond it."""
    within = ratio.high < ratio.floor < QUIET and ratio.low > 1 / ratio.floor
    return ratio.high / ratio.low < NARROW or within or ratio.said in (Speed.HIGHER, Speed.LOWER)


def _all_own(own: Sequence[tuple[Trial, Trial]], rounds: Sequence[tuple[Trial, Trial]]) -> list[tuple[Trial, Trial]]:
    """The A/A pairs, and trials of one side that ran one after the other while A and B took turns (A B, B A, A B)."""
    pairs = list(own)
    for index in range(len(rounds) - 1):
        side = 1 - index % 2  # which of the two ran last in this round and first in the next
        pairs.append((rounds[index][side], rounds[index + 1][side]))
    return pairs


def _series(
    recorder: _Recorder,
    *,
    own: Sequence[tuple[Trial, Trial]] = (),
    rounds: Sequence[tuple[Trial, Trial]] = (),
    again: Sequence[tuple[Trial, Trial]] = (),
) -> Series:
    return Series(
        before=tuple(recorder.trials[0]), after=tuple(recorder.trials[1]), own=tuple(own), rounds=tuple(rounds),
        again=tuple(again), seconds=round(recorder.spent, 3),
    )  # fmt: skip
