"""HWD003: another CPU."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.presence import consumers
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import CpuFeatures, CpuModel
from parity.model.keys import Domain, Key

_MKL = ("family:blas/mkl", "mkl")
_MKL_SOURCE = (
    "https://www.intel.com/content/www/us/en/docs/onemkl/developer-guide-linux/2024-1/"
    "obtaining-numerically-reproducible-results.html"
)
_ARM_SOURCE = "https://numpy.org/doc/stable/reference/routines.dtypes.html"


def _cpus(before: str, after: str, architectures: tuple[str, str] = ("x86_64", "x86_64")) -> Change:
    old, new = (
        CpuModel(vendor=vendor, model=f"{vendor} CPU {index}", architecture=architecture)
        for index, (vendor, architecture) in enumerate(zip((before, after), architectures, strict=True))
    )
    return Change.of(Key(Domain.HARDWARE, "cpu"), old, new)


class HWD003(Rule):
    """The CPUs are other models, of another vendor, or of another architecture.

    What it detects:
        Another model with the same instruction sets; Intel against AMD where Intel MKL is installed; x86-64 against
        ARM.
    Why it matters:
        MKL takes another code path on CPUs that are not Intel's. On another architecture every library is another
        program: conversions of floats that do not fit into integers, char's sign and last bits differ. Another model
        with the same instruction sets has only another clock and other caches.
    Known false alarms:
        Speed depends on the work; this tells only that it was not the same machine.
    What to do:
        Measure on the machine that serves; compare predictions with a tolerance.
    References:
        https://www.intel.com/content/www/us/en/docs/onemkl/developer-guide-linux/2024-1/
    """

    name = "cpu-model"
    domain = Domain.HARDWARE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        mkl = (Fact(Key(Domain.DISTRIBUTION, "mkl"), Distribution(version="2024.0", location="", layout="conda")),)
        vendor = _cpus("GenuineIntel", "AuthenticAMD")
        yield Example("MKL on AMD", vendor, Risk.PERFORMANCE, Severity.MEDIUM, mkl, mkl)
        yield Example("the same vendor", _cpus("AuthenticAMD", "AuthenticAMD"), Risk.NONE, Severity.INFO)
        arm = _cpus("AuthenticAMD", "ARM", ("x86_64", "aarch64"))
        yield Example("ARM in prod", arm, Risk.BEHAVIOUR, Severity.MEDIUM)
        one_side = Change.of(arm.key, None, arm.after)
        yield Example("seen on one side only", one_side, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, CpuModel) and isinstance(after, CpuModel)):
            return
        evidence = (
            Evidence(what="CPU", before=before.model, after=after.model),
            Evidence(what="vendor", before=before.vendor, after=after.vendor),
            Evidence(what="architecture", before=before.architecture, after=after.architecture),
        )
        remedy = "measure on the machine that serves, and compare predictions with a tolerance"
        if before.architecture != after.architecture:
            for risk, confidence, reason in (
                (Risk.BEHAVIOUR, 0.75, "conversions of floats that do not fit, signs of char and last bits differ"),
                (Risk.PERFORMANCE, 0.75, "every library has other kernels, and another speed"),
            ):
                yield self.finding(
                    change, risk=risk, severity=Severity.MEDIUM, confidence=confidence,
                    reason=f"{before.architecture} against {after.architecture}: {reason}", remedy=remedy,
                    evidence=evidence, sources=(_ARM_SOURCE,),
                )  # fmt: skip
            return
        users = consumers(context, _MKL)
        if before.vendor != after.vendor and before.vendor and after.vendor and not users.excluded:
            certain = bool(users.names)
            words = "Intel MKL takes another code path on CPUs of another vendor"
            for risk, severity, reason in (
                (Risk.PERFORMANCE, Severity.MEDIUM, f"{words}: another speed"),
                (Risk.BEHAVIOUR, Severity.LOW, f"{words}: other last bits"),
            ):
                yield self.finding(
                    change, risk=risk, severity=severity, confidence=0.8 if certain else 0.35,
                    reason=reason if certain else f"where Intel MKL is used: {reason}",
                    remedy=f"set MKL_CBWR=COMPATIBLE on both sides, or use OpenBLAS; {remedy}",
                    evidence=evidence, sources=(_MKL_SOURCE,),
                )  # fmt: skip
            return
        yield self.harmless(
            change,
            confidence=0.8,
            reason="another model: kernels are chosen by instruction sets, " + _features(context),
            evidence=evidence,
        )


def _features(context: Context) -> str:
    before, after = (side.find(Domain.HARDWARE, "cpu-features") for side in (context.before, context.after))
    if isinstance(before, CpuFeatures) and isinstance(after, CpuFeatures):
        return "which are the same" if before.flags == after.flags else "which are told at hardware:cpu-features"
    return "which could not be compared"
