"""An explanation: one finding with everything that a sceptic would ask for."""

from __future__ import annotations

from dataclasses import dataclass

from parity.model.finding import Finding
from parity.model.origin import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is known of one finding between two environments.

    Attributes:
        names: how the user named the two sides; empty for a stored report.
        standing: what the check made of it: "it fails the check, at or over behaviour:medium".
        uses: who uses the thing, on which side; empty where that was not or could not be seen.
    """

    finding: Finding
    before: Origin
    after: Origin
    names: tuple[str, ...] = ()
    standing: str = ""
    uses: tuple[str, ...] = ()
