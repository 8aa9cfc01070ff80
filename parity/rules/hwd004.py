"""HWD004: how many CPUs a process sees, and how many it gets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parity.deduction.thread_count import PoolSize, pool_size, usable_cpus
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import CpuCount
from parity.model.keys import Domain, Key
from parity.model.side import Side

_SOURCE = "https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu-interface-files"
_MUCH = 1.5  # times the CPUs: as many times the work, where it is spread


@dataclass(frozen=True, slots=True)
class _Judged:
    severity: Severity
    confidence: float
    reason: str
    remedy: str


def _count(visible: int, quota: float | None = None) -> CpuCount:
    return CpuCount(visible=visible, quota=quota)


class HWD004(Rule):
    """A process gets another number of CPUs, or sees more than it gets.

    What it detects:
        CPUs by affinity and by the container's quota, against those that os.cpu_count() tells, by which thread pools
        size themselves.
    Why it matters:
        Fewer CPUs do less at a time. A pool of 64 threads under a quota of 4 CPUs is stopped by the scheduler again
        and again: latency grows by factors.
    Known false alarms:
        A service that uses one thread only.
    What to do:
        Give both sides the same quota; set OMP_NUM_THREADS and the number of workers by the quota.
    References:
        https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu-interface-files
    """

    name = "cpu-count"
    domain = Domain.HARDWARE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.HARDWARE, "cpu-count")
        fewer = Change.of(key, _count(16), _count(2))
        yield Example("an eighth of the CPUs", fewer, Risk.PERFORMANCE, Severity.HIGH)
        crowded = Change.of(key, _count(4), _count(64, quota=4.0))
        yield Example("64 seen, 4 to be had", crowded, Risk.PERFORMANCE, Severity.HIGH)
        little = Change.of(key, _count(16), _count(14))
        yield Example("a few less", little, Risk.PERFORMANCE, Severity.LOW)
        same = Change.of(key, _count(4), _count(4, quota=4.0))
        yield Example("a quota of all of them", same, Risk.NONE, Severity.INFO)
        yield Example("seen on one side only", Change.of(key, None, _count(4)), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, CpuCount) and isinstance(after, CpuCount)):
            return
        old, new = usable_cpus(before), usable_cpus(after)
        pools = (pool_size(context.before, "OMP_NUM_THREADS"), pool_size(context.after, "OMP_NUM_THREADS"))
        crowded = [side for side in Side if side.of(pools).oversubscribed]
        evidence = (
            Evidence(what="CPUs to be had", before=f"{old:g}", after=f"{new:g}"),
            Evidence(what="CPUs that programs see", before=str(before.visible), after=str(after.visible)),
        )
        if len(crowded) == 1:
            pool = crowded[0].of(pools)
            words = f"thread pools start {pool.threads} threads for {pool.usable:g} CPUs"
            judged = _Judged(Severity.HIGH, 0.8, f"in {crowded[0]} {words}: they wait for one another", _remedy(pool))
            yield self._finding(change, judged, evidence)
        elif old != new:
            ratio = max(old, new) / max(min(old, new), 0.01)
            side = Side.AFTER if new < old else Side.BEFORE
            severity = Severity.HIGH if ratio >= 2 else Severity.MEDIUM if ratio >= _MUCH else Severity.LOW
            reason = f"{side} has {min(old, new):g} CPUs against {max(old, new):g}: work that is spread is slower there"
            judged = _Judged(severity, 0.7, reason, "give both sides the same number of CPUs")
            yield self._finding(change, judged, evidence)
        else:
            yield self.harmless(
                change,
                confidence=0.85,
                reason="both sides get the same number of CPUs",
                evidence=evidence,
            )

    def _finding(self, change: Change, judged: _Judged, evidence: tuple[Evidence, ...]) -> Finding:
        return self.finding(
            change, risk=Risk.PERFORMANCE, severity=judged.severity, confidence=judged.confidence,
            reason=judged.reason, remedy=judged.remedy, evidence=evidence, sources=(_SOURCE,),
        )  # fmt: skip


def _remedy(pool: PoolSize) -> str:
    return f"set ENV OMP_NUM_THREADS={max(1, int(pool.usable or 1))} there, divided by the number of worker processes"
