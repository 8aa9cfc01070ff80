"""Rules: one file per rule, found by themselves; add one by adding a file. `parity rules` prints them."""

from __future__ import annotations

import sys
from functools import cache

from parity.interfaces import Rule
from parity.plugins import variants


@cache
def all_rules() -> tuple[Rule, ...]:
    """One instance of every rule in this package, by code."""
    return tuple(sorted((cls() for cls in variants(sys.modules[__name__], "check")), key=lambda rule: rule.code))
