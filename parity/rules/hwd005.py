"""HWD005: memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.quantities import size_in_words
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import Memory
from parity.model.keys import Domain, Key
from parity.model.side import Side

_SOURCE = "https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files"
_GIB = 1 << 30


class HWD005(Rule):
    """A process may use another amount of memory.

    What it detects:
        The memory of the machine, and the container's limit where there is one.
    Why it matters:
        A model or a batch that fits on one side is ended by the kernel on the other ("OOMKilled", exit code 137). Half
        the memory, or less, also leaves the page cache no room.
    Known false alarms:
        Plenty of memory on both sides.
    What to do:
        Give both sides the same limit, and measure the peak of the service under load.
    References:
        https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files
    """

    name = "memory"
    domain = Domain.HARDWARE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.HARDWARE, "memory")
        limited = Change.of(key, Memory(total=64 * _GIB), Memory(total=64 * _GIB, limit=2 * _GIB))
        yield Example("a limit in prod", limited, Risk.BEHAVIOUR, Severity.MEDIUM)
        alike = Change.of(key, Memory(total=64 * _GIB), Memory(total=62 * _GIB))
        yield Example("nearly the same", alike, Risk.NONE, Severity.INFO)
        yield Example("seen on one side only", Change.of(key, None, Memory(total=_GIB)), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Memory) and isinstance(after, Memory)):
            return
        old, new = _usable(before), _usable(after)
        acts = max(old, new) > 1.25 * min(old, new)
        side = Side.AFTER if new < old else Side.BEFORE
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR if acts else Risk.NONE,
            severity=Severity.MEDIUM if acts else Severity.INFO,
            confidence=0.5 if acts else 0.85,
            reason=f"{side} has only {size_in_words(min(old, new))}, the other side {size_in_words(max(old, new))}: "
            "what does not fit is ended by the kernel"
            if acts
            else "both sides have about as much memory",
            remedy="give both sides the same memory limit, and measure the peak under load" if acts else "",
            evidence=(Evidence(what="memory", before=_words(before), after=_words(after)),),
            sources=(_SOURCE,),
        )
        if max(old, new) >= 2 * min(old, new):
            yield self.finding(
                change,
                risk=Risk.PERFORMANCE,
                severity=Severity.LOW,
                confidence=0.5,
                reason=f"{side} has less room for the page cache, for workers and for what allocators keep: files of "
                "models and data are read again, and memory is reclaimed while requests wait",
                remedy="leave room beside the service's own peak for the files that it reads",
                evidence=(Evidence(what="memory", before=_words(before), after=_words(after)),),
                sources=(_SOURCE,),
            )


def _usable(value: Memory) -> int:
    return value.total if value.limit is None else min(value.total, value.limit)


def _words(value: Memory) -> str:
    return f"{size_in_words(value.total)}, limit {size_in_words(value.limit)}"
