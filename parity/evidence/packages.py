"""What differs inside an installed distribution: its files, its public API, its functions, its warnings."""

from __future__ import annotations

from parity.interfaces import Target
from parity.model.change import Change
from parity.model.edits import PackageEdits


def inspect_package(change: Change, before: Target, after: Target) -> PackageEdits | None:
    """Look inside one distribution that both sides have; None where its files cannot be compared."""
    return None
