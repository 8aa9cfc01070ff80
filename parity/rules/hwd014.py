"""HWD014: how the GPU is run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import Gpu, GpuOperation
from parity.model.keys import Domain, Key

_KEY = Key(Domain.HARDWARE, "gpu-operation:0")
_MANUAL = "https://docs.nvidia.com/deploy/nvidia-smi/index.html"
NEARLY = 0.93  # of watts and clocks: boards of one model differ by a little
# Field -> what it is called, why it matters, its risk, how bad, how sure.
_FIELDS = {
    "power": (
        "the power limit", "under load its clocks are lowered to stay below it", Risk.PERFORMANCE, Severity.MEDIUM, 0.7
    ),
    "clock": ("the highest clock", "every kernel takes longer on a slower one", Risk.PERFORMANCE, Severity.MEDIUM, 0.7),
    "link": (
        "the generation of its PCI Express link", "copies between memory and GPU take longer on an older one",
        Risk.PERFORMANCE, Severity.LOW, 0.65,
    ),
    "lanes": (
        "the width of its PCI Express link", "copies between memory and GPU take longer on a narrower one",
        Risk.PERFORMANCE, Severity.LOW, 0.65,
    ),
    "ecc": (
        "error correction of its memory", "on boards that keep the check bits in ordinary memory it costs some of the "
        "size and of the bandwidth", Risk.PERFORMANCE, Severity.LOW, 0.5,
    ),
    "mig": (
        "its division into instances (MIG)", "a process sees one instance, with a part of the multiprocessors and of "
        "the memory", Risk.PERFORMANCE, Severity.HIGH, 0.75,
    ),
    "mode": (
        "the compute mode", "where only one process may use it, a second worker fails to start",
        Risk.BEHAVIOUR, Severity.MEDIUM, 0.65,
    ),
    "persistent": (
        "its persistence mode", "without it the driver sets the GPU up anew for the first process after it was idle, "
        "and forgets the clocks that were set", Risk.PERFORMANCE, Severity.LOW, 0.6,
    ),
    "memory_clock": (
        "the highest clock of its memory", "what is bound by its bandwidth takes longer on a slower one",
        Risk.PERFORMANCE, Severity.MEDIUM, 0.65,
    ),
}  # fmt: skip


def _change(before: GpuOperation, after: GpuOperation) -> Change:
    return Change.of(_KEY, before, after)


class HWD014(Rule):
    """The GPU is run otherwise: power limit, clocks, PCI Express link, error correction, MIG, compute mode.

    What it detects:
        What nvidia-smi tells of each GPU on both sides, where the two differ by more than boards of one model do.
    Why it matters:
        The same model answers at another speed; divided into instances, or reserved for one process, work that fitted
        fails.
    Known false alarms:
        Work that the GPU is not busy with; copies that overlap with computing.
    What to do:
        Set both hosts alike (nvidia-smi -pl, -ac, -e, -c, -mig), or measure on the one that serves.
    References:
        https://docs.nvidia.com/deploy/nvidia-smi/index.html
    """

    name = "gpu-operation"
    domain = Domain.HARDWARE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        capped = _change(GpuOperation(power=150), GpuOperation(power=100))
        yield Example("a lower power limit", capped, Risk.PERFORMANCE, Severity.MEDIUM)
        link = _change(GpuOperation(link=4, lanes=16), GpuOperation(link=3, lanes=16))
        yield Example("an older link", link, Risk.PERFORMANCE, Severity.LOW)
        alone = _change(GpuOperation(mode="Default"), GpuOperation(mode="Exclusive_Process"))
        yield Example("for one process", alone, Risk.BEHAVIOUR, Severity.MEDIUM)
        divided = _change(GpuOperation(mig=False), GpuOperation(mig=True))
        yield Example("divided", divided, Risk.PERFORMANCE, Severity.HIGH)
        yield Example("and another number of sums", divided, Risk.BEHAVIOUR, Severity.MEDIUM)
        forgetful = _change(GpuOperation(persistent=True), GpuOperation(persistent=False))
        yield Example("not kept ready", forgetful, Risk.PERFORMANCE, Severity.LOW)
        untold = _change(GpuOperation(power=150, ecc=True), GpuOperation(power=148))
        yield Example("nearly alike", untold, Risk.NONE, Severity.INFO)
        yield Example("another GPU", Change.of(Key(Domain.HARDWARE, "gpu:0"), Gpu(name="a"), Gpu(name="b")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        old, new = change.before, change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(old or new, GpuOperation):
            return
        told = False
        if isinstance(old, GpuOperation) and isinstance(new, GpuOperation):
            for field, (name, why, risk, severity, confidence) in _FIELDS.items():
                before, after = getattr(old, field), getattr(new, field)
                if before is None or after is None or _alike(before, after):
                    continue
                told = True
                words = (_word(field, before), _word(field, after))
                yield self.finding(
                    change, risk=risk, severity=severity, confidence=confidence,
                    reason=f"{name}: {words[0]} in before (dev), {words[1]} in after (prod): {why}",
                    remedy="set both hosts alike, or measure on the one that serves",
                    evidence=(Evidence(what=name, before=words[0], after=words[1]),), sources=(_MANUAL,),
                )  # fmt: skip
                if field == "mig":
                    yield self.finding(
                        change, risk=Risk.BEHAVIOUR, severity=Severity.MEDIUM, confidence=0.6,
                        reason="with fewer multiprocessors sums are split otherwise (last bits), and with less memory "
                        "what fitted fails",
                        remedy="serve on an undivided GPU, or validate on an instance of the same profile",
                        evidence=(Evidence(what=name, before=words[0], after=words[1]),),
                        sources=("https://docs.nvidia.com/datacenter/tesla/mig-user-guide/",),
                    )  # fmt: skip
        if not told:
            yield self.harmless(
                change,
                confidence=0.7,
                reason="one side does not tell how its GPU is run, or it is run nearly alike",
            )


def _alike(before: object, after: object) -> bool:
    if isinstance(before, (int, float)) and isinstance(after, (int, float)) and max(before, after) > 32:
        return min(before, after) >= NEARLY * max(before, after)
    return before == after


def _word(field: str, value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    units = {"power": f"{value} W", "clock": f"{value} MHz", "memory_clock": f"{value} MHz", "lanes": f"{value} lanes"}
    return units.get(field, str(value))
