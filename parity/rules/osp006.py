"""OSP006: another kernel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.system import Kernel, LibC


class OSP006(Rule):
    """The two sides ran on different kernels.

    What it detects:
        Another kernel release. Only seen where something ran; an image has none.
    Why it matters:
        It does not for results: the kernel keeps its interface to programs, and computes nothing for them. Scheduling
        and memory management can shift speed a little.
    Known false alarms:
        None.
    What to do:
        Nothing. For benchmarks, measure on the same host.
    References:
        https://www.kernel.org/doc/html/latest/admin-guide/abi.html
    """

    name = "kernel"
    domain = Domain.SYSTEM
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.SYSTEM, "kernel")
        other = Change.of(key, Kernel(release="5.15.0-105"), Kernel(release="5.15.0-113"))
        yield Example("a kernel update", other, Risk.NONE, Severity.INFO)
        libc = Change.of(Key(Domain.SYSTEM, "libc"), LibC(family="glibc"), LibC(family="musl"))
        yield Example("the C library", libc, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if not isinstance(change.before or change.after, Kernel):
            return
        old, new = (side.release if isinstance(side, Kernel) else None for side in (change.before, change.after))
        yield self.harmless(
            change,
            confidence=0.9,
            reason="the kernel keeps its interface to programs and computes no results",
            evidence=(Evidence(what="kernel", before=old, after=new),),
            sources=("https://www.kernel.org/doc/html/latest/admin-guide/abi.html",),
        )
