"""NAT011: another version, or other threads, of the same BLAS or OpenMP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.native_changes import told_elsewhere
from parity.deduction.native_statements import Consequence, version_consequences
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.libraries import threaded
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import Binding


def _openblas(version: str, threading: str = "pthreads") -> Binding:
    return Binding(library="libopenblas.so.0", provider="openblas", version=version, threading=threading)


class NAT011(Rule):
    """The BLAS or OpenMP that a package is bound to has another version, or starts its threads in another way.

    What it detects:
        The same implementation in two versions, with what its change log says lies between them; pthreads against
        OpenMP against no threads; the same library in another place.
    Why it matters:
        Releases bring other kernels (last bits), and some had kernels with wrong results. Another threading model
        changes speed, above all beside other pools of threads.
    Known false alarms:
        Kernels for other CPUs than those in use.
    What to do:
        Install the same version and build on both sides.
    References:
        https://github.com/OpenMathLib/OpenBLAS/blob/develop/Changelog.txt
    """

    name = "blas-version"
    domain = Domain.NATIVE
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "blas:numpy")
        fixed = Change.of(key, _openblas("0.3.19"), _openblas("0.3.21"))
        yield Example("a known defect between them", fixed, Risk.BEHAVIOUR, Severity.MEDIUM)
        newer = Change.of(key, _openblas("0.3.23"), _openblas("0.3.24"))
        yield Example("another release", newer, Risk.BEHAVIOUR, Severity.LOW)
        threads = Change.of(key, _openblas("0.3.23"), _openblas("0.3.23", "openmp"))
        yield Example("other threads", threads, Risk.PERFORMANCE, Severity.MEDIUM)
        serial = Change.of(key, _openblas("0.3.23"), _openblas("0.3.23", "serial"))
        yield Example("no threads", serial, Risk.PERFORMANCE, Severity.HIGH)
        other = Change.of(key, _openblas("0.3.23"), Binding(library="libmkl_rt.so.2", provider="mkl"))
        yield Example("another implementation", other, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Binding) and isinstance(after, Binding)) or told_elsewhere(change, context):
            return
        if before.provider != after.provider:
            return
        family, _, consumer = change.key.name.partition(":")
        for found in _consequences(family, before, after, context):
            yield self.finding(
                change,
                risk=found.risk,
                severity=found.severity,
                confidence=found.confidence,
                reason=f"{consumer} is bound to another {before.provider or family}: {found.reason}"
                if found.risk is not Risk.NONE
                else found.reason,
                remedy=(found.remedy or f"install the same build of {consumer} on both sides")
                if found.risk is not Risk.NONE
                else "",
                evidence=(
                    Evidence(what="version", before=before.version, after=after.version),
                    Evidence(what="threads", before=before.threading, after=after.threading),
                    Evidence(what="library", before=before.library, after=after.library),
                ),
                sources=found.sources,
            )


def _consequences(family: str, before: Binding, after: Binding, context: Context) -> Iterator[Consequence]:
    found = False
    if before.version != after.version:
        for consequence in version_consequences(family, before.provider, before.version, after.version, context):
            found = True
            yield consequence
    if before.threading != after.threading and before.threading and after.threading:
        for entry in threaded(family, before.provider, before.threading, after.threading):
            found = True
            yield Consequence(
                risk=entry.risk, severity=entry.severity, confidence=entry.confidence, reason=entry.sentence,
                remedy=entry.remedy, sources=(entry.source,),
            )  # fmt: skip
    if not found:
        yield Consequence(
            risk=Risk.NONE, severity=Severity.INFO, confidence=0.85,
            reason="the same implementation in the same version lies in another place",
        )  # fmt: skip
