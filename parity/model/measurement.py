"""What was measured: trials, the comparison of two sides' trials, and a whole run of probes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import total_ordering
from typing import Any

RUN_SCHEMA = 1
HIGH = 1.5  # the factor from which a difference of speed or memory is called high


class Status(str, Enum):
    """How one trial ended. Only OK has timings; OK and RAISED have an output."""

    OK = "ok"
    RAISED = "raised"
    ABSENT = "absent"  # a library that the probe needs is not there
    TIMEOUT = "timeout"
    MEMORY = "memory"  # more than it may have
    PROCESSES = "processes"  # likewise
    SIGNAL = "signal"
    EXIT = "exit"  # it ended the process instead of returning
    BROKEN = "broken"  # the environment could not run it at all

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One fresh process. Seconds and bytes; None where it did not come to that or could not be seen.

    Attributes:
        problem: why it is not OK, in words.
        output: the result as the harness wrote it down, a tree of plain JSON types.
        printed: what went to its stdout during the first call: digest and beginning.
        warnings: (category, message) shown until the end of the first call.
        first: the first call. walls: steady state, seconds per call, one per sample. cpu: likewise, mean.
        memory: (seconds since start, resident bytes of the process and its children).
        modules: top-level modules that were loaded at the end.
        leftover: processes that outlived it, which were killed.
    """

    status: Status
    problem: str = ""
    output: Mapping[str, Any] | None = None
    printed: Mapping[str, Any] | None = None
    warnings: tuple[tuple[str, str], ...] = ()
    version: str = ""
    startup: float | None = None
    imported: float | None = None
    setup: float | None = None
    first: float | None = None
    walls: tuple[float, ...] = ()
    cpu: float | None = None
    throughput: float | None = None
    peak: int | None = None
    container_peak: int | None = None
    read: int | None = None
    memory: tuple[tuple[float, int], ...] = ()
    modules: tuple[str, ...] = ()
    leftover: int = 0


class Metric(str, Enum):
    """What is measured of a trial, one number each; more is worse, but for throughput."""

    LATENCY = "latency"  # median of the steady state
    LATENCY_P95 = "latency p95"
    THROUGHPUT = "throughput"
    CPU = "cpu time"
    FIRST = "first call"
    STARTUP = "start-up"
    IMPORT = "import"
    PEAK_MEMORY = "peak memory"
    CONTAINER_MEMORY = "container memory"
    BYTES_READ = "bytes read"

    def __str__(self) -> str:
        return self.value


class Speed(str, Enum):
    """What a ratio says. HIGHER and LOWER count: they lie beyond the noise floor and were found twice."""

    SAME = "same"
    HIGHER = "higher"
    LOWER = "lower"
    NOISY = "too noisy to tell"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One metric of both sides.

    Attributes:
        before, after: medians over the trials, in the metric's own unit.
        ratio: after / before, of lower quartiles over the trials; low, high: its bootstrap interval.
        floor: the noise: a factor (1.07) by which one environment differs from itself here and now.
        said: what that amounts to.
    """

    metric: Metric
    before: float
    after: float
    ratio: float
    low: float
    high: float
    floor: float
    said: Speed
    rounds: int

    @property
    def counts(self) -> bool:
        """Whether it is a difference."""
        return self.said in (Speed.HIGHER, Speed.LOWER)

    @property
    def factor(self) -> float:
        """How many times, whichever way."""
        return max(self.ratio, 1 / self.ratio) if self.ratio > 0 else float("inf")

    @property
    def worse(self) -> bool:
        """Whether *after* is the worse one."""
        return (self.ratio < 1) if self.metric is Metric.THROUGHPUT else (self.ratio > 1)


@total_ordering
class Kind(Enum):
    """How two outputs differ, the least first."""

    IDENTICAL = "identical"
    LAST_BITS = "last bits"
    TOLERATED = "within tolerance"
    WORDS = "other error text"
    ORDER = "other order"
    DTYPE = "other dtype or type"
    VALUES = "different values"
    SHAPE = "other shape or keys"
    RAISED = "raised"

    @property
    def rank(self) -> int:
        return list(Kind).index(self)

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Kind) else NotImplemented

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputDifference:
    """How two results differ.

    Attributes:
        path: where the first (and, of its kind, worst) difference is: ".scores[3]"; before, after: what is there.
        count: how many values differ, of `compared`.
        largest: the largest absolute and relative distance of numbers; None where none differ.
        ulps: (distance in units in the last place, up to this) -> how many numbers.
    """

    kind: Kind
    path: str = ""
    before: str = ""
    after: str = ""
    count: int = 0
    compared: int = 0
    largest: tuple[float, float] | None = None
    ulps: tuple[tuple[int, int], ...] = ()


class Verdict(str, Enum):
    """What a probe, or all of them, amount to."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_TELL = "cannot tell"
    NOT_RUN = "not run"  # what it needs is on neither side

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeResult:
    """What one probe says of two environments.

    Attributes:
        identity: digest of all that was run: what saved runs are compared by.
        answers: whether the outputs differ beyond what one environment differs from itself.
        unstable: the sides whose output differs between its own processes: "before", "after".
        own_noise: how far the output of one environment differs from itself.
        gone, new: warnings of one side only.
        slower, faster: metrics that count, worst first.
        before_trials, after_trials: every trial in order; the A/A ones come first among `before_trials`.
        reason: why the verdict is CANNOT_TELL or NOT_RUN, or in words what differs.
    """

    name: str
    title: str
    identity: str
    verdict: Verdict
    reason: str
    output: OutputDifference | None = None
    answers: bool = False
    unstable: tuple[str, ...] = ()
    own_noise: OutputDifference | None = None
    gone: tuple[tuple[str, str], ...] = ()
    new: tuple[tuple[str, str], ...] = ()
    ratios: tuple[Ratio, ...] = ()
    before_trials: tuple[Trial, ...] = ()
    after_trials: tuple[Trial, ...] = ()
    seconds: float = 0.0

    def ratio(self, metric: Metric) -> Ratio | None:
        """One metric's ratio."""
        return next((ratio for ratio in self.ratios if ratio.metric is metric), None)

    @property
    def differing(self) -> tuple[Ratio, ...]:
        """The metrics that count, largest factor first."""
        return tuple(sorted((r for r in self.ratios if r.counts), key=lambda ratio: -ratio.factor))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one side ran: the reference, its interpreter and version; host: which machine measured it."""

    reference: str
    where: str
    version: str = ""
    host: str = ""
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All probes over one pair of environments. `after` is None where one was measured for later."""

    before: Place
    after: Place | None
    results: tuple[ProbeResult, ...]
    taken: str = ""
    schema: int = RUN_SCHEMA
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """DIFFERENT where any probe is; else CANNOT_TELL where any cannot, or nothing ran at all."""
        said = {result.verdict for result in self.results}
        if Verdict.DIFFERENT in said:
            return Verdict.DIFFERENT
        if Verdict.CANNOT_TELL in said or Verdict.SAME not in said:
            return Verdict.CANNOT_TELL
        return Verdict.SAME
