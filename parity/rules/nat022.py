"""NAT022: a library that only one side has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.native_changes import counterpart
from parity.deduction.native_consumers import consumers, is_linked
from parity.deduction.native_exchange import in_its_place
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.libraries import about, switched
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import Binding, Preload, SharedLibrary
from parity.model.side import Side
from parity.parsers.soname import library_name

_RUNTIMES = "https://github.com/joblib/threadpoolctl/blob/master/multiple_openmp.md"
_CLASHING = {"intel", "llvm"}
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
        both = (Fact(Key(Domain.NATIVE, "libiomp5.so"), intel),)
        swapped = Change.of(Key(Domain.NATIVE, "libgomp.so.1"), gnu.value, None)
        yield Example("another OpenMP runtime", swapped, Risk.PERFORMANCE, Severity.MEDIUM, (gnu,), both)
        runtime = SharedLibrary(soname="libstdc++.so.6", family="cxx-runtime", provider="gnu")
        lost = Change.of(Key(Domain.NATIVE, "libstdc++.so.6"), runtime, None)
        yield Example("a runtime, and nobody is seen who needs it", lost, Risk.BEHAVIOUR, Severity.HIGH)
        yield Example("on both sides", Change.of(key, other, SharedLibrary(soname="libwhatever.so.1")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before if change.before is not None else change.after
        if change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED) or isinstance(value, Preload):
            return
        if not isinstance(value, (SharedLibrary, Binding)) or counterpart(change, context) is not None:
            return
        side = Side.AFTER if change.before is None else Side.BEFORE
        evidence = (Evidence(what=f"{value.provider or 'library'} {value.version or ''}".strip() + f" only in {side}"),)
        family = value.family if isinstance(value, SharedLibrary) else change.key.name.partition(":")[0]
        if isinstance(value, SharedLibrary) and (other := in_its_place(value, change, context)):
            yield from self._replaced(change, value, other)
            return
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
        if second and _runtimes(change, context) >= _CLASHING:
            yield self.finding(
                change, risk=Risk.BEHAVIOUR, severity=Severity.HIGH, confidence=SECOND_CONFIDENCE,
                reason=f"{side} loads Intel's and LLVM's OpenMP into one process: it can crash or stand still",
                remedy="install packages that share one OpenMP runtime", evidence=evidence, sources=(_RUNTIMES,),
            )  # fmt: skip
        acting = any(entry.risk in (Risk.BEHAVIOUR, Risk.NONE) for entry in entries)
        if not acting and change.kind is ChangeKind.REMOVED and _nobody_is_seen(value, context):
            yield self.finding(
                change, risk=Risk.BEHAVIOUR, severity=Severity.HIGH, confidence=0.55,
                reason=f"after (prod) has no {change.key.name}: what is linked with it cannot be loaded there; what "
                "uses it was not seen",
                remedy="install the package that it belongs to in after (prod)", evidence=evidence,
            )  # fmt: skip
        elif not entries:
            yield self.harmless(
                change,
                confidence=0.75,
                reason=f"only {side} has it, and no library of the other side asks for it",
                evidence=evidence,
            )

    def _replaced(self, change: Change, value: SharedLibrary, other: SharedLibrary) -> Iterator[Finding]:
        """One of several libraries that do the same, in another one's place: told where the old one is gone."""
        old, new = (value, other) if change.kind is ChangeKind.REMOVED else (other, value)
        for entry in switched(value.family or "", old.provider, new.provider) if old is value else ():
            yield self.finding(
                change, risk=entry.risk, severity=entry.severity, confidence=entry.confidence,
                reason=f"{old.soname} in before (dev), {new.soname} in after (prod): {entry.sentence}",
                remedy=entry.remedy or "install the same library on both sides",
                evidence=(Evidence(what="implementation", before=old.provider, after=new.provider),),
                sources=(entry.source,),
            )  # fmt: skip
        if old is not value:
            yield self.harmless(
                change,
                confidence=0.9,
                reason=f"it takes the place of {old.soname}, where that is told",
            )


def _nobody_is_seen(value: SharedLibrary | Binding, context: Context) -> bool:
    """Whether it is a library that programs are linked with, and no object is seen that could ask for it."""
    if not isinstance(value, SharedLibrary) or not is_linked(value.family):
        return False
    stem = library_name(value.soname).stem
    return not consumers(context.before, stem) and not consumers(context.after, stem)


def _runtimes(change: Change, context: Context) -> set[str | None]:
    """The makers of OpenMP on the side that has the library alone."""
    side = context.after if change.before is None else context.before
    return {
        fact.value.provider
        for fact in side.within(Domain.NATIVE)
        if isinstance(fact.value, SharedLibrary) and fact.value.family == "openmp"
    }


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
