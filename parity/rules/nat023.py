"""NAT023: another build of a library of which no more is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.native_changes import paired
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import SharedLibrary

_RUNTIMES = frozenset({"libc", "cxx-runtime", "compiler-runtime", "fortran-runtime", "compression", "python"})


def _library(version: str | None, build: str, family: str | None = None, needed: str = "libc.so.6") -> SharedLibrary:
    return SharedLibrary(
        soname="libscore.so.1", version=version, build_id=build, family=family, owner="dpkg:libscore1", needed=(needed,)
    )


class NAT023(Rule):
    """A native library was built again, or has another version, and nothing is known of what that does.

    What it detects:
        Another build ID or other content at the same version and the same version of its owner; another version of a
        library of no known kind.
    Why it matters:
        A compiler's options (-ffast-math, -march) and patches change results without changing a version.
    Known false alarms:
        Nearly all of them: distributions rebuild without changing anything, and hashes of shared objects predict
        little.
    What to do:
        Run a probe of what uses the library on both sides, or take the library from one place.
    References:
        https://gcc.gnu.org/bugzilla/show_bug.cgi?id=55522
    """

    name = "library-rebuilt"
    domain = Domain.NATIVE
    step = Step.VERSION

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "libscore.so.1")
        again = Change.of(key, _library("1.0", "aa"), _library("1.0", "bb"))
        yield Example("built again", again, Risk.BEHAVIOUR, Severity.LOW)
        runtime = Change.of(key, _library("1.0", "aa", "compression"), _library("1.0", "bb", "compression"))
        yield Example("a runtime library, built again", runtime, Risk.NONE, Severity.INFO)
        newer = Change.of(key, _library("1.0", "aa"), _library("1.1", "bb"))
        yield Example("another version", newer, Risk.BEHAVIOUR, Severity.LOW)
        yield Example("gone", Change.of(key, _library("1.0", "aa"), None), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        pair = paired(change, context)
        if pair is None or pair.before is None or pair.after is None:
            return
        before, after = pair.before, pair.after
        inert = before.version == after.version and after.family in _RUNTIMES
        own = not (before.owner or after.owner)
        words = (
            "it was built again at the same version" if before.version == after.version else "it has another version"
        )
        yield self.finding(
            change,
            risk=Risk.NONE if inert else Risk.BEHAVIOUR,
            severity=Severity.INFO if inert else Severity.MEDIUM if own else Severity.LOW,
            confidence=0.85 if inert else 0.4 if own else 0.25,
            reason=f"{words}, and its kind keeps its interface and results"
            if inert
            else f"{words}; no package tells where it is from, so it may be the application's own: inconclusive"
            if own
            else f"{words}, and nothing is known of what that does: inconclusive",
            remedy="" if inert else "run a probe of what uses it on both sides, or take it from one place",
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                Evidence(what="build", before=_build(before), after=_build(after)),
                Evidence(what="belongs to", before=before.owner, after=after.owner),
            ),
        )


def _build(value: SharedLibrary) -> str | None:
    digest = value.build_id or value.content
    return digest[:16] if digest else None
