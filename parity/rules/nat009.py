"""NAT009: a library whose difference has its cause elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.native_changes import told_elsewhere
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import Binding, SharedLibrary


def _dist(version: str) -> tuple[Fact, ...]:
    value = Distribution(version=version, location="lib", layout="dist-info")
    return (Fact(Key(Domain.DISTRIBUTION, "lxml"), value),)


class NAT009(Rule):
    """A library changed along with the package it belongs to, or with others that are told.

    What it detects:
        Libraries that a package brought along when it changed itself, several libraries of one release, several
        consumers that were all bound to another BLAS at once: one cause, told in one place.
    Why it matters:
        It does not by itself: the finding at the cause says what follows.
    Known false alarms:
        None: it claims nothing of its own.
    What to do:
        See the finding at the cause.
    """

    name = "told-elsewhere"
    domain = Domain.NATIVE
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "lxml:libextra.so")
        old, new = (SharedLibrary(soname="libextra.so.1", build_id=build, owner="dist:lxml") for build in ("a", "b"))
        part = Change.of(key, old, new)
        yield Example("part of a new release", part, Risk.NONE, Severity.INFO, _dist("5.1"), _dist("5.2"))
        yield Example("the package is the same", part, None, None, _dist("5.1"), _dist("5.1"))
        first = tuple(
            Fact(Key(Domain.NATIVE, "blas:numpy"), Binding(library="libblas.so.3", provider=provider))
            for provider in ("openblas", "reference")
        )
        second = Change.of(Key(Domain.NATIVE, "blas:scipy"), first[0].value, first[1].value)
        yield Example("scipy as numpy", second, Risk.NONE, Severity.INFO, first[:1], first[1:])

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.kind is ChangeKind.UNKNOWN:
            return
        place = told_elsewhere(change, context)
        if place is None:
            return
        yield self.harmless(
            change,
            confidence=0.9,
            reason=place,
            evidence=(Evidence(what=f"{change.key.name} {change.kind}"),),
        )
