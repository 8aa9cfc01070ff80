"""Where environments are: one file per kind of place, found by themselves; add one by adding a file."""

from __future__ import annotations

import sys
from functools import cache

from parity.interfaces import Opener
from parity.plugins import variants


@cache
def all_openers() -> tuple[Opener, ...]:
    """One instance of every opener in this package, by file name."""
    return tuple(cls() for cls in variants(sys.modules[__name__], "recognises"))
