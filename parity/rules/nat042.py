"""NAT042: code that was compiled for better CPUs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.build_choices import FUSED, one_sided
from parity.deduction.native_needs import RANKS, cpu_has, needed
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import CpuFeatures
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.side import Side

_SOURCE = "https://gcc.gnu.org/onlinedocs/gcc/x86-Options.html"


def _cpu(level: str, *flags: str) -> tuple[Fact, ...]:
    value = CpuFeatures(microarchitecture="a", level=level, flags=flags)
    return (Fact(Key(Domain.HARDWARE, "cpu-features"), value),)


class NAT042(Rule):
    """The code of a library or of a package's modules was compiled for better CPUs on one side.

    What it detects:
        All vector and floating-point instructions in the code's samples are AVX encodings, or its shifts are BMI2's, on
        one side only: a build with -mavx, -march=native or -march=x86-64-v3. No declaration is needed.
    Why it matters:
        On a CPU without these instructions the process dies of an illegal instruction. On one that has them the code is
        faster, and where it has fused multiply-add, last bits change.
    Known false alarms:
        A library that checks the CPU before it is loaded; names that say so (avx2, haswell) are left out.
    What to do:
        Use the published wheel on both sides, or state the instruction set instead of -march=native.
    References:
        https://gcc.gnu.org/onlinedocs/gcc/x86-Options.html
    """

    name = "compiled-for-better-cpus"
    domain = Domain.NATIVE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "modules:scorer")
        plain = CompiledModules(version="1.0", names=("scorer._core",))
        tuned = CompiledModules(version="1.0", names=("scorer._core",), needs="x86-64-v3", choices=(FUSED,))
        native = Change.of(key, plain, tuned)
        old = _cpu("x86_64_v2", "sse4_2")
        yield Example("beyond the CPU", native, Risk.BEHAVIOUR, Severity.HIGH, old, old)
        new = _cpu("x86_64_v4", "avx", "avx2")
        yield Example("the CPU has it", native, Risk.BEHAVIOUR, Severity.LOW, new, new)
        yield Example("and is used better", native, Risk.PERFORMANCE, Severity.LOW, new, new)
        yield Example("the CPU is not seen", native, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example(
            "lowered, in another version",
            Change.of(key, tuned, CompiledModules(version="1.1", names=("scorer._core",))),
            None,
        )

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        old, new = needed(change.before), needed(change.after)
        if change.kind is ChangeKind.UNKNOWN or old == new or not {old, new} <= RANKS.keys():
            return
        raised = RANKS[new] > RANKS[old]
        side, more = (Side.AFTER, new) if raised else (Side.BEFORE, old)
        has = cpu_has(context.after if raised else context.before, more or "avx")
        same = _version(change.before) == _version(change.after) and change.kind is ChangeKind.CHANGED
        evidence = (Evidence(what="compiled for", before=old or "any x86-64", after=new or "any x86-64"),)
        remedy = "use the same build on both sides, or compile for a stated level that both CPUs have"
        if has is False:
            yield self.finding(
                change, risk=Risk.BEHAVIOUR, severity=Severity.HIGH, confidence=0.9,
                reason=f"in {side} all of its code is compiled for {more}, which the CPU there lacks: the process dies "
                "of an illegal instruction",
                remedy=remedy, evidence=evidence, sources=(_SOURCE,),
            )  # fmt: skip
        elif same:
            unseen = has is None and raised
            fused = any(choice.name == FUSED for choice in one_sided(change.before, change.after))
            bits = "fused operations change last bits" if fused else "without fused operations its results are the same"
            if unseen or fused:
                yield self.finding(
                    change, risk=Risk.BEHAVIOUR, severity=Severity.MEDIUM if unseen else Severity.LOW,
                    confidence=0.6,
                    reason=f"in {side} the same version is compiled for {more}: {bits}"
                    + (", and on a CPU without it the process dies" if unseen else ""),
                    remedy=remedy if not unseen else f"{remedy}; give the host with --hardware to settle it",
                    evidence=evidence, sources=(_SOURCE,),
                )  # fmt: skip
            yield self.finding(
                change, risk=Risk.PERFORMANCE, severity=Severity.LOW if raised else Severity.MEDIUM, confidence=0.6,
                reason=f"in {side} the same version is compiled for {more}: its speed differs",
                remedy=remedy, evidence=evidence, sources=(_SOURCE,),
            )  # fmt: skip


def _version(value: object) -> str | None:
    return value.version if isinstance(value, (SharedLibrary, CompiledModules)) else None
