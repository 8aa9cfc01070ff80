"""HWD016: another processor for models, that is no GPU."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import Accelerator, Gpu
from parity.model.keys import Domain, Key
from parity.model.side import Side

_FIRST = "accelerator:0"
_SOURCE = "https://github.com/jax-ml/jax/blob/main/jax/_src/hardware_utils.py"


def _change(before: str | None, after: str | None) -> Change:
    old, new = (None if name is None else Accelerator(name=name) for name in (before, after))
    return Change.of(Key(Domain.HARDWARE, _FIRST), old, new)


class HWD016(Rule):
    """Another TPU, Gaudi, Inferentia or the like, or one on one side only.

    What it detects:
        PCI devices that compute and are no GPU: another generation, another maker, another number of them.
    Why it matters:
        Another generation has other units, another precision and another memory: another speed, other last bits, and
        programs that were compiled for one do not run on the other.
    Known false alarms:
        A container sees the devices of its host, whether it may use them or not.
    What to do:
        Compile, validate and measure for the processor that serves.
    References:
        https://docs.cloud.google.com/tpu/docs/system-architecture-tpu-vm
    """

    name = "accelerator"
    domain = Domain.HARDWARE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        older = _change("Google TPU v4", "Google TPU v5e")
        yield Example("another generation", older, Risk.PERFORMANCE, Severity.HIGH)
        yield Example("and another precision", older, Risk.BEHAVIOUR, Severity.MEDIUM)
        maker = _change("Google TPU v5e", "Habana Gaudi2")
        yield Example("another maker", maker, Risk.BEHAVIOUR, Severity.HIGH)
        yield Example("none in prod", _change("Habana Gaudi", None), Risk.PERFORMANCE, Severity.HIGH)
        gpu = Change.of(Key(Domain.HARDWARE, "gpu:0"), Gpu(name="a"), Gpu(name="b"))
        yield Example("a GPU", gpu, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(before or after, Accelerator):
            return
        old, new = (value.name if isinstance(value, Accelerator) else None for value in (before, after))
        evidence = (Evidence(what="accelerator", before=old or "none", after=new or "none"),)
        remedy = "compile, validate and measure for the processor that serves"
        severity, words = _judged(change.key.name, old, new)
        yield self.finding(
            change, risk=Risk.PERFORMANCE, severity=severity, confidence=0.75, reason=f"{words}: another speed",
            remedy=remedy, evidence=evidence, sources=(_SOURCE,),
        )  # fmt: skip
        other_maker = old is not None and new is not None and old.split()[0] != new.split()[0]
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH if other_maker else min(severity, Severity.MEDIUM),
            confidence=0.8 if other_maker else 0.6,
            reason=f"{words}: "
            + (
                "what was compiled for one does not run on the other"
                if other_maker
                else "other units sum in another order or precision, and what fitted may not fit"
            ),
            remedy=remedy,
            evidence=evidence,
            sources=(_SOURCE,),
        )


def _judged(name: str, old: str | None, new: str | None) -> tuple[Severity, str]:
    if old is not None and new is not None:
        return Severity.HIGH, f"{old} in before (dev), {new} in after (prod)"
    side = Side.BEFORE if new is None else Side.AFTER
    if name == _FIRST:
        return Severity.HIGH, f"only {side} has a {old or new}, the other side computes elsewhere"
    return Severity.MEDIUM, f"{side} has one {old or new} more"
