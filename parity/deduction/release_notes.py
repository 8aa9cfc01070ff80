"""What is documented of two versions of a distribution, beside what changed in their files."""

from __future__ import annotations

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from parity.deduction.package_signs import against_notes, likelihood
from parity.interfaces import Context
from parity.knowledge import Difference, category_of, firing
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.finding import Risk
from parity.model.keys import Domain
from parity.model.snapshot import Snapshot
from parity.parsers.versions import inside, parse_version, version_step


def documented(name: str, before: Distribution, after: Distribution, context: Context) -> list[Difference]:
    """The entries that fire between two versions, of which something that they are about is installed."""
    old, new = parse_version(before.version), parse_version(after.version)
    if old is None or new is None or old == new:
        return []
    return [entry for entry in firing("packages", name, old, new, context.knowledge) if _applies(entry, context)]


def likelihood_by_files(change: Change, context: Context) -> float:
    """Probability that behaviour changed, by the files of both sides alone; 0 where nobody looked."""
    before, after = change.before, change.after
    edits = context.inspection.packages.get(change.key.name)
    if edits is None or not (isinstance(before, Distribution) and isinstance(after, Distribution)):
        return 0.0
    supporting = category_of("system", "supporting_packages", change.key.name) is not None
    return likelihood(edits, version_step(before.version, after.version), supporting=supporting)


def likelihood_of_change(change: Change, context: Context) -> float:
    """Probability that behaviour changed, by the files, held against notes that nothing did; 0 where nobody looked."""
    before, after = change.before, change.after
    chance = likelihood_by_files(change, context)
    if not chance or not (isinstance(before, Distribution) and isinstance(after, Distribution)):
        return 0.0
    entries = documented(change.key.name, before, after, context)
    if not entries or any(entry.risk is not Risk.NONE for entry in entries):
        return chance
    if any(entry.measured for entry in entries):
        return 0.0
    return against_notes(chance, max(entry.confidence for entry in entries))


def _applies(entry: Difference, context: Context) -> bool:
    """Whether something that the entry is about is installed, where it says what it is about."""
    return not entry.used_by or any(
        _satisfied(requirement, snapshot)
        for requirement in entry.used_by
        for snapshot in (context.before, context.after)
    )


def _satisfied(text: str, snapshot: Snapshot) -> bool:
    requirement = Requirement(text)
    value = snapshot.find(Domain.DISTRIBUTION, canonicalize_name(requirement.name))
    version = parse_version(value.version) if isinstance(value, Distribution) else None
    return version is not None and inside(version, str(requirement.specifier))
