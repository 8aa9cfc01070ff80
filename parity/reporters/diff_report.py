"""Changes, unjudged: for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from parity.model.change import Change, ChangeKind
from parity.model.codec import to_builtins
from parity.reporters.delta import fields_of
from parity.reporters.wording import DOMAIN_TITLES, delta_of

MARK = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "-", ChangeKind.CHANGED: "~", ChangeKind.UNKNOWN: "?"}


def render_text(changes: Sequence[Change], *, in_full: bool) -> str:
    """One line a change, by domain; in full with what inside the value changed."""
    if not changes:
        return "no difference\n"
    lines: list[str] = []
    for domain, group in groupby(changes, key=lambda change: change.key.domain):
        lines.append(f"{DOMAIN_TITLES[domain]}")
        for change in group:
            lines.append(f"  {MARK[change.kind]} {change.key.name}  {delta_of(change)}")
            if in_full:
                lines.extend(f"      {field}" for field in fields_of(change))
            lines.extend(f"      {gap.reason}" for gap in change.gaps)
    lines.append("")
    lines.append(f"{len(changes)} differences; `parity check` says which of them matter")
    return "\n".join(lines) + "\n"


def render_json(changes: Sequence[Change], *, in_full: bool) -> str:
    """An array of objects; `in_full` changes nothing: JSON is always whole."""
    del in_full
    return json.dumps([_change(change) for change in changes], indent=2, ensure_ascii=False) + "\n"


def _change(change: Change) -> dict[str, Any]:
    return {
        "domain": change.key.domain.value,
        "name": change.key.name,
        "change": change.kind.value,
        "before": to_builtins(change.before) if change.before is not None else None,
        "after": to_builtins(change.after) if change.after is not None else None,
        "gaps": [to_builtins(gap) for gap in change.gaps],
    }
