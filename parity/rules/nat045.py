"""NAT045: the same code, built with other options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parity.deduction.build_choices import is_rebuilt, one_sided
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.libraries import about
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.side import Side

FAMILY = "code"


class NAT045(Rule):
    """A library or a package's modules were built with other options: OpenMP, assertions, sanitizers, fused operations.

    What it detects:
        Names that one side's build asks of others and the other side's does not (GOMP_parallel, __assert_fail,
        __asan_init, mcount, cblas_dgemm, ...), code for GPUs, fused multiply-add, bytes that are widened with or
        without a sign; of small objects also sums that were taken apart, approximate reciprocals, questions for NaN
        that were left out, constants of single precision. Only between builds of the same release.
    Why it matters:
        OpenMP and BLAS decide how many CPUs are used and in which order is summed; an assertion aborts the process;
        sanitizers and profiling cost several times the time; the sign of char changes numbers.
    Known false alarms:
        Options for code that the application never runs; assertions that never fail.
    What to do:
        Build it in one place with one set of options, or install the same wheel on both sides.
    References:
        https://gcc.gnu.org/onlinedocs/gcc/Option-Summary.html
    """

    name = "built-with-other-options"
    domain = Domain.NATIVE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "modules:scorer")
        plain = CompiledModules(version="1.0", names=("a.b",), choices=("signed-characters",))
        parallel = replace(plain, choices=("openmp", "signed-characters"))
        serial = Change.of(key, parallel, plain)
        yield Example("OpenMP only in dev", serial, Risk.PERFORMANCE, Severity.MEDIUM)
        yield Example("and sums in another order", serial, Risk.BEHAVIOUR, Severity.LOW)
        checked = SharedLibrary(soname="libscore.so.1", choices=("assertions",))
        library = Change.of(Key(Domain.NATIVE, "libscore.so.1"), replace(checked, choices=()), checked)
        yield Example("assertions in prod", library, Risk.BEHAVIOUR, Severity.HIGH)
        slow = replace(plain, choices=("address-sanitizer",))
        yield Example("a sanitizer in prod", Change.of(key, plain, slow), Risk.BEHAVIOUR, Severity.HIGH)
        arm = replace(plain, choices=("unsigned-characters",))
        yield Example("char without a sign", Change.of(key, plain, arm), Risk.BEHAVIOUR, Severity.HIGH)
        yield Example("no characters in it", Change.of(key, plain, replace(plain, choices=())), None)
        yield Example("of another release", Change.of(key, parallel, replace(plain, version="1.1")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        differing = one_sided(change.before, change.after)
        if change.kind is not ChangeKind.CHANGED or not differing or not is_rebuilt(change, context):
            return
        for choice in differing:
            side = Side.AFTER if choice.in_after else Side.BEFORE
            for entry in about(FAMILY, choice.name, "build"):
                yield self.finding(
                    change,
                    risk=entry.risk,
                    severity=entry.severity,
                    confidence=entry.confidence,
                    reason=f"only {side} was built with {entry.sentence}"
                    if choice.name != "unsigned-characters"
                    else f"in {side} it was built without {entry.sentence}",
                    remedy=entry.remedy or "install the same build on both sides",
                    evidence=(
                        Evidence(
                            what=choice.name.replace("-", " "),
                            before="no" if choice.in_after else "yes",
                            after="yes" if choice.in_after else "no",
                        ),
                    ),
                    sources=(entry.source,),
                )
