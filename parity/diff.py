"""Two snapshots in, their changes out: pure, complete, and never silent about what one side could not see."""

from __future__ import annotations

from parity.model.change import Change, ChangeKind
from parity.model.facts import Gap, Value
from parity.model.keys import Key
from parity.model.snapshot import Snapshot


def diff(before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """Every change between two snapshots, sorted by key; `diff(a, a)` is empty.

    A key that one side has and the other may hide behind a gap is UNKNOWN, never removed or added. What both sides
    hide is no change: the report carries the gaps, and the policy decides whether the check can do without.
    """
    left, right = before.index(), after.index()
    compared = (_compare(key, before, after, left.get(key), right.get(key)) for key in left.keys() | right.keys())
    return tuple(sorted((change for change in compared if change is not None), key=lambda change: change.key))


def _compare(key: Key, before: Snapshot, after: Snapshot, old: Value | None, new: Value | None) -> Change | None:
    if old == new:
        return None
    if old is None:
        gaps = _hiding(key, before)
        kind = ChangeKind.UNKNOWN if gaps else ChangeKind.ADDED
    elif new is None:
        gaps = _hiding(key, after)
        kind = ChangeKind.UNKNOWN if gaps else ChangeKind.REMOVED
    else:
        gaps = ()
        kind = ChangeKind.CHANGED
    return Change(key=key, kind=kind, before=old, after=new, gaps=gaps)


def _hiding(key: Key, snapshot: Snapshot) -> tuple[Gap, ...]:
    return tuple(gap for gap in snapshot.gaps if gap.hides(key))
