"""Two environments to their changes, changes to findings, findings to a report."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from parity import snapshot_cache
from parity.classify import classify
from parity.deduction.causes import with_causes
from parity.diff import diff
from parity.evidence.gather import Side, gather
from parity.interfaces import Context
from parity.measure.findings import with_probes
from parity.model.change import Change
from parity.model.edits import Inspection
from parity.model.finding import Finding
from parity.model.knowledge import SHIPPED, KnowledgeScope
from parity.model.report import Report
from parity.model.snapshot import Snapshot
from parity.policy import Policy, judge
from parity.rules import all_rules
from parity.runs.works import settles
from parity.workflows.observe import Observation, Place, SnapshotOptions, both


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two environments, and what the rules say of it."""

    before: Snapshot
    after: Snapshot
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]


def compare(
    before: Place,
    after: Place,
    before_options: SnapshotOptions | None = None,
    after_options: SnapshotOptions | None = None,
    *,
    knowledge: KnowledgeScope = SHIPPED,
) -> Comparison:
    """Snapshot both sides where they are references, and classify every difference. Errors as `take_snapshot`."""
    with ExitStack() as opened:
        old, new = both(before, after, before_options, after_options, opened)
        return compare_observed(old, new, cache=_may_keep(before_options, after_options), knowledge=knowledge)


def compare_observed(
    before: Observation, after: Observation, *, cache: bool, knowledge: KnowledgeScope = SHIPPED
) -> Comparison:
    """The same of what was looked at already, whose files are still open."""
    found = diff(before.snapshot, after.snapshot)
    context = Context(
        before=before.snapshot,
        after=after.snapshot,
        inspection=_inspect(found, before, after, cache=cache),
        knowledge=knowledge,
    )
    findings = with_causes(with_probes(classify(found, context, all_rules()), settles()), context)
    return Comparison(before=before.snapshot, after=after.snapshot, changes=found, findings=findings)


def _inspect(changes: Sequence[Change], before: Observation, after: Observation, *, cache: bool) -> Inspection:
    """What is inside the differences, where both sides' files are at hand."""
    if before.aim is None or after.aim is None or not changes:
        return Inspection()
    directory = snapshot_cache.root() / "evidence" if cache else None
    return gather(changes, Side(before.snapshot, before.aim), Side(after.snapshot, after.aim), directory)


def _may_keep(*options: SnapshotOptions | None) -> bool:
    return all(option is None or option.cache for option in options)


def changes(
    before: Place,
    after: Place,
    before_options: SnapshotOptions | None = None,
    after_options: SnapshotOptions | None = None,
) -> tuple[Change, ...]:
    """What differs, unjudged. Errors as `take_snapshot`."""
    with ExitStack() as opened:
        old, new = both(before, after, before_options, after_options, opened)
        return diff(old.snapshot, new.snapshot)


def check(
    before: Place,
    after: Place,
    policy: Policy | None = None,
    before_options: SnapshotOptions | None = None,
    after_options: SnapshotOptions | None = None,
    *,
    knowledge: KnowledgeScope = SHIPPED,
) -> Report:
    """Compare two environments and judge the findings by a policy. Errors as `take_snapshot`."""
    comparison = compare(before, after, before_options, after_options, knowledge=knowledge)
    return judge(comparison.findings, policy or Policy(), comparison.before, comparison.after)
