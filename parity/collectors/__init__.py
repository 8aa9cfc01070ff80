"""Collectors: one file per domain, found by themselves; add one by adding a file."""

from __future__ import annotations

import sys
from functools import cache

from parity.interfaces import Collector
from parity.plugins import variants


@cache
def all_collectors() -> tuple[Collector, ...]:
    """One instance of every collector in this package, by file name."""
    return tuple(cls() for cls in variants(sys.modules[__name__], "collect"))
