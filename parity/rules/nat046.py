"""NAT046: an older runtime library of compiled code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.native_changes import Pair, paired
from parity.deduction.native_consumers import consumers, unmet
from parity.deduction.quantities import listed
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules, SharedLibrary
from parity.parsers.soname import library_name
from parity.parsers.versions import parse_version

RUNTIMES = frozenset({"cxx-runtime", "compiler-runtime", "fortran-runtime", "openmp"})
_SOURCE = "https://gcc.gnu.org/onlinedocs/libstdc++/manual/abi.html"


def _runtime(version: str, provides: str) -> SharedLibrary:
    return SharedLibrary(
        soname="libstdc++.so.6", version=version, family="cxx-runtime", provider="gnu", provides=(provides,)
    )


def _modules(requires: str) -> tuple[Fact, ...]:
    value = CompiledModules(version="1.0", names=("a.b",), requires=(requires,))
    return (Fact(Key(Domain.NATIVE, "modules:scorer"), value),)


class NAT046(Rule):
    """A runtime library of compiled code (C++, Fortran, OpenMP, GCC's own) is older in prod.

    What it detects:
        An older version than in dev, against the symbol versions that everything else in prod asks of it
        (GLIBCXX_3.4.29).
    Why it matters:
        These libraries only gain symbol versions: newer ones run older programs, older ones refuse newer programs:
        "version `GLIBCXX_3.4.29' not found".
    Known false alarms:
        None where all that is loaded is seen: what is satisfied is not told.
    What to do:
        Install the newer runtime, or build for the older one (manylinux).
    References:
        https://gcc.gnu.org/onlinedocs/libstdc++/manual/abi.html
    """

    name = "older-runtime"
    domain = Domain.NATIVE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "libstdc++.so.6")
        new, old = _runtime("6.0.30", "GLIBCXX_3.4.30"), _runtime("6.0.28", "GLIBCXX_3.4.28")
        change, low, high = Change.of(key, new, old), _modules("GLIBCXX_3.4.21"), _modules("GLIBCXX_3.4.29")
        after = (Fact(key, old),)
        yield Example("something asks for more", change, Risk.BEHAVIOUR, Severity.HIGH, high, (*high, *after))
        yield Example("nobody is seen who could ask", change, Risk.BEHAVIOUR, Severity.HIGH)
        yield Example("all that is there is satisfied", change, None, None, low, (*low, *after))
        yield Example("newer in prod", Change.of(key, old, new), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        pair = paired(change, context)
        if pair is None or ":" in change.key.name or not _is_older(pair):
            return
        assert pair.after is not None
        assert pair.before is not None
        stem = library_name(pair.after.soname).stem
        refused = unmet(context.after, stem)
        if consumers(context.after, stem) and not refused:
            return
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH,
            confidence=0.9 if refused else 0.55,
            reason=f"after (prod) has an older {pair.after.soname} than before (dev): "
            + (
                f"{refused[0][0]} asks it for {refused[0][1]}, which it has not, and cannot be loaded"
                if refused
                else "what was built with the newer one cannot be loaded; what uses it was not seen"
            ),
            remedy=f"install the newer {pair.after.soname} in after (prod), or use builds for the older one",
            evidence=(
                Evidence(what="version", before=pair.before.version, after=pair.after.version),
                Evidence(what="provides", before=_words(pair.before), after=_words(pair.after)),
                *((Evidence(what=f"asked for by {listed([name for name, _ in refused], 5)}"),) if refused else ()),
            ),
            sources=(_SOURCE,),
        )


def _is_older(pair: Pair) -> bool:
    before, after = pair.before, pair.after
    if before is None or after is None or before.soname != after.soname or after.family not in RUNTIMES:
        return False
    old, new = parse_version(before.version), parse_version(after.version)
    return before.provider == after.provider and old is not None and new is not None and new < old


def _words(value: SharedLibrary) -> str | None:
    return ", ".join(value.provides[:3]) or None
