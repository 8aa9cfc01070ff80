"""NAT044: code that was compiled without optimisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.build_choices import is_rebuilt
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Value
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.side import Side

_SOURCE = "https://gcc.gnu.org/onlinedocs/gcc/Optimize-Options.html"


class NAT044(Rule):
    """The code of a library or of a package's modules was compiled without optimisation on one side.

    What it detects:
        Nearly every instruction of the code's samples loads from or stores to the stack frame, as compilers write it
        with -O0, on one side only. No debug information is needed.
    Why it matters:
        Loops run two to ten times slower: nothing is kept in registers, nothing inlined, nothing vectorised.
    Known false alarms:
        Libraries of little code, whose time is spent elsewhere; code that is hardly ever run.
    What to do:
        Build with -O2 (look for CFLAGS that replace the project's own, and for debug build types), or use the
        published wheel on both sides.
    References:
        https://gcc.gnu.org/onlinedocs/gcc/Optimize-Options.html
    """

    name = "compiled-without-optimisation"
    domain = Domain.NATIVE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "modules:scorer")
        fast, slow = (CompiledModules(version="1.0", names=("a.b",), unoptimised=one) for one in ((), ("a.b",)))
        yield Example("a debug build in prod", Change.of(key, fast, slow), Risk.PERFORMANCE, Severity.HIGH)
        library = Key(Domain.NATIVE, "libscore.so.1")
        old, new = (SharedLibrary(soname="libscore.so.1", unoptimised=one) for one in (True, False))
        newer = CompiledModules(version="1.1", names=("a.b",), unoptimised=("a.b",))
        yield Example("of another release", Change.of(key, fast, newer), Risk.PERFORMANCE, Severity.LOW)
        yield Example("of a library in dev", Change.of(library, old, new), Risk.PERFORMANCE, Severity.HIGH)
        again = SharedLibrary(soname="libscore.so.1", unoptimised=True, build_id="bb")
        yield Example("on both sides", Change.of(library, old, again), None)
        yield Example("only one side has it", Change.of(library, None, again), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        old, new = _unoptimised(change.before), _unoptimised(change.after)
        if change.kind is not ChangeKind.CHANGED or bool(old) is bool(new):
            return
        side, which = (Side.AFTER, new) if new else (Side.BEFORE, old)
        rebuilt = is_rebuilt(change, context)
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=Severity.HIGH if rebuilt else Severity.LOW,
            confidence=0.85 if rebuilt else 0.45,
            reason=f"in {side} {which} was compiled without optimisation (-O0): its loops run several times slower"
            + ("" if rebuilt else "; it came with another release, whose makers may not have minded: inconclusive"),
            remedy="build it with -O2, or use the same build on both sides",
            evidence=(Evidence(what="compiled without optimisation", before=old or "no", after=new or "no"),),
            sources=(_SOURCE,),
        )


def _unoptimised(value: Value | None) -> str:
    if isinstance(value, CompiledModules):
        return ", ".join(value.unoptimised[:3])
    return value.soname if isinstance(value, SharedLibrary) and value.unoptimised else ""
