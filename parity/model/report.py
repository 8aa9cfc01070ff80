"""A report: what a check says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from parity.model.configuration import Acceptance
from parity.model.facts import Gap
from parity.model.finding import Finding
from parity.model.origin import Origin


class Verdict(str, Enum):
    """PARITY: nothing at or over the threshold. DRIFT: something is. CANNOT_TELL: what is needed was not visible."""

    PARITY = "parity"
    DRIFT = "drift"
    CANNOT_TELL = "cannot tell"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class SideGap:
    """A gap, and on which side it is: "before" or "after"."""

    side: str
    gap: Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedFinding:
    """A finding, and the decision to live with it."""

    finding: Finding
    acceptance: Acceptance


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything a reporter needs; nothing in it is formatted.

    Attributes:
        failing: the findings at or over the policy's threshold, worst first.
        findings: all of them, worst first; `failing` is a subset.
        ignored: how many findings the user's selection left out.
        gaps: what either side could not see.
        undecided: why the verdict is CANNOT_TELL; empty otherwise.
        compared: how many facts were compared.
        threshold: the policy in words, "behaviour:medium, performance:high".
        accepted: findings that somebody decided to live with, worst first; they are not among `findings`.
        expired: acceptances whose day has passed, of differences that are still there (and among `findings`).
        stale: acceptances between these two environments that fit nothing any more: remove them.
    """

    verdict: Verdict
    before: Origin
    after: Origin
    findings: tuple[Finding, ...] = ()
    failing: tuple[Finding, ...] = ()
    ignored: int = 0
    gaps: tuple[SideGap, ...] = ()
    undecided: tuple[str, ...] = ()
    compared: int = 0
    threshold: str = ""
    accepted: tuple[AcceptedFinding, ...] = ()
    expired: tuple[Acceptance, ...] = ()
    stale: tuple[Acceptance, ...] = ()
