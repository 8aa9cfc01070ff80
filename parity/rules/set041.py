"""SET041: the variable that preloads libraries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parity.deduction.variables import shown, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import Preload
from parity.model.setting import Variable
from parity.parsers.native_families import family_of_name
from parity.parsers.soname import library_name

_SOURCE = "https://man7.org/linux/man-pages/man8/ld.so.8.html"


class SET041(Rule):
    """LD_PRELOAD differs.

    What it detects:
        Libraries that only one side puts in front of all others, where what they lead to was not seen by itself.
    Why it matters:
        A preloaded library's functions replace those of the C library: an allocator changes speed and memory, anything
        else can change behaviour.
    Known false alarms:
        A library that is named but not there is skipped by the loader with a warning.
    What to do:
        Set LD_PRELOAD alike on both sides, and measure where it names an allocator.
    References:
        https://man7.org/linux/man-pages/man8/ld.so.8.html
    """

    name = "preload-variable"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.SETTING, "env:LD_PRELOAD")
        allocator = Change.of(key, None, Variable(value="/usr/lib/libjemalloc.so.2"))
        yield Example("another allocator", allocator, Risk.PERFORMANCE, Severity.MEDIUM)
        seen = Fact(Key(Domain.NATIVE, "preload:libjemalloc.so.2"), Preload(family="malloc", provider="jemalloc"))
        yield Example("told at the library", allocator, Risk.NONE, Severity.INFO, (), (seen,))
        shim = Change.of(key, Variable(value="/opt/faketime.so"), None)
        yield Example("some other library", shim, Risk.BEHAVIOUR, Severity.MEDIUM)
        other = Change.of(Key(Domain.SETTING, "env:LD_DEBUG"), None, Variable(value="libs"))
        yield Example("another variable", other, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.key.name != "env:LD_PRELOAD" or change.kind is ChangeKind.UNKNOWN:
            return
        before, after = text_of(change.before), text_of(change.after)
        differing = sorted(_libraries(before) ^ _libraries(after))
        families = {family_of_name(library_name(path.rpartition("/")[2]).stem) for path in differing}
        allocators = bool(differing) and all(family and family.name == "malloc" for family in families)
        told = not differing or _preloads(context)
        yield self.finding(
            change,
            risk=Risk.NONE if told else Risk.PERFORMANCE if allocators else Risk.BEHAVIOUR,
            severity=Severity.INFO if told else Severity.MEDIUM,
            confidence=0.9 if told else 0.75 if allocators else 0.6,
            reason="what it loads is told at the libraries themselves"
            if told
            else "only one side preloads another memory allocator: speed and memory differ, which way is to be measured"
            if allocators
            else "only one side preloads a library, whose functions replace those of the C library",
            remedy="" if told else "set LD_PRELOAD alike on both sides",
            evidence=(Evidence(what="LD_PRELOAD", before=shown(before), after=shown(after)),),
            sources=(_SOURCE,),
        )


def _libraries(value: str | None) -> set[str]:
    return set(filter(None, re.split(r"[\s:]+", value or "")))


def _preloads(context: Context) -> bool:
    """Whether the preloaded libraries differ as facts of their own."""
    sides = (
        {fact.key for fact in side.within(Domain.NATIVE) if isinstance(fact.value, Preload)}
        for side in (context.before, context.after)
    )
    before, after = sides
    return before != after
