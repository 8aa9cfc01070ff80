"""A finding: what a rule says of a change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import total_ordering

from parity.model.change import Change


class Risk(str, Enum):
    """Which of the two harms of training/serving skew a difference can do."""

    BEHAVIOUR = "behaviour"  # the same input can give another answer (or a crash)
    PERFORMANCE = "performance"  # the same answer, slower or with more memory
    NONE = "none"

    def __str__(self) -> str:
        return self.value


@total_ordering
class Severity(Enum):
    """How bad it is if it happens.

    HIGH: behaviour: another prediction, or a crash, on a common path; performance: a factor of 1.5 or more on one.
    MEDIUM: the same, but only for some inputs, options or machines.
    LOW: last bits of floating point, error texts, rare paths; performance below 1.5.
    INFO: nothing to act on.
    """

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Severity) else NotImplemented

    def __str__(self) -> str:
        return self.value


class Outcome(str, Enum):
    """What a finding amounts to.

    BENIGN: nothing changes, and why. EXPLAINED: a risk with a reason. INCONCLUSIVE: a risk that what was seen makes
    possible, not likely: its remedy names what would settle it.
    """

    BENIGN = "benign"
    EXPLAINED = "explained"
    INCONCLUSIVE = "inconclusive"

    def __str__(self) -> str:
        return self.value


EVEN = 0.5  # below it a stated risk is more likely not there than there


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that was seen and supports the finding; before and after where it differs between the sides."""

    what: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule's verdict on a change.

    Attributes:
        rule: stable code, "PKG003".
        change: what it is about.
        confidence: probability that the stated risk is real, 0 to 1; calibrated on the truth set.
        reason: one sentence: why this difference carries this risk.
        remedy: what to do, or what would settle it.
        sources: addresses of release notes, issues or documents that say so.
        part_of: fingerprint of the finding that stands for this one, too, where they are one cause.
    """

    rule: str
    change: Change
    risk: Risk
    severity: Severity
    confidence: float
    reason: str
    remedy: str
    evidence: tuple[Evidence, ...] = ()
    sources: tuple[str, ...] = ()
    part_of: str | None = None

    @property
    def subject(self) -> str:
        """What the finding is about: "distribution:numpy"."""
        return str(self.change.key)

    @property
    def outcome(self) -> Outcome:
        """Benign, explained or inconclusive."""
        if self.risk is Risk.NONE:
            return Outcome.BENIGN
        return Outcome.EXPLAINED if self.confidence >= EVEN else Outcome.INCONCLUSIVE
