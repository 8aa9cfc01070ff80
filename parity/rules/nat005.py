"""NAT005: a library that was built again to the same code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.edits import Inspection
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import SharedLibrary


class NAT005(Rule):
    """A native library was built again, and what is loaded of it is the same to the byte.

    What it detects:
        Both files have the same sections that take memory (code, constants, data, tables of the loader) at the same
        places: only symbol names, debug information or the build ID are not the same.
    Why it matters:
        It does not: the processor sees the same bytes. A stripped copy, or a reproducible build with another path.
    Known false alarms:
        None; a debugger or profiler shows other names.
    What to do:
        Nothing.
    References:
        https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.sheader.html
    """

    name = "library-with-identical-code"
    domain = Domain.NATIVE
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        old, new = (SharedLibrary(soname="libscore.so.1", build_id=build) for build in ("aa", "bb"))
        change = Change.of(Key(Domain.NATIVE, "libscore.so.1"), old, new)
        seen = Inspection(same_objects=frozenset({"libscore.so.1"}))
        yield Example("stripped", change, Risk.NONE, Severity.INFO, inspection=seen)
        yield Example("other code", change, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, SharedLibrary) and isinstance(after, SharedLibrary)):
            return
        if change.key.name not in context.inspection.same_objects:
            return
        yield self.harmless(
            change,
            confidence=0.99,
            reason="only symbol names, debug information or build ID differ: what is loaded is the same to the byte",
            evidence=(Evidence(what="build", before=_build(before), after=_build(after)),),
        )


def _build(value: SharedLibrary) -> str | None:
    digest = value.build_id or value.content
    return digest[:16] if digest else None
