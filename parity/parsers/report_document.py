"""What `parity check --format json` wrote: its findings and where they were found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from parity.errors import SnapshotError
from parity.model.change import Change, ChangeKind
from parity.model.codec import from_tagged
from parity.model.facts import Gap
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.origin import Origin

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFinding:
    """A finding, and what the report says of it beside: failing, and an acceptance's reason where it has one."""

    id: str
    finding: Finding
    failing: bool
    accepted: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReport:
    """A report as it was written. threshold: what failed then, in words."""

    before: Origin
    after: Origin
    threshold: str
    findings: tuple[StoredFinding, ...]


def parse_report(data: bytes, path: str) -> StoredReport:
    """Read a JSON report. Raises SnapshotError: it is none, or another version's."""
    try:
        raw = json.loads(data)
        if not isinstance(raw, dict) or not {"schema", "verdict", "findings"} <= raw.keys():
            raise _problem(path, "it is no report of `parity check --format json`")
        if raw["schema"] != SCHEMA:
            raise _problem(path, f"it has schema {raw['schema']}, and this parity knows {SCHEMA}")
        return StoredReport(
            before=_origin(raw["before"]),
            after=_origin(raw["after"]),
            threshold=str(raw.get("threshold", "")),
            findings=tuple(_stored(row, path) for row in [*raw["findings"], *raw.get("accepted", ())]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _problem(path, f"it is not JSON of a report ({type(error).__name__}: {error})") from error


def _problem(path: str, problem: str) -> SnapshotError:
    return SnapshotError("read the report", path, problem, "write it again: parity check ... -o report.json")


def _origin(raw: Mapping[str, Any]) -> Origin:
    known = {field.name for field in fields(Origin)}
    return Origin(**{name: str(value) for name, value in raw.items() if name in known})


def _stored(row: Mapping[str, Any], path: str) -> StoredFinding:
    said = row.get("acceptance")
    change = Change(
        key=Key(Domain(row["domain"]), str(row["name"])),
        kind=ChangeKind(row["change"]),
        before=None if row["before"] is None else from_tagged(row["before"], path),
        after=None if row["after"] is None else from_tagged(row["after"], path),
        gaps=tuple(map(_gap, row.get("gaps", ()))),
    )
    finding = Finding(
        rule=str(row["rule"]), change=change, risk=Risk(row["risk"]), severity=Severity(row["severity"]),
        confidence=float(row["confidence"]), reason=str(row["reason"]), remedy=str(row["remedy"]),
        evidence=tuple(_evidence(item) for item in row["evidence"]), sources=tuple(map(str, row["sources"])),
        part_of=None if row.get("part_of") is None else str(row["part_of"]),
    )  # fmt: skip
    return StoredFinding(
        id=str(row["id"]), finding=finding, failing=row["failing"] is True,
        accepted=None if said is None else f"{said['reason']} ({said['by']}, until {said['until']})",
    )  # fmt: skip


def _gap(item: Mapping[str, Any]) -> Gap:
    subject = item.get("subject")
    return Gap(
        domain=Domain(item["domain"]), reason=str(item["reason"]), subject=None if subject is None else str(subject),
        inherent=item.get("inherent") is True,
    )  # fmt: skip


def _evidence(item: Mapping[str, Any]) -> Evidence:
    sides = [None if item.get(side) is None else str(item[side]) for side in ("before", "after")]
    return Evidence(what=str(item["what"]), before=sides[0], after=sides[1])
