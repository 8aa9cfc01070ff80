"""What is documented of a distribution that one side lacks, where something there would use it."""

from __future__ import annotations

from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from parity.deduction.missing import missing
from parity.interfaces import Context
from parity.knowledge import differences
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.keys import Domain
from parity.model.snapshot import Snapshot
from parity.parsers.knowledge import Difference
from parity.parsers.versions import inside, parse_version
from parity.reach import uses


def documented_absence(change: Change, context: Context) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """Each entry that holds here, with those who use it there ("pandas 2.1.4").

    Where the application's code was not seen and none of those that are known to use it is on either side, something
    else may: the entry holds, without users.
    """
    lack = missing(change)
    if lack is None:
        return
    having, lacking = context.snapshot(lack.side.other), context.snapshot(lack.side)
    unseen = not any(use.visible for use in uses(context))
    for entry in differences("packages", change.key.name, context.knowledge):
        if not entry.absent or not _is_said_of(entry, lack.distribution):
            continue
        users = tuple(_users(entry.used_by, lacking))
        if users or not entry.used_by or (unseen and not any(_users(entry.used_by, having))):
            yield entry, users


def is_used_by_others(change: Change, context: Context) -> bool:
    """Whether the application's code reaches one of those that are known to use what one side lacks.

    They look for it at run time, so that neither their requirements nor their imports need to name it.
    """
    reached = frozenset().union(*(use.reachable for use in uses(context)))
    users = (user for _, found in documented_absence(change, context) for user in found)
    return any(canonicalize_name(user.partition(" ")[0]) in reached for user in users)


def _is_said_of(entry: Difference, value: Distribution) -> bool:
    version = parse_version(value.version)
    return entry.installed is None or (version is not None and inside(version, entry.installed))


def _users(requirements: tuple[str, ...], snapshot: Snapshot) -> Iterator[str]:
    for requirement in map(Requirement, requirements):
        value = snapshot.find(Domain.DISTRIBUTION, canonicalize_name(requirement.name))
        version = parse_version(value.version) if isinstance(value, Distribution) else None
        if version is not None and isinstance(value, Distribution) and inside(version, str(requirement.specifier)):
            yield f"{requirement.name} {value.version}"
