"""HWD006: NUMA nodes and huge pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import HugePages, Memory, Numa
from parity.model.keys import Domain, Key


class HWD006(Rule):
    """The kernel manages memory otherwise: huge pages, NUMA nodes.

    What it detects:
        Another mode of transparent huge pages, another number of NUMA nodes.
    Why it matters:
        With huge pages large arrays are touched faster for the first time. On several NUMA nodes threads can work on
        memory that is far from their CPU.
    Known false alarms:
        Small arrays, few threads.
    What to do:
        Measure on the machine that serves; pin workers to one NUMA node (numactl).
    References:
        https://docs.kernel.org/admin-guide/mm/transhuge.html
    """

    name = "memory-management"
    domain = Domain.HARDWARE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        pages = Change.of(
            Key(Domain.HARDWARE, "transparent-hugepages"), HugePages(mode="always"), HugePages(mode="never")
        )
        yield Example("no huge pages in prod", pages, Risk.PERFORMANCE, Severity.LOW)
        nodes = Change.of(Key(Domain.HARDWARE, "numa"), Numa(nodes=1), Numa(nodes=2))
        yield Example("two nodes in prod", nodes, Risk.PERFORMANCE, Severity.LOW)
        memory = Change.of(Key(Domain.HARDWARE, "memory"), Memory(total=1), Memory(total=2))
        yield Example("more memory", memory, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if isinstance(before, HugePages) and isinstance(after, HugePages):
            what, old, new = "transparent huge pages", before.mode, after.mode
            reason = "large arrays are touched for the first time at another speed, and take more or less memory"
            source = "https://docs.kernel.org/admin-guide/mm/transhuge.html"
        elif isinstance(before, Numa) and isinstance(after, Numa):
            what, old, new = "NUMA nodes", str(before.nodes), str(after.nodes)
            reason = "threads on several NUMA nodes can work on memory that is far from their CPU"
            source = "https://docs.kernel.org/admin-guide/mm/numa_memory_policy.html"
        else:
            return
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=Severity.LOW,
            confidence=0.55,
            reason=f"{what}: {old} in before (dev), {new} in after (prod): {reason}",
            remedy="set the same mode on both hosts, or measure on the one that serves",
            evidence=(Evidence(what=what, before=old, after=new),),
            sources=(source,),
        )
