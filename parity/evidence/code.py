"""What differs inside the application's own code, function by function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parity.interfaces import Target
from parity.model.change import Change
from parity.model.edits import CodeEdits


def inspect_code(changes: Sequence[Change], before: Target, after: Target) -> Mapping[str, CodeEdits]:
    """Look inside the application files among `changes`; by key name."""
    return {}
