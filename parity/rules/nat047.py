"""NAT047: a library whose interface has another number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.native_changes import counterpart, paired
from parity.deduction.native_consumers import consumers
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import SharedLibrary
from parity.parsers.soname import library_name


def _tbb(number: str) -> SharedLibrary:
    return SharedLibrary(soname=f"libtbb.so.{number}", family="threading", provider="tbb")


class NAT047(Rule):
    """A library has another interface number (libtbb.so.2 and libtbb.so.12), and what uses it was not seen.

    What it detects:
        A library under another soname than on the other side, where nothing else is seen that could ask for it.
    Why it matters:
        The loader looks for exactly the number that a program was linked with: "libtbb.so.2: cannot open shared object
        file". The makers of a library raise it when its interface changes.
    Known false alarms:
        Programs that were rebuilt along with it. Where they are seen, this rule is silent: either each has what it
        asks for, or that is told of the library that is missing (NAT002).
    What to do:
        Install the library with the number that programs ask for, or rebuild them.
    References:
        https://www.debian.org/doc/debian-policy/ch-sharedlibs.html
    """

    name = "another-interface-number"
    domain = Domain.NATIVE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        old, new = Key(Domain.NATIVE, "libtbb.so.2"), Key(Domain.NATIVE, "libtbb.so.12")
        gone, there = Change.of(old, _tbb("2"), None), (Fact(new, _tbb("12")),)
        before = (Fact(old, _tbb("2")),)
        yield Example("who uses it is not seen", gone, Risk.BEHAVIOUR, Severity.HIGH, before, there)
        user = Fact(Key(Domain.NATIVE, "libuser.so.1"), SharedLibrary(soname="libuser.so.1", needed=("libtbb.so.12",)))
        yield Example("others are seen", gone, None, None, before, (*there, user))
        yield Example("no other number of it", gone, None, None, before)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value, pair = change.before, paired(change, context)
        other = counterpart(change, context)
        if change.kind is not ChangeKind.REMOVED or pair is None or pair.after is None or other is None:
            return
        if not isinstance(value, SharedLibrary) or ":" in change.key.name or ":" in other.name:
            return
        stem = library_name(value.soname).stem
        if pair.after.soname == value.soname or pair.after.provider != value.provider:
            return
        if consumers(context.before, stem) or consumers(context.after, stem) or value.family == "malloc":
            return
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH,
            confidence=0.55,
            reason=f"after (prod) has {pair.after.soname} in place of {value.soname}: what was linked with the old "
            "number cannot be loaded; what uses it was not seen",
            remedy=f"install the library that brings {value.soname} in after (prod), or rebuild what uses it",
            evidence=(Evidence(what="soname", before=value.soname, after=pair.after.soname),),
            sources=("https://www.debian.org/doc/debian-policy/ch-sharedlibs.html",),
        )
