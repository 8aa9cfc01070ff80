"""The error for input that goes on beyond what is looked at: it need not be damaged."""

from __future__ import annotations


class BeyondBounds(ValueError):
    """Says which bound was reached."""
