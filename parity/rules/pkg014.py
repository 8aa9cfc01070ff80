"""PKG014: compiled anew from something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from parity.deduction.code_effects import told
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.edits import CodeEffect, CompiledEdit, Inspection, PackageEdits
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key


def _sample(code: str) -> Distribution:
    native = FileSet(kind=FileClass.NATIVE, digest=code * 32, count=1, size=40_000)
    return Distribution(version="1.0", location="lib", layout="dist-info", files=(native,))


def _seen(effect: CodeEffect, before: str, after: str) -> Inspection:
    edit = CompiledEdit(effect=effect, path="own/libscore.so", function="score", before=before, after=after)
    return Inspection(packages={"own": PackageEdits(older="before", compiled=(edit,))})


class PKG014(Rule):
    """Shared objects of one version were compiled from other source, or with options that change what they compute.

    What it detects:
        Functions of small x86-64 objects that compute in another precision, with integers of another size or with
        other constants, mathematical functions that took another's place, functions that others can no longer call; and
        code without optimisation, or without vector instructions, on one side. Only functions that call no other
        function of their object are compared.
    Why it matters:
        A compiler may choose instructions, not types and constants: these come from the source, or from -D.
    Known false alarms:
        A function that the application never calls; a version script that hides what nobody looks up.
    What to do:
        Build once, from one source with one set of options, and install the same wheel on both sides.
    References:
        https://gcc.gnu.org/onlinedocs/gcc/Option-Summary.html
    """

    name = "compiled-from-something-else"
    domain = Domain.DISTRIBUTION
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        change = Change.of(Key(Domain.DISTRIBUTION, "own"), _sample("aa"), _sample("bb"))
        threshold = _seen(CodeEffect.CONSTANTS, "0.5", "0.45")
        yield Example("another threshold", change, Risk.BEHAVIOUR, Severity.HIGH, inspection=threshold)
        loops = _seen(CodeEffect.VECTORS, "with", "without")
        yield Example("-O3 and -Os", change, Risk.PERFORMANCE, Severity.LOW, inspection=loops)
        yield Example("another compiler", change, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        edits = context.inspection.packages.get(change.key.name)
        if edits is None or not isinstance(change.before, Distribution):
            return
        order = list(CodeEffect)
        edited = sorted(edits.compiled, key=lambda edit: order.index(edit.effect))
        for effect, group in groupby(edited, key=lambda edit: edit.effect):
            found = tuple(group)
            meaning = told(effect)
            where = ", ".join(dict.fromkeys(edit.path for edit in found))
            yield self.finding(
                change,
                risk=meaning.risk,
                severity=meaning.severity,
                confidence=meaning.confidence,
                reason=f"the same version was compiled anew, and the machine code of {where} {meaning.sentence}",
                remedy=meaning.remedy,
                evidence=tuple(
                    Evidence(
                        what=f"{edit.function or 'functions'}: {effect.value}", before=edit.before, after=edit.after
                    )
                    for edit in found
                ),
                sources=("https://gcc.gnu.org/onlinedocs/gcc/Option-Summary.html",),
            )
