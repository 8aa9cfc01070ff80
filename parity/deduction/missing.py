"""A distribution that one side has and the other lacks."""

from __future__ import annotations

from dataclasses import dataclass

from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.finding import Evidence
from parity.model.side import Side


@dataclass(frozen=True, slots=True)
class Missing:
    """Which, and where.

    Attributes:
        distribution: as the other side has it.
        side: which lacks it.
    """

    name: str
    distribution: Distribution
    side: Side

    @property
    def evidence(self) -> Evidence:
        """Its version, where it is."""
        version = self.distribution.version
        return Evidence(
            what="version",
            before=None if self.side is Side.BEFORE else version,
            after=None if self.side is Side.AFTER else version,
        )

    @property
    def remedy(self) -> str:
        """How both sides get the same of it."""
        return f"install {self.name}=={self.distribution.version} in {self.side} too, or remove it from both"


def missing(change: Change) -> Missing | None:
    """The distribution that the change is the lack of; None where it is anything else."""
    value = change.before or change.after
    if change.lacking is None or not isinstance(value, Distribution):
        return None
    return Missing(change.key.name, value, change.lacking)
