"""NAT030: libraries in front of all others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.libraries import about
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import Preload
from parity.model.side import Side

_ALLOCATOR = (
    "another memory allocator takes the place of the C library's: speed under threads and the memory that is kept "
    "differ, which way is to be measured"
)


class NAT030(Rule):
    """A library is preloaded on one side only.

    What it detects:
        What LD_PRELOAD or /etc/ld.so.preload puts in front of all other libraries.
    Why it matters:
        An allocator such as jemalloc changes speed and memory of everything; another library replaces functions of the
        C library: clocks, random numbers, files.
    Known false alarms:
        An allocator can help or harm; only a measurement tells.
    What to do:
        Preload the same library on both sides, and measure with and without it.
    References:
        https://man7.org/linux/man-pages/man8/ld.so.8.html
    """

    name = "preloaded-library"
    domain = Domain.NATIVE
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "preload:libjemalloc.so.2")
        jemalloc = Preload(family="malloc", provider="jemalloc")
        yield Example("an allocator in prod", Change.of(key, None, jemalloc), Risk.PERFORMANCE, Severity.MEDIUM)
        shim = Change.of(Key(Domain.NATIVE, "preload:faketime.so"), Preload(), None)
        yield Example("something else", shim, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("could not be seen", Change(key=key, kind=ChangeKind.UNKNOWN, after=jemalloc), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before if change.before is not None else change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(value, Preload):
            return
        name = change.key.name.partition(":")[2]
        allocator = value.family == "malloc"
        side = "both sides" if change.before and change.after else Side.AFTER if change.after else Side.BEFORE
        known = about("malloc", value.provider, "presence") if allocator else ()
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE if allocator else Risk.BEHAVIOUR,
            severity=Severity.MEDIUM,
            confidence=0.8 if allocator else 0.6,
            reason=f"{name} is preloaded in {side}: "
            + (_ALLOCATOR if allocator else "its functions replace those of the C library and of others"),
            remedy="preload the same library on both sides"
            + (", and measure with and without it" if allocator else ""),
            evidence=(Evidence(what=f"{value.provider or name} preloaded in {side}"),),
            sources=tuple(entry.source for entry in known) or ("https://man7.org/linux/man-pages/man8/ld.so.8.html",),
        )
