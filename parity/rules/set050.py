"""SET050: the container may use other resources, or runs on other machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Value
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Size, Text

LIMIT, NODE = "limit:", "node:"
MEMORY, CPU = "limit:memory", "limit:cpu"
HALF = 2.0  # from this ratio on it is no fine tuning


class SET050(Rule):
    """A manifest gives the container other limits, or chooses other machines for it.

    What it detects:
        Limits of CPU, memory and other resources (GPUs), and labels of the node, as a Kubernetes manifest or a compose
        file sets them.
    Why it matters:
        With less CPU time every request takes longer, and thread pools that count the machine's CPUs are throttled;
        past the memory limit the process is killed. A GPU that is asked for on one side only decides which kernels run,
        and so last bits and speed. Another kind of node may have another CPU.
    Known false alarms:
        A service that never needs what it may use.
    What to do:
        Use the same limits where the model is validated, or measure with those of prod; set thread variables to the CPU
        limit.
    References:
        https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """

    name = "resource-limits"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        memory = Key(Domain.SETTING, MEMORY)
        halved = Change.of(memory, Size(bytes=4 << 30), Size(bytes=1 << 30))
        yield Example("a quarter of the memory", halved, Risk.BEHAVIOUR, Severity.MEDIUM)
        cpu = Change.of(Key(Domain.SETTING, CPU), Text(value="4"), Text(value="1"))
        yield Example("a quarter of the CPU time", cpu, Risk.PERFORMANCE, Severity.HIGH)
        gpu = Change.of(Key(Domain.SETTING, "limit:nvidia.com/gpu"), Text(value="1"), None)
        yield Example("no GPU in prod", gpu, Risk.PERFORMANCE, Severity.HIGH)
        node = Change.of(Key(Domain.SETTING, "node:kubernetes.io/arch"), Text(value="amd64"), Text(value="arm64"))
        yield Example("another kind of node", node, Risk.PERFORMANCE, Severity.MEDIUM)
        yield Example("another size", Change.of(Key(Domain.SETTING, "shm"), Size(bytes=1), Size(bytes=2)), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        name = change.key.name
        if change.kind is ChangeKind.UNKNOWN or not name.startswith((LIMIT, NODE)):
            return
        if name.startswith(NODE):
            yield self._said(change, Risk.PERFORMANCE, Severity.MEDIUM, 0.5, "it may run on another kind of machine")
            return
        large = _ratio(change.before, change.after) >= HALF
        if name == MEMORY:
            severity = Severity.MEDIUM if large else Severity.LOW
            reason = "the side with the lower limit is killed where the other still answers"
            yield self._said(change, Risk.BEHAVIOUR, severity, 0.6 if large else 0.4, reason)
        elif name == CPU:
            severity = Severity.HIGH if large else Severity.LOW
            reason = "the side with the lower limit is slower under load, and its thread pools are throttled"
            yield self._said(change, Risk.PERFORMANCE, severity, 0.8, reason)
        else:
            reason = f"{name.removeprefix(LIMIT)}: other kernels run, with another speed and other last bits"
            yield self._said(change, Risk.PERFORMANCE, Severity.HIGH, 0.7, reason)
            yield self._said(change, Risk.BEHAVIOUR, Severity.LOW, 0.6, reason)

    def _said(self, change: Change, risk: Risk, severity: Severity, confidence: float, reason: str) -> Finding:
        return self.finding(
            change, risk=risk, severity=severity, confidence=confidence, reason=reason,
            remedy="use the same limits and kind of node where the model is validated, or measure with those of prod",
            evidence=(Evidence(what=change.key.name, before=_words(change.before), after=_words(change.after)),),
            sources=("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",),
        )  # fmt: skip


def _amount(value: Value | None) -> float | None:
    if isinstance(value, Size):
        return float(value.bytes)
    try:
        return float(value.value) if isinstance(value, Text) else None
    except ValueError:
        return None


def _ratio(before: Value | None, after: Value | None) -> float:
    """Of the larger to the smaller; a limit on one side only is a large difference."""
    old, new = _amount(before), _amount(after)
    if not old or not new:
        return HALF
    return max(old, new) / min(old, new)


def _words(value: Value | None) -> str | None:
    if isinstance(value, Size):
        return f"{value.bytes} bytes"
    return value.value if isinstance(value, Text) else None
