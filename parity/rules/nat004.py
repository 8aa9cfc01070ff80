"""NAT004: a library compiled for a higher CPU level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from parity.deduction.isa_level import cpu_level, isa_level
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import CpuFeatures
from parity.model.keys import Domain, Key
from parity.model.native import SharedLibrary


def _cpu(level: str) -> tuple[Fact, ...]:
    return (Fact(Key(Domain.HARDWARE, "cpu-features"), CpuFeatures(microarchitecture="a", level=level)),)


class NAT004(Rule):
    """A library declares that it needs a higher x86-64 level than the one on the other side.

    What it detects:
        The level in the library's GNU property note, raised between the sides, against the CPU where that is known.
    Why it matters:
        On a CPU below the level the loader refuses the library, or the process dies of an illegal instruction. On one
        that has it, other instructions (FMA) change last bits.
    Known false alarms:
        None known; most builds do not declare a level.
    What to do:
        Use a build for the lower level, or machines that have the higher one.
    References:
        https://gitlab.com/x86-psABIs/x86-64-ABI
    """

    name = "cpu-level-raised"
    domain = Domain.NATIVE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "libfast.so.1")
        old, new = (SharedLibrary(soname="libfast.so.1", isa=isa) for isa in ("x86-64-v2", "x86-64-v3"))
        raised = Change.of(key, old, new)
        below = _cpu("x86_64_v2")
        yield Example("beyond the CPU", raised, Risk.BEHAVIOUR, Severity.HIGH, below, below)
        yield Example("the CPU is not seen", raised, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("the CPU has it", raised, Risk.BEHAVIOUR, Severity.LOW, (), _cpu("x86_64_v4"))
        lowered = Change.of(key, new, old)
        yield Example("lowered", lowered, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        after = change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(after, SharedLibrary):
            return
        old = isa_level(change.before.isa) if isinstance(change.before, SharedLibrary) else 1
        new, cpu = isa_level(after.isa), cpu_level(context.after)
        if new is None or new <= (old or 1):
            return
        refused = cpu is not None and cpu < new
        if not refused and (change.before is None or change.key != _first_raised(context)):
            return
        severity, confidence, consequence = Severity.MEDIUM, 0.4, "on a CPU below that it cannot be loaded"
        if refused:
            severity, confidence = Severity.HIGH, 0.95
            consequence = f"the CPU has only x86-64-v{cpu}: it cannot be loaded"
        elif cpu is not None:
            severity, consequence = Severity.LOW, "the CPU has it; other instructions change last bits"
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=severity,
            confidence=confidence,
            reason=f"in after (prod) it is compiled for x86-64-v{new}, in before (dev) for v{old or 1}: {consequence}",
            remedy=f"use a build for x86-64-v{old or 1}, or run prod on machines with v{new}",
            evidence=(Evidence(what="declared level", before=f"v{old or 1}", after=f"v{new}"),),
            sources=("https://gitlab.com/x86-psABIs/x86-64-ABI",),
        )


@lru_cache(maxsize=4)
def _first_raised(context: Context) -> Key | None:
    """The library that speaks for all whose level was raised: a distribution raises them all at once."""
    after = {fact.key: fact.value for fact in context.after.within(Domain.NATIVE)}
    for fact in context.before.within(Domain.NATIVE):
        other = after.get(fact.key)
        if isinstance(fact.value, SharedLibrary) and isinstance(other, SharedLibrary):
            level = isa_level(other.isa)
            if level is not None and level > (isa_level(fact.value.isa) or 1):
                return fact.key
    return None
