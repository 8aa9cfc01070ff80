"""A report as JSON: the stable form for programs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from parity.interfaces import Reporter
from parity.model.codec import to_builtins, to_tagged
from parity.model.configuration import Acceptance
from parity.model.finding import Finding
from parity.model.fingerprint import fingerprint
from parity.model.origin import Origin
from parity.model.report import Report

REPORT_SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonReporter(Reporter):
    """The whole report, one object; see docs/report.schema.json."""

    name = "json"
    suffixes = (".json",)
    summary = "the whole report for programs (docs/report.schema.json)"

    def render(self, report: Report) -> str:
        failing = frozenset(map(id, report.failing))
        document = {
            "schema": REPORT_SCHEMA,
            "verdict": report.verdict.value,
            "threshold": report.threshold,
            "before": _origin(report.before),
            "after": _origin(report.after),
            "summary": _summary(report),
            "findings": [_finding(finding, id(finding) in failing) for finding in report.findings],
            "gaps": [{"side": item.side, **to_builtins(item.gap)} for item in report.gaps],
            "undecided": list(report.undecided),
            "accepted": [
                {**_finding(item.finding, failing=False), "acceptance": _acceptance(item.acceptance)}
                for item in report.accepted
            ],
            "expired": [_acceptance(one) for one in report.expired],
            "stale": [_acceptance(one) for one in report.stale],
        }
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _origin(origin: Origin) -> dict[str, Any]:
    return {name: value for name, value in asdict(origin).items() if value is not None}


def _summary(report: Report) -> dict[str, Any]:
    counts: dict[str, dict[str, int]] = {}
    for finding in report.findings:
        row = counts.setdefault(finding.risk.value, {})
        row[finding.severity.value] = row.get(finding.severity.value, 0) + 1
    return {
        "compared": report.compared,
        "findings": len(report.findings),
        "failing": len(report.failing),
        "ignored": report.ignored,
        "accepted": len(report.accepted),
        "by_risk": counts,
    }


def _acceptance(acceptance: Acceptance) -> dict[str, Any]:
    return {**asdict(acceptance), "until": acceptance.until.isoformat()}


def _finding(finding: Finding, failing: bool) -> dict[str, Any]:
    change = finding.change
    return {
        "id": fingerprint(finding),
        "rule": finding.rule,
        "risk": finding.risk.value,
        "severity": finding.severity.value,
        "confidence": finding.confidence,
        "outcome": finding.outcome.value,
        "failing": failing,
        "domain": change.key.domain.value,
        "name": change.key.name,
        "change": change.kind.value,
        "before": to_tagged(change.before) if change.before is not None else None,
        "after": to_tagged(change.after) if change.after is not None else None,
        **({"gaps": [to_builtins(gap) for gap in change.gaps]} if change.gaps else {}),
        "reason": finding.reason,
        "remedy": finding.remedy,
        "evidence": [{k: v for k, v in asdict(item).items() if v is not None} for item in finding.evidence],
        "sources": list(finding.sources),
        **({"part_of": finding.part_of} if finding.part_of is not None else {}),
    }
