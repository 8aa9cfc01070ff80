"""From an identifier to everything that is known of that finding."""

from __future__ import annotations

from collections.abc import Iterable

from parity.declared.stored import read_stored
from parity.errors import ConfigurationError
from parity.model.codec import MAX_SNAPSHOT_BYTES
from parity.model.explanation import Explanation
from parity.model.finding import Finding
from parity.model.fingerprint import fingerprint
from parity.model.knowledge import SHIPPED, KnowledgeScope
from parity.model.snapshot import Snapshot
from parity.parsers.report_document import StoredFinding, parse_report
from parity.policy import Policy, judge
from parity.reach import distribution_of, use_of
from parity.workflows.compare import compare
from parity.workflows.observe import Place, SnapshotOptions

MOST_FILES = 5


def explain_between(
    identifier: str,
    before: Place,
    after: Place,
    policy: Policy,
    *,
    options: tuple[SnapshotOptions, SnapshotOptions] | None = None,
    knowledge: KnowledgeScope = SHIPPED,
) -> tuple[Explanation, ...]:
    """The findings whose identifiers, subjects or names begin as `identifier` says, as two environments have them.

    Raises:
        ConfigurationError: there is no such finding, or an identifier is the beginning of several.
        ParityError: as `take_snapshot`.
    """
    comparison = compare(before, after, *(options or (None, None)), knowledge=knowledge)
    report = judge(comparison.findings, policy, comparison.before, comparison.after)
    failing = {fingerprint(one) for one in report.failing}
    accepted = {
        fingerprint(item.finding): f"{item.acceptance.reason} ({item.acceptance.by}, until {item.acceptance.until})"
        for item in report.accepted
    }
    rated = {fingerprint(one): one for one in (*report.findings, *(item.finding for item in report.accepted))}
    rows = [
        StoredFinding(id=key, finding=rated.get(key, one), failing=key in failing, accepted=accepted.get(key))
        for key, one in ((fingerprint(one), one) for one in comparison.findings)
    ]
    return tuple(
        Explanation(
            finding=row.finding, before=comparison.before.origin, after=comparison.after.origin, names=policy.between,
            standing=_standing(row, report.threshold), uses=_uses(row.finding, comparison.before, comparison.after),
        )
        for row in _chosen(identifier, rows)
    )  # fmt: skip


def explain_stored(identifier: str, path: str) -> tuple[Explanation, ...]:
    """The same of a report that was written as JSON. Errors as `explain_between`; SnapshotError: it cannot be read."""
    stored = parse_report(read_stored("report", path, MAX_SNAPSHOT_BYTES), path)
    return tuple(
        Explanation(
            finding=row.finding, before=stored.before, after=stored.after, standing=_standing(row, stored.threshold)
        )
        for row in _chosen(identifier, stored.findings)
    )


def _chosen(wanted: str, rows: Iterable[StoredFinding]) -> list[StoredFinding]:
    """By the beginning of an identifier; else all on one subject ("numpy", "env:OMP_NUM_THREADS")."""
    everything = list(rows)
    found = [row for row in everything if wanted and row.id.startswith(wanted.lower())]
    if len(found) > 1:
        raise ConfigurationError(
            "explain", wanted, f"{len(found)} findings begin so", "give more of the identifier's characters"
        )
    found = found or [row for row in everything if wanted and wanted in _names(row.finding)]
    if not found:
        raise ConfigurationError(
            "explain", wanted, "there is no such rule, finding or subject between these two",
            "`parity check -v` shows the identifiers",
        )  # fmt: skip
    return found


def _names(finding: Finding) -> tuple[str, ...]:
    name = finding.change.key.name
    return (finding.subject, name, name.partition(":")[2] or name, name.partition("/")[0])


def _standing(row: StoredFinding, threshold: str) -> str:
    if row.accepted is not None:
        return f"it is accepted: {row.accepted}"
    if row.failing:
        return f"it fails the check: at or over {threshold}"
    return f"it fails no check: below {threshold}, or left out"


def _uses(finding: Finding, before: Snapshot, after: Snapshot) -> tuple[str, ...]:
    """Which application files lead to the distribution that the finding is about, on each side."""
    name = distribution_of(finding.change)
    if name is None:
        return ()
    told = []
    for side, snapshot in (("before", before), ("after", after)):
        use = use_of(snapshot)
        files = use.imported.get(name, ())
        if not use.visible:
            told.append(f"{side}: which code runs there could not be seen")
        elif files:
            more = f" and {len(files) - MOST_FILES} more" if len(files) > MOST_FILES else ""
            told.append(f"{side}: {', '.join(files[:MOST_FILES])}{more} import{'s' if len(files) == 1 else ''} {name}")
        elif name in use.reachable:
            through = [one.name for one in use.requirers.get(name, ()) if one.name in use.reachable]
            told.append(f"{side}: required by {', '.join(through[:MOST_FILES]) or 'the start command'}, which is used")
        else:
            told.append(f"{side}: no application code that was seen uses {name}")
    return tuple(told)
