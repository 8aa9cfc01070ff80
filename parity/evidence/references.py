"""Where the application's serving code names what its distributions offer."""

from __future__ import annotations

from parity.interfaces import Target
from parity.model.edits import Reference


def references(target: Target) -> tuple[Reference, ...]:
    """Every place of one side's application code that names something imported; sorted."""
    return ()
