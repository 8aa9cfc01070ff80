"""Goes on inside a package: between which two of its releases the trial flips."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from packaging.version import InvalidVersion, Version

from parity.bisect.engine import Engine
from parity.bisect.recipe import RELEASE, Part, Recipe, recipe
from parity.model.bisection import Outcome, Unit


def between(versions: Collection[str], one: str, other: str) -> tuple[str, ...]:
    """The releases strictly between two, in the direction from one to the other; pre-releases only beside such."""
    try:
        ends = Version(one), Version(other)
    except InvalidVersion:
        return ()
    low, high = sorted(ends)
    found = set()
    for text in versions:
        try:
            version = Version(text)
        except InvalidVersion:
            continue
        if low < version < high and (not version.is_prerelease or any(end.is_prerelease for end in ends)):
            found.add(version)
    ordered = [str(version) for version in sorted(found)]
    return tuple(ordered if ends[0] < ends[1] else reversed(ordered))


def flip(engine: Engine, unit: Unit, taken: Collection[str], versions: Sequence[str]) -> tuple[str, str] | None:
    """(the last release that passes, the first that fails), as seen from *before*; None where nothing was resolved.

    Args:
        taken: units of a trial that fails because of `unit`.
        versions: the releases between both sides', from *before* to *after*.
    """
    if unit.before is None or unit.after is None:
        return None
    base = recipe(engine.builder.sides, engine.units, set(taken))
    last, first = unit.before, unit.after
    left = list(versions)
    while left:
        middle = len(left) // 2
        # Releases that cannot be installed or started here say nothing: the next one is asked.
        for index in sorted(range(len(left)), key=lambda place: abs(place - middle)):
            outcome = engine.of_recipe(_with_release(base, unit.name, left[index]), (f"{unit.name}=={left[index]}",))
            if outcome is not Outcome.UNRESOLVED:
                break
        else:
            return last, first
        if outcome is Outcome.PASS:
            last, left = left[index], left[index + 1 :]
        else:
            first, left = left[index], left[:index]
    return last, first


def _with_release(base: Recipe, name: str, version: str) -> Recipe:
    parts = (Part(name, part.side, f"{name}=={version}", RELEASE) if part.name == name else part for part in base.parts)
    return replace(base, parts=tuple(parts))
