"""A bisection as JSON: causes with their proof, and every trial."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from parity.model.bisection import Bisection, Cause, TrialRecord, Unit
from parity.model.fingerprint import fingerprint
from parity.model.measurement import ProbeResult


def render_json(found: Bisection) -> str:
    """One document."""
    document = {
        "schema": 1, "probe": found.probe, "symptom": found.symptom, "explained": found.explained,
        "before": asdict(found.before), "after": asdict(found.after),
        "causes": [_cause(cause) for cause in found.causes],
        "units": [_unit(unit) for unit in found.units], "trials": [_trial(record) for record in found.trials],
        "measured": _measured(found.measured) if found.measured else None,
        "notes": list(found.notes), "log": found.log,
    }  # fmt: skip
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _unit(unit: Unit) -> dict[str, Any]:
    return {"kind": unit.kind.value, "name": unit.name, "before": unit.before, "after": unit.after}


def _cause(cause: Cause) -> dict[str, Any]:
    finding = cause.finding
    return {
        "units": [_unit(unit) for unit in cause.units],
        "with_it": _trial(cause.with_it),
        "without_it": _trial(cause.without_it) if cause.without_it else None,
        "finding": {
            "id": fingerprint(finding), "rule": finding.rule, "risk": finding.risk.value,
            "severity": finding.severity.value, "confidence": finding.confidence, "reason": finding.reason,
            "before": {"severity": cause.doubted.severity.value, "confidence": cause.doubted.confidence}
            if cause.doubted else None,
        } if finding else None,
        "remedy": {"line": cause.remedy, "file": cause.remedy_file},
        "releases": {"passes": cause.releases[0], "fails": cause.releases[1]} if cause.releases else None,
    }  # fmt: skip


def _measured(result: ProbeResult) -> dict[str, Any]:
    return {
        "verdict": result.verdict.value, "reason": result.reason,
        "ratios": [
            {
                "metric": ratio.metric.value, "before": ratio.before, "after": ratio.after, "ratio": ratio.ratio,
                "low": ratio.low, "high": ratio.high, "floor": ratio.floor, "counts": ratio.counts,
            }
            for ratio in result.ratios
        ],
    }  # fmt: skip


def _trial(record: TrialRecord) -> dict[str, Any]:
    return {
        **asdict(record),
        "taken": list(record.taken),
        "replay": list(record.replay),
        "outcome": record.outcome.value,
    }
