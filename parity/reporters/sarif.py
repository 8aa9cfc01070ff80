"""A report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): for code scanning and IDEs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from parity.declared import all_formats
from parity.interfaces import Reporter, Rule
from parity.model.finding import Outcome, Severity
from parity.model.keys import Domain
from parity.model.report import Report
from parity.reporters.entries import Entry, accepted_of, entries_of, summary_of
from parity.reporters.rule_list import document_of
from parity.rules import all_rules
from parity.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note", Severity.INFO: "none"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SarifReporter(Reporter):
    """One result for each risk; what changes nothing is none, since consumers show every result."""

    name = "sarif"
    suffixes = (".sarif", ".sarif.json")
    summary = "SARIF 2.1.0 for code scanning"

    def render(self, report: Report) -> str:
        found = [entry for entry in entries_of(report) if entry.matters]
        accepted = [entry for entry in accepted_of(report) if entry.matters]
        used = sorted({entry.rule for entry in (*found, *accepted)})
        known = {rule.code: rule for rule in all_rules()}
        index = {code: number for number, code in enumerate(used)}
        file = _declaring_file(report)
        run = {
            "tool": {
                "driver": {
                    "name": "envparity",
                    "semanticVersion": __version__,
                    "rules": [_rule(code, known.get(code)) for code in used],
                }
            },
            "automationDetails": {"id": f"parity/{_identity(report)}/"},
            "columnKind": "unicodeCodePoints",
            "results": [_result(entry, index[entry.rule], file) for entry in (*found, *accepted)],
            "properties": {
                "verdict": str(report.verdict), "summary": summary_of(report),
                "undecided": list(report.undecided), "threshold": report.threshold,
            },
        }  # fmt: skip
        document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
        return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _identity(report: Report) -> str:
    """Equal for every run over the same two places, so that consumers see one series."""
    return quote(f"{report.before}..{report.after}", safe=":.@+-_")


def _rule(code: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": code}
    document = document_of(rule)
    summary, _, rest = document.partition("\n")
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": summary},
        "fullDescription": {"text": summary},
        "help": {"text": document, "markdown": _markdown(summary, rest)},
        "properties": {"tags": ["environment", str(rule.domain or "any")], "precision": "high"},
    }


def _markdown(summary: str, rest: str) -> str:
    lines = [summary, ""]
    for line in rest.strip("\n").splitlines():
        lines.append(f"\n**{line.rstrip(':')}**\n" if line and not line.startswith(" ") else line.strip())
    return "\n".join(lines)


def _result(entry: Entry, index: int, file: str | None) -> dict[str, Any]:
    remedy = f" {'To settle it' if entry.outcome is Outcome.INCONCLUSIVE else 'What to do'}: {entry.remedy}."
    result: dict[str, Any] = {
        "ruleId": entry.rule,
        "ruleIndex": index,
        "level": LEVELS[entry.severity],
        "rank": round(entry.confidence * 100, 1),
        "message": {"text": f"{entry.subject}: {entry.delta}. {entry.reason}." + (remedy if entry.remedy else "")},
        "locations": [_location(entry, file)],
        # The second is what GitHub follows an alert by; it would otherwise hash a line of a file that is not there.
        "partialFingerprints": {"parityFinding/v1": entry.id, "primaryLocationLineHash": f"{entry.id}:1"},
        "properties": {
            "risk": str(entry.risk), "severity": str(entry.severity), "outcome": str(entry.outcome),
            "confidence": entry.confidence, "failing": entry.failing, "before": entry.before, "after": entry.after,
            "evidence": [{"what": row.what, "before": row.before, "after": row.after} for row in entry.evidence],
            "sources": list(entry.sources),
        },
    }  # fmt: skip
    if entry.decision:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": entry.decision}]
    return result


def _location(entry: Entry, file: str | None) -> dict[str, Any]:
    """A file, since consumers want one: the code's own, the file that declares packages, or one named by the domain."""
    if entry.domain in (Domain.CODE, Domain.ARTIFACT):
        uri = quote(entry.name.lstrip("/"))
    else:
        uri = file if file and entry.domain is Domain.DISTRIBUTION else f"environment/{entry.domain}"
    return {
        "physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": 1}},
        "logicalLocations": [
            {"name": entry.name, "fullyQualifiedName": f"{entry.domain}:{entry.name}", "kind": "resource"}
        ],
    }


def _declaring_file(report: Report) -> str | None:
    """The requirements file or lock that one side is, where it lies below the working directory."""
    schemes = {scheme for one in all_formats() if one.fits for scheme in one.schemes}
    for origin in (report.before, report.after):
        if origin.scheme in schemes and not origin.reference.startswith(("/", "..")):
            return quote(origin.reference.removeprefix("./"))
    return None
