"""NAT022: a library that only one side has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.native_changes import counterpart
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.libraries import about
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import Binding, Preload, SharedLibrary

SECOND_CONFIDENCE = 0.6  # of a runtime beside another one


class NAT022(Rule):
    """A native library is there on one side only, and no other library asks for it.

    What it detects:
        Libraries without a counterpart on the other side, by what their kind is for.
    Why it matters:
        What is loaded by name at run time (ctypes, plug-ins, codecs) is found on one side only.
    Known false alarms:
        Most libraries of a base image are never loaded by the application.
    What to do:
        Install the package that it belongs to on both sides, if the application uses it.
    """

    name = "library-on-one-side"
    domain = Domain.NATIVE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "libheif.so.1")
        heif = SharedLibrary(soname="libheif.so.1", family="codec-image", provider="heif", owner="dpkg:libheif1")
        yield Example("a decoder", Change.of(key, heif, None), Risk.BEHAVIOUR, Severity.LOW)
        key = Key(Domain.NATIVE, "libwhatever.so.1")
        other = SharedLibrary(soname="libwhatever.so.1", owner="dpkg:libwhatever1")
        yield Example("some library", Change.of(key, None, other), Risk.NONE, Severity.INFO)
        intel = SharedLibrary(soname="libiomp5.so", family="openmp", provider="intel")
        gnu = Fact(
            Key(Domain.NATIVE, "libgomp.so.1"), SharedLibrary(soname="libgomp.so.1", family="openmp", provider="gnu")
        )
        added = Change.of(Key(Domain.NATIVE, "libiomp5.so"), None, intel)
        yield Example("a second OpenMP runtime", added, Risk.PERFORMANCE, Severity.MEDIUM, (gnu,), (gnu,))
        yield Example("on both sides", Change.of(key, other, SharedLibrary(soname="libwhatever.so.1")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before if change.before is not None else change.after
        if change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED) or isinstance(value, Preload):
            return
        if not isinstance(value, (SharedLibrary, Binding)) or counterpart(change, context) is not None:
            return
        side = "after (prod)" if change.before is None else "before (dev)"
        evidence = (Evidence(what=f"{value.provider or 'library'} {value.version or ''}".strip() + f" only in {side}"),)
        family = value.family if isinstance(value, SharedLibrary) else change.key.name.partition(":")[0]
        entries = about(family, value.provider, "presence") if family else ()
        second = family == "openmp" and _is_second(value.provider, change, context)
        for entry in entries:
            yield self.finding(
                change,
                risk=entry.risk,
                severity=Severity.MEDIUM if second else entry.severity,
                confidence=SECOND_CONFIDENCE if second else entry.confidence,
                reason=f"only {side} has it: {entry.sentence}",
                remedy=entry.remedy or "install the package that it belongs to on both sides",
                evidence=evidence,
                sources=(entry.source,),
            )
        if not entries:
            yield self.finding(
                change,
                risk=Risk.NONE,
                severity=Severity.INFO,
                confidence=0.75,
                reason=f"only {side} has it, and no library of the other side asks for it",
                remedy="",
                evidence=evidence,
            )


def _is_second(provider: str | None, change: Change, context: Context) -> bool:
    """Whether an OpenMP runtime is one beside another maker's, where the other side has one alone."""
    there, other = (
        {
            fact.value.provider
            for fact in side.within(Domain.NATIVE)
            if isinstance(fact.value, SharedLibrary) and fact.value.family == "openmp"
        }
        for side in ((context.after, context.before) if change.before is None else (context.before, context.after))
    )
    return bool(there - {provider}) and provider not in other
