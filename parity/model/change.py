"""A change: one thing that is not the same in two snapshots."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from parity.model.facts import Gap, Value
from parity.model.keys import Key
from parity.model.side import Side


class ChangeKind(str, Enum):
    """How a thing differs. UNKNOWN: one side has a gap there, so nothing may be said about it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    UNKNOWN = "unknown"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between *before* (dev) and *after* (prod).

    Attributes:
        before, after: the values; None on the side that has none (or cannot show it).
        gaps: for UNKNOWN, what hid it, from both sides.
    """

    key: Key
    kind: ChangeKind
    before: Value | None = None
    after: Value | None = None
    gaps: tuple[Gap, ...] = ()

    @classmethod
    def of(cls, key: Key, before: Value | None, after: Value | None) -> Change:
        """The change between two values of which at most one is absent, both sides having been seen."""
        kind = ChangeKind.ADDED if before is None else ChangeKind.REMOVED if after is None else ChangeKind.CHANGED
        return cls(key=key, kind=kind, before=before, after=after)

    @property
    def lacking(self) -> Side | None:
        """The side that has no such thing; None where both have it, or one cannot show it."""
        return {ChangeKind.ADDED: Side.BEFORE, ChangeKind.REMOVED: Side.AFTER}.get(self.kind)
