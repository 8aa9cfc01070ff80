"""What inside a value changed, field by field. The room of deepdiff."""

from __future__ import annotations

from enum import Enum
from typing import Any

from parity.model.change import Change
from parity.model.codec import to_builtins

MOST_FIELDS = 40


def fields_of(change: Change) -> list[str]:
    """Lines such as "files[0].digest: 'ab' → 'cd'"; empty unless both sides have a value. At most 40 lines."""
    if change.before is None or change.after is None:
        return []
    from deepdiff import DeepDiff  # noqa: PLC0415 - slow to import, and only for -v

    found = DeepDiff(
        to_builtins(change.before), to_builtins(change.after), view="tree", ignore_order=False, verbose_level=2
    )
    rows = sorted(_line(item) for items in found.values() for item in items)
    if len(rows) > MOST_FIELDS:
        rows[MOST_FIELDS:] = [f"... and {len(rows) - MOST_FIELDS} more"]
    return rows


def _line(item: Any) -> str:
    path = item.path().removeprefix("root").replace("['", ".").replace("']", "").lstrip(".")
    return f"{path}: {_side(item.t1)} → {_side(item.t2)}"


def _side(value: object) -> str:
    if isinstance(value, Enum):
        value = value.value
    return "absent" if repr(value) == "not present" else repr(value)
