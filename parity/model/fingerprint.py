"""A finding's identity across runs, machines and orderings."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from typing import Any

from parity.model.codec import to_builtins
from parity.model.facts import Value
from parity.model.finding import Finding

DIGITS = 16


def fingerprint(finding: Finding) -> str:
    """Hex digest over rule, risk, subject and both values: the same finding has the same one wherever it is found."""
    change = finding.change
    sides = [None if side is None else _compared(side) for side in (change.before, change.after)]
    words = [finding.rule, finding.risk.value, change.key.domain.value, change.key.name, change.kind.value, sides]
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:DIGITS]


def _compared(value: Value) -> dict[str, Any]:
    """A value without the fields that no comparison looks at: they are no part of what was found."""
    ignored = {field.name for field in fields(value) if not field.compare}
    return {name: content for name, content in to_builtins(value).items() if name not in ignored}
