"""OSP005: another C library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.system import LibC

MUSL = "https://wiki.musl-libc.org/functional-differences-from-glibc.html"
GLIBC = "https://sourceware.org/glibc/wiki/Release"
KEY = Key(Domain.SYSTEM, "libc")


class OSP005(Rule):
    """The C library differs: glibc against musl, or another version.

    What it detects:
        Another family of C library, or another version of the same.
    Why it matters:
        musl's allocator serializes threads, so multi-threaded native code can be several times slower, and it takes
        other wheels (musllinux) or none at all. The mathematical functions of the two, and the float32 functions of
        different glibc versions, return other last bits; name resolution and locales work otherwise.
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
        yield Example("not seen on a side", Change.of(Key(Domain.SYSTEM, "x"), None, None), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, LibC) and isinstance(after, LibC)):
            return
        evidence = (Evidence(what="C library", before=_words(before), after=_words(after)),)
        if before.family == after.family:
            yield self.finding(
                change,
                risk=Risk.BEHAVIOUR,
                severity=Severity.LOW,
                confidence=0.4,
                reason=f"functions such as expf, powf and sinf can return other last bits in another {before.family}",
                remedy="build both images from the same base image",
                evidence=evidence,
                sources=(GLIBC if before.family == "glibc" else MUSL,),
            )
            return
        slow = "after (prod)" if after.family == "musl" else "before (dev)"
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


def _words(value: LibC) -> str:
    return f"{value.family} {value.version or '(version unknown)'}"
