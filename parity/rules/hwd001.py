"""HWD001: CPU features that kernels are chosen by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from parity.deduction.presence import consumers
from parity.deduction.quantities import listed
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import Category, categories
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import CpuFeatures, CpuModel
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.side import Side

EXACT = frozenset({"cryptography and checksums"})  # whose results are the same, however they are computed
UNSEEN = 0.75  # of the confidence, where whoever chooses kernels was not seen
_SOURCE = "https://numpy.org/doc/stable/reference/simd/build-options.html"


def _numpy() -> tuple[Fact, ...]:
    value = Distribution(version="2.1", location="lib", layout="dist-info")
    return (Fact(Key(Domain.DISTRIBUTION, "numpy"), value),)


def _flask() -> tuple[Fact, ...]:
    value = Distribution(version="3.0", location="lib", layout="dist-info")
    library = SharedLibrary(soname="libexpat.so.1", family="xml", provider="expat")
    return Fact(Key(Domain.DISTRIBUTION, "flask"), value), Fact(Key(Domain.NATIVE, "libexpat.so.1"), library)


def _cpus(before: str, after: str) -> Change:
    old, new = (CpuFeatures(microarchitecture="cpu", flags=tuple(sorted(text.split()))) for text in (before, after))
    return Change.of(Key(Domain.HARDWARE, "cpu-features"), old, new)


class HWD001(Rule):
    """The CPUs have other instruction sets, and libraries choose their kernels by them.

    What it detects:
        Flags that only one side's CPU has (AVX2, FMA, AVX-512, VNNI, AMX, SVE), and installed libraries that choose
        kernels by them at run time.
    Why it matters:
        The same image computes with other kernels: narrower vectors are slower, and other orders of summation, with or
        without FMA, change last bits. A 16-bit or 8-bit model without its units is several times slower.
    Known false alarms:
        Libraries that are installed but do little of the work.
    What to do:
        Run both sides on the same kind of machine, or compare predictions with a tolerance and measure on prod's.
    References:
        https://numpy.org/doc/stable/reference/simd/build-options.html
    """

    name = "cpu-features"
    domain = Domain.HARDWARE
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        lost = _cpus("avx2 fma sse4_2", "sse4_2")
        yield Example("no AVX2 in prod", lost, Risk.PERFORMANCE, Severity.HIGH, _numpy(), _numpy())
        yield Example("and other last bits", lost, Risk.BEHAVIOUR, Severity.LOW, _numpy(), _numpy())
        own = CompiledModules(version="1", names=("scorer._core",), dispatches=("avx",))
        kernels = (*_flask(), Fact(Key(Domain.NATIVE, "modules:scorer"), own))
        yield Example("kernels seen in its code", lost, Risk.PERFORMANCE, Severity.HIGH, kernels, kernels)
        yield Example("nothing chooses by it", lost, Risk.NONE, Severity.INFO, _flask(), _flask())
        same = Change.of(
            Key(Domain.HARDWARE, "cpu-features"),
            CpuFeatures(microarchitecture="zen3", flags=("avx2",)),
            CpuFeatures(microarchitecture="zen3", flags=("avx2", "rdseed")),
        )
        yield Example("flags that nothing chooses by", same, Risk.NONE, Severity.INFO)
        cpus = [
            (Fact(Key(Domain.HARDWARE, "cpu"), CpuModel(vendor=None, model=None, architecture=name)), *_numpy())
            for name in ("x86_64", "aarch64")
        ]
        arm = _cpus("avx2 fma sse4_2", "asimdhp sve")
        yield Example("another architecture", arm, None, None, cpus[0], cpus[1])
        yield Example("seen on one side only", Change.of(same.key, None, same.after), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, CpuFeatures) and isinstance(after, CpuFeatures)):
            return
        if _other_architecture(context):
            return  # their flags have nothing in common to compare
        lost, gained = sorted({*before.flags} - {*after.flags}), sorted({*after.flags} - {*before.flags})
        evidence = (
            Evidence(what="microarchitecture", before=before.microarchitecture, after=after.microarchitecture),
            *((Evidence(what=f"only in before (dev): {listed(lost, 12)}"),) if lost else ()),
            *((Evidence(what=f"only in after (prod): {listed(gained, 12)}"),) if gained else ()),
        )
        told = [kind for kind in _kinds() if _concerns(kind, lost) or _concerns(kind, gained)]
        users = {kind.name: consumers(context, kind.consulted_by) for kind in told}
        acting = [kind for kind in told if not users[kind.name].excluded or _choosing(context, [kind])]
        if not acting:
            yield self.harmless(
                change,
                confidence=0.85,
                reason="the CPUs differ in no instruction set that anything installed chooses its kernels by",
                evidence=evidence,
                sources=(_SOURCE,),
            )
            return
        worst = max(acting, key=lambda kind: (kind.severity.rank, kind.confidence))
        names = tuple(sorted({name for kind in acting for name in users[kind.name].names} | _choosing(context, acting)))
        if names:
            evidence += (Evidence(what=f"kernels are chosen at run time by {listed(names)}"),)
        slower = Side.AFTER if _concerns(worst, lost) else Side.BEFORE
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=worst.severity,
            confidence=worst.confidence if names else round(worst.confidence * UNSEEN, 2),
            reason=f"{slower} has no {worst.name}: {worst.sentence}",
            remedy=worst.remedy,
            evidence=evidence,
            sources=tuple(dict.fromkeys(kind.source for kind in acting)),
        )
        if all(kind.name in EXACT for kind in acting):
            return
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.LOW,
            confidence=0.85 if names else 0.5,
            reason="other kernels are chosen on the other CPU: sums are taken in another order, and last bits change",
            remedy="compare predictions with a tolerance, or run both sides on the same kind of machine",
            evidence=evidence,
            sources=(_SOURCE,),
        )


def _other_architecture(context: Context) -> bool:
    sides = [side.find(Domain.HARDWARE, "cpu") for side in (context.before, context.after)]
    return len({side.architecture for side in sides if isinstance(side, CpuModel)}) > 1


_DISPATCHED = {"avx": {"avx", "avx2", "fma"}, "avx512": {"avx512f"}}


def _choosing(context: Context, kinds: list[Category]) -> set[str]:
    """Distributions on both sides whose compiled modules have kernels for these features beside a baseline."""
    wanted = {word for word, flags in _DISPATCHED.items() if any(flags & set(kind.members) for kind in kinds)}
    sides = [
        {
            fact.key.name.partition(":")[2]
            for fact in side.within(Domain.NATIVE)
            if isinstance(fact.value, CompiledModules) and wanted & set(fact.value.dispatches)
        }
        for side in (context.before, context.after)
    ]
    return sides[0] & sides[1]


@cache
def _kinds() -> tuple[Category, ...]:
    return categories("hardware", "features")


def _concerns(kind: Category, flags: list[str]) -> bool:
    return any(flag in kind.members for flag in flags)
