"""Every environment exactly as it is, in one lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parity.errors import LockError
from parity.lock.consistency import broken, roots
from parity.lock.merging import merge
from parity.lock.picks import Allowed, Pick, Picked, Side, installed_picks
from parity.lock.telling_apart import with_markers
from parity.model.lock import Lock, LockMode


def lock_union(sides: Sequence[Side], allowed: Allowed, default: str | None = None) -> Lock:
    """Record each side as it is; what is broken there is said and recorded as it is.

    Args:
        default: the environment that a bare installation gets; None: the last.

    Raises:
        LockError: an environment holds what the user did not allow.
    """
    picked = [installed_picks(side, allowed) for side in sides]
    broken_there = [sentence for side in sides for sentence in broken_sentences(side)]
    picks = {side.environment.name: one.picks for side, one in zip(sides, picked, strict=True)}
    return assemble(LockMode.UNION, sides, picked, picks, default=default, warnings=broken_there)


def broken_sentences(side: Side) -> list[str]:
    """Requirements that an environment does not fulfil today."""
    return [
        f"{side.environment.name} is broken as it is: {one}" for one in broken(side.stated, side.environment.markers)
    ]


def assemble(
    mode: LockMode,
    sides: Sequence[Side],
    picked: Sequence[Picked],
    picks: Mapping[str, Mapping[str, Pick]],
    *,
    default: str | None,
    warnings: Sequence[str],
) -> Lock:
    """A lock of picks, by environment and name."""
    environments = with_markers([side.environment for side in sides])
    names = [one.name for one in environments]
    if default is not None and default not in names:
        raise LockError("make the default", default, f"there is no such environment; there is {', '.join(names)}")
    return Lock(
        mode=mode,
        environments=environments,
        packages=merge([pick for name in names for pick in picks[name].values()], environments),
        roots={side.environment.name: _roots(side, picks[side.environment.name]) for side in sides},
        default=default or names[-1],
        left_out=tuple(one for each in picked for one in each.left_out),
        warnings=(*warnings, *(warning for each in picked for warning in each.warnings)),
    )


def _roots(side: Side, picks: Mapping[str, Pick]) -> tuple[str, ...]:
    stated = {name: one for name, one in side.stated.items() if name in picks}
    return roots(stated, side.environment.markers)
