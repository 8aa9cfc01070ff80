"""Reports as text: one file a format, found by themselves; add one by adding a file."""

from __future__ import annotations

import sys
from functools import cache

from parity.interfaces import Reporter
from parity.plugins import variants


@cache
def all_reporters() -> tuple[type[Reporter], ...]:
    """Every reporter of this package, by file name."""
    return tuple(variants(sys.modules[__name__], "suffixes"))
