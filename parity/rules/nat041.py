"""NAT041: a library that changes the floating-point unit when it is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Value
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.side import Side

_SOURCE = "https://gcc.gnu.org/bugzilla/show_bug.cgi?id=55522"


class NAT041(Rule):
    """On one side a shared object, once loaded, makes subnormal numbers zero in the whole process.

    What it detects:
        A constructor that sets "flush to zero" and "denormals are zero": GCC and Clang link it into what is built with
        -ffast-math or -Ofast.
    Why it matters:
        It is set for the thread that loads the library, so results of all other libraries change: tiny numbers become
        zero, comparisons with them turn, numpy warns of them. Work on subnormal numbers gets faster.
    Known false alarms:
        Computations that never come near 1e-38 (float32) or 1e-308; libraries that are never loaded.
    What to do:
        Build it with -fno-fast-math, or link with -shared without -ffast-math; else load it on both sides.
    References:
        https://gcc.gnu.org/bugzilla/show_bug.cgi?id=55522
    """

    name = "flushes-subnormals"
    domain = Domain.NATIVE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "libscore.so.1")
        plain, fast = (SharedLibrary(soname="libscore.so.1", flushes_subnormals=one) for one in (False, True))
        yield Example("built with -ffast-math", Change.of(key, plain, fast), Risk.BEHAVIOUR, Severity.MEDIUM)
        module = CompiledModules(version="22.10", names=("gevent.core",), flushes_subnormals=("gevent.core",))
        only = Change.of(Key(Domain.NATIVE, "modules:gevent"), None, module)
        yield Example("a package that only prod has", only, Risk.BEHAVIOUR, Severity.MEDIUM)
        again = SharedLibrary(soname="libscore.so.1", build_id="bb", flushes_subnormals=True)
        yield Example("on both sides", Change.of(key, fast, again), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        old, new = _flushing(change.before), _flushing(change.after)
        if change.kind is ChangeKind.UNKNOWN or bool(old) is bool(new):
            return
        side, which = (Side.AFTER, new) if new else (Side.BEFORE, old)
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.MEDIUM,
            confidence=0.75,
            reason=f"in {side} loading {which} makes subnormal numbers zero in the whole process: it was built with "
            "-ffast-math",
            remedy="build it without -ffast-math at the link, or use the same build on both sides",
            evidence=(Evidence(what="constructor sets flush-to-zero", before=old or "no", after=new or "no"),),
            sources=(_SOURCE,),
        )


def _flushing(value: Value | None) -> str:
    if isinstance(value, CompiledModules):
        return ", ".join(value.flushes_subnormals[:3])
    return value.soname if isinstance(value, SharedLibrary) and value.flushes_subnormals else ""
