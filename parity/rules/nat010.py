"""NAT010: another implementation behind BLAS or OpenMP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.native_changes import told_elsewhere
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.libraries import about, switched
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import Binding
from parity.model.side import Side


def _blas(before: str, after: str) -> Change:
    old, new = (Binding(library="libblas.so.3", provider=provider, version="0.3") for provider in (before, after))
    return Change.of(Key(Domain.NATIVE, "blas:numpy"), old, new)


class NAT010(Rule):
    """numpy, scipy or another package is bound to another implementation of BLAS or OpenMP.

    What it detects:
        Which library the package's extension modules really end up with: OpenBLAS, MKL, BLIS, the reference BLAS;
        GNU's, Intel's or LLVM's OpenMP.
    Why it matters:
        The reference BLAS is ten times slower than OpenBLAS in matrix products. Every implementation sums in another
        order, so last bits differ, and signs of singular vectors can. Another OpenMP runtime schedules otherwise.
    Known false alarms:
        Code that never multiplies matrices.
    What to do:
        Install numpy and scipy in the same way on both sides: both from PyPI's wheels, or both from one distribution.
    References:
        https://numpy.org/doc/stable/building/blas_lapack.html
    """

    name = "blas-implementation"
    domain = Domain.NATIVE
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        yield Example("the reference BLAS in prod", _blas("openblas", "reference"), Risk.PERFORMANCE, Severity.HIGH)
        yield Example("and other results", _blas("openblas", "reference"), Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("MKL in prod", _blas("openblas", "mkl"), Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("the same implementation", _blas("openblas", "openblas"), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        value = before if before is not None else after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(value, Binding) or told_elsewhere(change, context):
            return
        family, _, consumer = change.key.name.partition(":")
        old = before.provider if isinstance(before, Binding) else None
        new = after.provider if isinstance(after, Binding) else None
        if old == new and change.kind is ChangeKind.CHANGED:
            return
        entries = (
            switched(family, old, new)
            if change.kind is ChangeKind.CHANGED
            else about(family, value.provider, "presence")
        )
        for entry in entries:
            slow = {old: Side.BEFORE, new: Side.AFTER}
            side = next((side for provider, side in slow.items() if provider in entry.slow), None)
            yield self.finding(
                change,
                risk=entry.risk,
                severity=entry.severity,
                confidence=entry.confidence,
                reason=f"{consumer} uses {old or 'none'} in before (dev), {new or 'none'} in after (prod): "
                + entry.sentence
                + (f": {side} is the slower side" if side else ""),
                remedy=entry.remedy or f"install {consumer} in the same way on both sides",
                evidence=(Evidence(what=f"{family} of {consumer}", before=_words(before), after=_words(after)),),
                sources=(entry.source,),
            )


def _words(value: object) -> str:
    if not isinstance(value, Binding):
        return "none"
    parts = (value.provider, value.version, value.threading, f"({value.library})", "vendored" if value.vendored else "")
    return " ".join(part for part in parts if part)
