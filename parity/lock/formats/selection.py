"""For whom a package is, as an environment marker; and the part of a lock that is for one environment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from parity.model.lock import Lock, LockedEnvironment, LockedPackage


def tells_apart(lock: Lock) -> bool:
    """Whether environment markers alone say which package is for whom."""
    return lock.disjoint or all(len(one.environments) == len(lock.environments) for one in lock.packages)


def by_environment(lock: Lock, names: Sequence[str]) -> str | None:
    """The marker of what is for these environments only, by the machine's properties; None: it is for all.

    Only where markers tell the environments apart.
    """
    if len(names) == len(lock.environments):
        return None
    chosen = [one.marker for one in lock.environments if one.name in names]
    assert all(chosen)
    return _any(str(marker) for marker in chosen)


def by_group(lock: Lock, names: Sequence[str]) -> str | None:
    """The same by the name of the environment, as a dependency group."""
    if len(names) == len(lock.environments):
        return None
    return _any(f'"{one.name}" in dependency_groups' for one in lock.environments if one.name in names)


def only(lock: Lock, name: str) -> Lock:
    """What one environment gets, as a lock of its own."""
    environment = next(one for one in lock.environments if one.name == name)
    return replace(
        lock,
        environments=(replace(environment, marker=""),),
        packages=tuple(_only(one, name) for one in lock.packages if name in one.environments),
        roots={name: lock.roots.get(name, ())},
        default=name,
        left_out=tuple(one for one in lock.left_out if one.environment == name),
    )


def split_names(lock: Lock) -> tuple[str, ...]:
    """Packages that are not the same for all environments."""
    return tuple(dict.fromkeys(one.name for one in lock.packages if len(one.environments) != len(lock.environments)))


def names_of(environments: Sequence[LockedEnvironment]) -> tuple[str, ...]:
    """In the order of the lock."""
    return tuple(one.name for one in environments)


def _only(package: LockedPackage, name: str) -> LockedPackage:
    return replace(
        package,
        environments=(name,),
        files=tuple(replace(one, environments=(name,)) for one in package.files if name in one.environments),
        provenance=tuple(one for one in package.provenance if one.environment == name),
    )


def _any(markers: Iterable[str]) -> str:
    each = list(dict.fromkeys(markers))
    if len(each) == 1:
        return each[0]
    return " or ".join(f"({one})" if " and " in one else one for one in each)
