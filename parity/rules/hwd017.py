"""HWD017: another kind of machine around the same processor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import Machine, Numa
from parity.model.keys import Domain, Key
from parity.model.side import Side

_KEY = Key(Domain.HARDWARE, "machine")
_GVISOR = "https://gvisor.dev/docs/architecture_guide/performance/"
_CREDITS = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html"
_VIRTUAL = "https://docs.kernel.org/virt/kvm/halt-polling.html"
_BURSTING = re.compile(r"(?:t2|t3|t3a|t4g)\.\w+|e2-(?:micro|small|medium)|Standard_B\w+")


@dataclass(frozen=True, slots=True)
class _Told:
    risk: Risk
    severity: Severity
    confidence: float
    reason: str
    source: str


def _change(before: Machine, after: Machine) -> Change:
    return Change.of(_KEY, before, after)


class HWD017(Rule):
    """A sandbox around the container, a hypervisor, or a kind of rented machine on one side only.

    What it detects:
        gVisor and Kata Containers around one side; a virtual machine against a bare one; rented machines whose CPU time
        is credited (AWS's T, Azure's B, Google's shared-core machines) against others.
    Why it matters:
        gVisor answers system calls in a process of its own: files, network and mappings cost more, and calls that it
        does not have fail. Credited machines compute at a fraction of their speed once the credits are spent. A
        hypervisor costs little, but shares the machine.
    Known false alarms:
        A service that hardly calls the kernel.
    What to do:
        Measure where it is served; serve from machines with a constant share of the CPU.
    References:
        https://gvisor.dev/docs/architecture_guide/performance/
    """

    name = "machine"
    domain = Domain.HARDWARE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        sandboxed = _change(Machine(virtual=True), Machine(virtual=True, sandbox="gvisor"))
        yield Example("a sandbox in prod", sandboxed, Risk.PERFORMANCE, Severity.MEDIUM)
        yield Example("which does not know all calls", sandboxed, Risk.BEHAVIOUR, Severity.LOW)
        credited = _change(Machine(product="m5.large", virtual=True), Machine(product="t3.large", virtual=True))
        yield Example("a machine with credits", credited, Risk.PERFORMANCE, Severity.MEDIUM)
        bare = _change(Machine(virtual=False), Machine(virtual=True))
        yield Example("a hypervisor", bare, Risk.PERFORMANCE, Severity.LOW)
        other = _change(Machine(product="m5.large", virtual=True), Machine(product="m5.xlarge", virtual=True))
        yield Example("another size", other, Risk.NONE, Severity.INFO)
        nodes = Change.of(Key(Domain.HARDWARE, "numa"), Numa(nodes=1), Numa(nodes=2))
        yield Example("something else", nodes, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(before or after, Machine):
            return
        both = isinstance(before, Machine) and isinstance(after, Machine)
        told = list(_told(before, after)) if isinstance(before, Machine) and isinstance(after, Machine) else []
        reason = (
            "machines of another name; what they have is told at CPU, memory and devices"
            if both
            else "only one side tells its machine"
        )
        for one in told or [_Told(Risk.NONE, Severity.INFO, 0.75, reason, _CREDITS)]:
            acts = one.risk is not Risk.NONE
            yield self.finding(
                change,
                risk=one.risk,
                severity=one.severity,
                confidence=one.confidence,
                reason=one.reason,
                remedy="serve from the kind of machine that was measured, or measure where it is served"
                if acts
                else "",
                evidence=(Evidence(what="machine", before=_words(before), after=_words(after)),),
                sources=(one.source,) if acts else (),
            )


def _told(before: Machine, after: Machine) -> Iterator[_Told]:
    if before.sandbox != after.sandbox:
        name = {"gvisor": "gVisor", "kata": "a virtual machine of its own (Kata Containers)"}
        place = Side.AFTER if after.sandbox else Side.BEFORE
        words = f"{place} runs within {name.get(after.sandbox or before.sandbox, after.sandbox or before.sandbox)}"
        yield _Told(
            Risk.PERFORMANCE, Severity.MEDIUM, 0.7,
            f"{words}: calls of the kernel, files, network and new mappings cost more; computing itself does not",
            _GVISOR,
        )  # fmt: skip
        yield _Told(
            Risk.BEHAVIOUR, Severity.LOW, 0.5,
            f"{words}: calls that it does not have, devices and files of /proc and /sys that it does not show fail",
            _GVISOR,
        )  # fmt: skip
    credited = [_BURSTING.fullmatch(side.product or "") is not None for side in (before, after)]
    if credited[0] != credited[1]:
        place = Side.AFTER if credited[1] else Side.BEFORE
        yield _Told(
            Risk.PERFORMANCE, Severity.MEDIUM, 0.65,
            f"the machine of {place} has a share of its CPU only, and more while it has credits: under steady load it "
            "falls to that share", _CREDITS,
        )  # fmt: skip
    if None not in (before.virtual, after.virtual) and before.virtual != after.virtual:
        place = Side.AFTER if after.virtual else Side.BEFORE
        yield _Told(
            Risk.PERFORMANCE, Severity.LOW, 0.55,
            f"{place} is a virtual machine: interrupts, page tables and idle CPUs cost more, and others may share them",
            _VIRTUAL,
        )  # fmt: skip


def _words(value: object) -> str:
    if not isinstance(value, Machine):
        return "not told"
    kind = {True: "virtual", False: "bare metal", None: ""}[value.virtual]
    return ", ".join(filter(None, (value.maker, value.product, kind, value.sandbox))) or "unnamed"
