"""Two snapshots in, their changes out: pure, complete, and never silent about what one side could not see."""

from __future__ import annotations

from collections.abc import Iterator

from parity.model.change import Change, ChangeKind
from parity.model.facts import Gap
from parity.model.keys import Key
from parity.model.snapshot import Snapshot


def diff(before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """Every change between two snapshots, sorted by key.

    A key that one side has and the other may hide behind a gap is UNKNOWN, never removed or added. A failed gap
    that hides one name on both sides is UNKNOWN too: nobody may call it equal. Gaps that are inherent to a kind of
    place on both sides say nothing about a difference and yield none.
    """
    left, right = before.index(), after.index()
    seen = [_compare(key, before, after, left, right) for key in sorted(left.keys() | right.keys())]
    changes = [change for change in seen if change is not None]
    known = {change.key for change in changes} | left.keys() | right.keys()
    changes.extend(change for change in _hidden(before, after) if change.key not in known)
    return tuple(sorted(changes, key=lambda change: change.key))


def _compare(key: Key, before: Snapshot, after: Snapshot, left: dict, right: dict) -> Change | None:  # type: ignore[type-arg]
    old, new = left.get(key), right.get(key)
    if old is not None and new is not None:
        if old == new:
            return None
        return Change(key=key, kind=ChangeKind.CHANGED, before=old, after=new)
    gaps = _hiding(key, after if new is None else before)
    if gaps:
        kind = ChangeKind.UNKNOWN
    else:
        kind = ChangeKind.REMOVED if new is None else ChangeKind.ADDED
    return Change(key=key, kind=kind, before=old, after=new, gaps=gaps)


def _hiding(key: Key, snapshot: Snapshot) -> tuple[Gap, ...]:
    return tuple(gap for gap in snapshot.gaps if gap.hides(key))


def _hidden(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    """Named things that no side shows because a look at them failed."""
    failed = [gap for snapshot in (before, after) for gap in snapshot.gaps if not gap.inherent and gap.subject]
    by_key: dict[Key, list[Gap]] = {}
    for gap in failed:
        by_key.setdefault(Key(gap.domain, str(gap.subject)), []).append(gap)
    for key, gaps in by_key.items():
        yield Change(key=key, kind=ChangeKind.UNKNOWN, gaps=tuple(gaps))
