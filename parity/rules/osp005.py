"""OSP005: another C library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packaging.version import Version

from parity.deduction.native_consumers import consumers
from parity.deduction.native_statements import version_consequences
from parity.deduction.quantities import listed
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules
from parity.model.side import Side
from parity.model.system import LibC
from parity.parsers.native_families import family_of_name
from parity.parsers.soname import library_name
from parity.parsers.versions import parse_version

MUSL = "https://wiki.musl-libc.org/functional-differences-from-glibc.html"
REMEDY = "build both images from the same base image"
WHEELS = "https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/"
KEY = Key(Domain.SYSTEM, "libc")


def _modules(requires: str) -> tuple[Fact, ...]:
    value = CompiledModules(version="1.0", names=("a.b",), requires=(requires,))
    return (Fact(Key(Domain.NATIVE, "modules:a"), value),)


class OSP005(Rule):
    """The C library differs: glibc against musl, or another version.

    What it detects:
        Another family of C library, or another version of the same.
    Why it matters:
        musl's allocator serializes threads, so multi-threaded native code can be several times slower, and it takes
        other wheels (musllinux) or none at all. An older glibc refuses what asks for symbols of a newer one. The
        mathematical functions of the two, and the float32 functions of different glibc versions, return other last
        bits; name resolution and locales work otherwise.
    Known false alarms:
        Single-threaded programs without transcendental functions. A patch of the same version.
    What to do:
        Use the same base image on both sides; for machine learning one with glibc.
    References:
        https://wiki.musl-libc.org/functional-differences-from-glibc.html
        https://sourceware.org/glibc/wiki/Release
    """

    name = "c-library"
    domain = Domain.SYSTEM
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        glibc = LibC(family="glibc", version="2.36")
        musl = Change.of(KEY, glibc, LibC(family="musl", version="1.2.4"))
        yield Example("Debian to Alpine: speed", musl, Risk.PERFORMANCE, Severity.HIGH)
        yield Example("Debian to Alpine: last bits", musl, Risk.BEHAVIOUR, Severity.LOW)
        newer = Change.of(KEY, glibc, LibC(family="glibc", version="2.41"))
        yield Example("another glibc", newer, Risk.BEHAVIOUR, Severity.LOW)
        older = Change.of(KEY, glibc, LibC(family="glibc", version="2.31"))
        yield Example("older in prod, and nothing seen of what uses it", older, Risk.BEHAVIOUR, Severity.HIGH)
        new, plain = (_modules(version) for version in ("GLIBC_2.34", "GLIBC_2.17"))
        yield Example("something asks for more", older, Risk.BEHAVIOUR, Severity.HIGH, (), new)
        yield Example("all is satisfied", older, Risk.BEHAVIOUR, Severity.LOW, (), plain)
        yield Example("not seen on a side", Change.of(Key(Domain.SYSTEM, "x"), None, None), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, LibC) and isinstance(after, LibC)):
            return
        evidence = (Evidence(what="C library", before=_words(before), after=_words(after)),)
        if before.family == after.family:
            if finding := self._older(change, context):
                yield finding
                return
            yield from self._another_release(change, before, after, context)
            return
        slow = Side.AFTER if after.family == "musl" else Side.BEFORE
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=Severity.HIGH,
            confidence=0.7,
            reason=f"{slow} runs on musl, whose memory allocator slows native code with several threads, "
            "and for which many packages have no wheels",
            remedy="use a base image with glibc on both sides, or preload another allocator and measure",
            evidence=evidence,
            sources=(MUSL,),
        )
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.LOW,
            confidence=0.7,
            reason="the mathematical functions of glibc and musl return other last bits; locales and name resolution "
            "work otherwise",
            remedy="use a base image with the same C library on both sides",
            evidence=evidence,
            sources=(MUSL,),
        )

    def _another_release(self, change: Change, before: LibC, after: LibC, context: Context) -> Iterator[Finding]:
        maker = "gnu-c-library" if before.family == "glibc" else before.family
        for found in version_consequences("c-library", maker, before.version, after.version, context):
            yield self.finding(
                change, risk=found.risk, severity=found.severity, confidence=found.confidence, reason=found.reason,
                remedy=found.remedy or (REMEDY if found.risk is not Risk.NONE else ""),
                sources=found.sources,
                evidence=(Evidence(what="C library", before=_words(before), after=_words(after)),),
            )  # fmt: skip

    def _older(self, change: Change, context: Context) -> Finding | None:
        """An older glibc in prod, where something asks for a newer one, or where nothing is seen that could ask."""
        old, new = (parse_version(side.version) if isinstance(side, LibC) else None
                    for side in (change.before, change.after))  # fmt: skip
        if old is None or new is None or new >= old or getattr(change.after, "family", None) != "glibc":
            return None
        everybody = [one for one in consumers(context.after, "libc") if not _is_own_part(one.name)]
        refused = [one.name for one in everybody for wanted in one.requires if _exceeds(wanted, new)]
        if everybody and not refused:
            return None
        return self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH,
            confidence=0.9 if refused else 0.55,
            reason="after (prod) has an older C library: "
            + (
                f"{listed(refused, 3)} asks for a newer one and cannot be loaded there"
                if refused
                else "what was built with the newer one is refused there, and pip chooses other wheels; what uses it "
                "was not seen"
            ),
            remedy="use a base image with the newer C library on both sides",
            evidence=(Evidence(what="C library", before=f"glibc {old}", after=f"glibc {new}"),),
            sources=(WHEELS,),
        )


def _exceeds(wanted: str, present: Version) -> bool:
    series, _, number = wanted.partition("_")
    asked = parse_version(number) if series == "GLIBC" else None
    return asked is not None and asked.release[:2] > present.release[:2]


def _is_own_part(name: str) -> bool:
    """Whether a library is built with the C library: those of its own need its private version."""
    family = family_of_name(library_name(name).stem)
    return family is not None and family.name in ("libc", "libm")


def _words(value: LibC) -> str:
    return f"{value.family} {value.version or '(version unknown)'}"
