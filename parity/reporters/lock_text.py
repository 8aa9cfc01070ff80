"""What a lock is, in words: what is the same, what differs, and how sure it is that it is what runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from parity.model.attestation import Standing
from parity.model.lock import Lock, LockedPackage

MAX_SHOWN = 12  # of a list, unless all is asked for


def render_lock(lock: Lock, notes: Sequence[str] = (), *, in_full: bool = False) -> str:
    """A summary for a person; `notes` are sentences of what made it."""
    return "\n".join(_lines(lock, notes, in_full=in_full)) + "\n"


def _lines(lock: Lock, notes: Sequence[str], *, in_full: bool) -> Iterator[str]:
    shared = [one for one in lock.packages if len(one.environments) == len(lock.environments)]
    names = len({one.name for one in lock.packages})
    yield f"{names} packages, {len(shared)} of them the same everywhere"
    for environment in lock.environments:
        own = [one for one in lock.packages if environment.name in one.environments]
        told = (environment.markers["implementation_name"], environment.python, environment.markers["platform_machine"])
        yield f"  {environment.name:8} {len(own)} packages, {' '.join(told)}: {_standings(own, environment.name)}"
    changes = [
        f"{one.environment}: {package.name} {one.installed or 'none'} becomes {package.version}"
        for package in lock.packages
        for one in package.provenance
        if one.standing is None
    ]
    if changes:
        yield f"change: {len(changes)}"
        yield from (f"  {line}" for line in sorted(changes))
    split = _splits(lock)
    if split:
        yield f"differ: {len(split)}"
        shown = split if in_full else split[:MAX_SHOWN]
        yield from (f"  {line}" for line in shown)
        if len(split) > len(shown):
            yield f"  and {len(split) - len(shown)} more (-v)"
    sentences = [*lock.warnings, *notes]
    if sentences:
        yield "take note:"
        yield from (f"  {line}" for line in sentences)


def _standings(packages: Sequence[LockedPackage], environment: str) -> str:
    counted = Counter(
        "changed" if one.standing is None else one.standing.value
        for package in packages
        for one in package.provenance
        if one.environment == environment
    )
    order = {standing.value: number for number, standing in enumerate(Standing)}
    return ", ".join(f"{counted[word]} {word}" for word in sorted(counted, key=lambda word: order.get(word, -1)))


def _splits(lock: Lock) -> list[str]:
    by_name: dict[str, list[LockedPackage]] = {}
    for package in lock.packages:
        if len(package.environments) != len(lock.environments):
            by_name.setdefault(package.name, []).append(package)
    lines = []
    for name, parts in by_name.items():
        sides = [f"{', '.join(part.environments)} {part.version}" for part in parts]
        there = {environment for part in parts for environment in part.environments}
        missing = [one.name for one in lock.environments if one.name not in there]
        sides += [f"not in {', '.join(missing)}"] if missing else []
        lines.append(f"{name}: {'; '.join(sides)}")
    return lines
