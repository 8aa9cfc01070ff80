"""SET006: how many threads the numeric libraries start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.thread_count import THREAD_VARIABLES, PoolSize, is_thread_variable, pool_size, pools_of
from parity.deduction.variables import PREFIX, Effect, effects, in_words, shown, telling, text_of, value_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import CpuCount
from parity.model.keys import Domain, Key
from parity.model.setting import Variable
from parity.model.side import Side


def _cpus(visible: int, quota: float | None = None) -> tuple[Fact, ...]:
    return (Fact(Key(Domain.HARDWARE, "cpu-count"), CpuCount(visible=visible, quota=quota)),)


def _change(before: str | None, after: str | None) -> Change:
    old, new = (None if value is None else Variable(value=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, "env:OMP_NUM_THREADS"), old, new)


class SET006(Rule):
    """A variable that sets the number of computing threads differs.

    What it detects:
        OMP_NUM_THREADS, OPENBLAS_NUM_THREADS, MKL_NUM_THREADS and their like, and what they come to: where none is set
        a pool starts a thread for every CPU it sees, whatever the container's quota is. Of several that differ by the
        same numbers one tells of all.
    Why it matters:
        Too few threads leave CPUs idle; more threads than the quota pays for wait for one another, and latency grows
        by factors. Sums split among another number of threads differ in last bits.
    Known false alarms:
        An application that sets the number of threads in its code.
    What to do:
        Set the variable on both sides to the CPUs that one worker process gets.
    References:
        https://docs.pytorch.org/docs/stable/notes/cpu_threading_torchscript_inference.html
    """

    name = "thread-count"
    domain = Domain.SETTING
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        yield Example("one thread in prod", _change(None, "1"), Risk.PERFORMANCE, Severity.HIGH)
        same = _change(None, "4")
        yield Example("as many as there are CPUs", same, Risk.NONE, Severity.INFO, _cpus(4), _cpus(4))
        many = _change("4", None)
        before, after = _cpus(4), _cpus(64, quota=4.0)
        yield Example("64 threads for 4 CPUs", many, Risk.PERFORMANCE, Severity.HIGH, before, after)
        blas = Change.of(Key(Domain.SETTING, "env:OPENBLAS_NUM_THREADS"), None, Variable(value="1"))
        both = (Key(Domain.SETTING, "env:OMP_NUM_THREADS"), blas.key)
        also = tuple(Fact(key, Variable(value="1")) for key in both)
        yield Example("the same as OMP_NUM_THREADS, which tells it", blas, Risk.NONE, Severity.INFO, (), also)
        other = Change.of(Key(Domain.SETTING, "env:OMP_PROC_BIND"), None, Variable(value="true"))
        yield Example("another variable of OpenMP", other, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        name = change.key.name.removeprefix(PREFIX)
        if change.kind is ChangeKind.UNKNOWN or not is_thread_variable(name):
            return
        sizes = [
            (pool_size(context.before, name, pool), pool_size(context.after, name, pool))
            for pool in pools_of(context, name)
        ]
        before, after = next((pair for pair in sizes if not _equal(*pair)), sizes[0])
        evidence: tuple[Evidence, ...] = (
            Evidence(what=name, before=shown(text_of(change.before)), after=shown(text_of(change.after))),
            Evidence(what="threads of a pool", before=_words(before), after=_words(after)),
        )
        if _equal(before, after):
            yield self.harmless(
                change,
                confidence=0.9,
                reason=f"pools start {after.threads} threads on both sides",
                evidence=evidence,
            )
            return
        leader, others = _alike(name, context)
        if leader != name:
            yield self.harmless(
                change,
                confidence=0.9,
                reason=f"the same numbers as {leader}'s, which tells of both",
                evidence=evidence,
            )
            return
        if others:
            evidence += (Evidence(what=f"the same for {', '.join(others)}"),)
        for effect in telling(effects(name, text_of(change.before), text_of(change.after), context)):
            yield self._finding(change, name, effect, (before, after), evidence)

    def _finding(
        self,
        change: Change,
        name: str,
        effect: Effect,
        sizes: tuple[PoolSize, PoolSize],
        evidence: tuple[Evidence, ...],
    ) -> Finding:
        entry = effect.entry
        unused = effect.readers is not None and effect.readers.unused
        crowded = [
            f"{size.threads} threads share {size.usable:g} CPUs in {side}"
            for side, size in zip(Side, sizes, strict=True)
            if size.oversubscribed
        ]
        reason = f"{name}: {entry.sentence}"
        if crowded and entry.risk is Risk.PERFORMANCE:
            reason += f"; {' and '.join(crowded)}"
        if readers := in_words(effect.readers):
            evidence += (Evidence(what=f"read by {readers}"),)
        return self.finding(
            change,
            risk=entry.risk,
            severity=min(entry.severity, Severity.LOW) if unused else entry.severity,
            confidence=min(0.9, entry.confidence + 0.15) if crowded else entry.confidence,
            reason=reason,
            remedy=entry.remedy or f"set {name} to the same number on both sides",
            evidence=evidence,
            sources=(entry.source,),
        )


def _alike(name: str, context: Context) -> tuple[str, tuple[str, ...]]:
    """Of the thread variables that differ by the same values and act: the one that tells of all, and the others."""
    values = _values(name, context)
    found = [
        other
        for other in THREAD_VARIABLES
        if other == name or (_values(other, context) == values and _acts(other, values, context))
    ]
    return found[0], tuple(found[1:])


def _acts(name: str, values: tuple[str | None, str | None], context: Context) -> bool:
    return any(
        effect.entry.risk is not Risk.NONE and not (effect.readers is not None and effect.readers.unused)
        for effect in telling(effects(name, *values, context))
    )


def _values(name: str, context: Context) -> tuple[str | None, str | None]:
    return value_of(context.before, name), value_of(context.after, name)


def _equal(before: PoolSize, after: PoolSize) -> bool:
    """Whether both sizes are known, and the same."""
    return before.threads is not None and before.threads == after.threads


def _words(size: PoolSize) -> str:
    return "one per CPU that is seen" if size.threads is None else str(size.threads)
