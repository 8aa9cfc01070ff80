"""SET015: a variable of an allocator that is not in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import PREFIX, shown, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import Preload
from parity.model.setting import Variable
from parity.model.snapshot import Snapshot

_SOURCE = "https://man7.org/linux/man-pages/man3/mallopt.3.html"
# Variables of glibc's malloc (mallopt(3), "Environment variables").
_GLIBC = (
    "MALLOC_ARENA_MAX", "MALLOC_ARENA_TEST", "MALLOC_CHECK_", "MALLOC_MMAP_MAX_", "MALLOC_MMAP_THRESHOLD_",
    "MALLOC_PERTURB_", "MALLOC_TOP_PAD_", "MALLOC_TRIM_THRESHOLD_",
)  # fmt: skip


def _preloaded() -> tuple[Fact, ...]:
    value = Preload(family="malloc", provider="jemalloc")
    return (Fact(Key(Domain.NATIVE, "preload:libjemalloc.so.2"), value),)


class SET015(Rule):
    """A variable of the C library's allocator is set where another allocator takes its place.

    What it detects:
        MALLOC_ARENA_MAX and its like, set on a side that preloads jemalloc, tcmalloc or mimalloc, and unset on any side
        that does not.
    Why it matters:
        It does not: nothing reads the variable where the allocator that would is not used. The other allocator is a
        difference of its own.
    Known false alarms:
        A preloaded library that cannot be loaded there: then the C library's allocator is in use after all.
    What to do:
        Nothing; removing the variable makes the image easier to read.
    References:
        https://man7.org/linux/man-pages/man3/mallopt.3.html
    """

    name = "variable-of-an-unused-allocator"
    domain = Domain.SETTING
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        arenas = Change.of(Key(Domain.SETTING, "env:MALLOC_ARENA_MAX"), None, Variable(value="2"))
        yield Example("jemalloc is preloaded there", arenas, Risk.NONE, Severity.INFO, (), _preloaded())
        yield Example("glibc's is in use", arenas, None)
        lost = Change.of(Key(Domain.SETTING, "env:MALLOC_ARENA_MAX"), Variable(value="2"), None)
        yield Example("only where glibc's is in use", lost, None, None, (), _preloaded())

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        name = change.key.name.removeprefix(PREFIX)
        if change.kind is ChangeKind.UNKNOWN or name not in _GLIBC:
            return
        sides = ((change.before, context.before), (change.after, context.after))
        setting = [snapshot for value, snapshot in sides if value is not None]
        providers = [_provider(snapshot) for snapshot in setting]
        if not all(providers):
            return
        yield self.harmless(
            change,
            confidence=0.9,
            reason=f"{name} is read by glibc's malloc, and where it is set {providers[0]} takes its place",
            evidence=(Evidence(what=name, before=shown(text_of(change.before)), after=shown(text_of(change.after))),),
            sources=(_SOURCE,),
        )


def _provider(snapshot: Snapshot) -> str:
    """The allocator that is preloaded, "" where none is."""
    return next(
        (
            fact.value.provider or "another allocator"
            for fact in snapshot.within(Domain.NATIVE)
            if isinstance(fact.value, Preload) and fact.value.family == "malloc"
        ),
        "",
    )
