"""Which environment markers tell the environments of a lock from one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from parity.model.lock import LockedEnvironment

# In the order of preference: what a person would name first. A kernel's release names a machine, not an environment.
TELLING = (
    "python_version", "platform_machine", "sys_platform", "implementation_name", "platform_python_implementation",
    "os_name", "python_full_version",
)  # fmt: skip
GUARDING = ("python_version", "implementation_name", "sys_platform", "platform_machine")


def with_markers(environments: Sequence[LockedEnvironment]) -> tuple[LockedEnvironment, ...]:
    """The same environments; each that markers tell from all others has the expression that does."""
    keys = _telling_keys([one.markers for one in environments])
    return tuple(
        replace(one, marker=expression(one.markers, keys) if _alone(one, environments, keys) else None)
        for one in environments
    )


def guard(environment: LockedEnvironment) -> str:
    """The expression for machines that the environment is for: broader than what tells it apart, never narrower."""
    keys = list(GUARDING)
    if environment.marker is not None and "python_full_version" in environment.marker:
        keys[0] = "python_full_version"
    return expression(environment.markers, keys)


def expression(markers: Mapping[str, str], keys: Sequence[str]) -> str:
    """ "python_version == '3.11' and platform_machine == 'x86_64'"."""
    return " and ".join(f'{key} == "{markers[key]}"' for key in keys)


def _telling_keys(all_markers: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """The fewest keys by which everything differs that differs at all."""
    distinct = len({tuple(markers[key] for key in TELLING) for markers in all_markers})
    for size in range(len(TELLING) + 1):
        for keys in combinations(TELLING, size):
            if len({tuple(markers[key] for key in keys) for markers in all_markers}) == distinct:
                return keys
    return TELLING


def _alone(one: LockedEnvironment, environments: Sequence[LockedEnvironment], keys: Sequence[str]) -> bool:
    own = [one.markers[key] for key in keys]
    return sum([other.markers[key] for key in keys] == own for other in environments) == 1
