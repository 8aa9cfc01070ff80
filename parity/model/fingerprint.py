"""A finding's identity across runs, machines and orderings."""

from __future__ import annotations

import hashlib
import json

from parity.model.codec import to_builtins
from parity.model.finding import Finding

DIGITS = 16


def fingerprint(finding: Finding) -> str:
    """Hex digest over rule, risk, subject and both values: the same finding has the same one wherever it is found."""
    change = finding.change
    sides = [None if side is None else to_builtins(side) for side in (change.before, change.after)]
    words = [finding.rule, finding.risk.value, change.key.domain.value, change.key.name, change.kind.value, sides]
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:DIGITS]
