"""What is documented of a distribution that one side lacks, where something there would use it."""

from __future__ import annotations

from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from parity.interfaces import Context
from parity.knowledge import differences
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.keys import Domain
from parity.model.snapshot import Snapshot
from parity.parsers.knowledge import Difference
from parity.parsers.versions import inside, parse_version


def documented_absence(change: Change, context: Context) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """Each entry that holds here, with those who use it ("pandas 2.1.4")."""
    value = change.before or change.after
    if change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED) or not isinstance(value, Distribution):
        return
    lacking = context.after if change.kind is ChangeKind.REMOVED else context.before
    for entry in differences("packages", change.key.name, context.knowledge):
        users = tuple(_users(entry.used_by, lacking))
        if entry.absent and (users or not entry.used_by) and _is_said_of(entry, value):
            yield entry, users


def _is_said_of(entry: Difference, value: Distribution) -> bool:
    version = parse_version(value.version)
    return entry.installed is None or (version is not None and inside(version, entry.installed))


def _users(requirements: tuple[str, ...], snapshot: Snapshot) -> Iterator[str]:
    for requirement in map(Requirement, requirements):
        value = snapshot.find(Domain.DISTRIBUTION, canonicalize_name(requirement.name))
        version = parse_version(value.version) if isinstance(value, Distribution) else None
        if version is not None and isinstance(value, Distribution) and inside(version, str(requirement.specifier)):
            yield f"{requirement.name} {value.version}"
