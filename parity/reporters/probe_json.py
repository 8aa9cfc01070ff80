"""A run of probes as JSON: for each probe its verdict, outputs, ratios and the figures of every trial."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from enum import Enum
from typing import Any

from parity.model.finding import Finding
from parity.model.fingerprint import fingerprint
from parity.model.measurement import ProbeResult, Run, Trial
from parity.reporters.measured import Informed


def render_json(run: Run, informed: Informed = ()) -> str:
    """Without the outputs themselves, which `--save` keeps."""
    document = {
        "schema": run.schema, "verdict": run.verdict.value, "taken": run.taken, "before": asdict(run.before),
        "after": asdict(run.after) if run.after else None, "notes": list(run.notes),
        "probes": [_probe(result) for result in run.results],
        "findings": [_finding(old, new) for old, new in informed],
    }  # fmt: skip
    return json.dumps(document, indent=2, ensure_ascii=False, default=_plain) + "\n"


def _probe(result: ProbeResult) -> dict[str, Any]:
    bare = replace(result, before_trials=(), after_trials=(), ratios=())
    return {
        **{name: value for name, value in asdict(bare).items() if name not in ("before_trials", "after_trials")},
        "ratios": [{**asdict(ratio), "counts": ratio.counts, "worse": ratio.worse} for ratio in result.ratios],
        "trials": {
            "before": [_trial(trial) for trial in result.before_trials],
            "after": [_trial(trial) for trial in result.after_trials],
        },
    }


def _finding(old: Finding, new: Finding) -> dict[str, Any]:
    return {
        "id": fingerprint(new), "rule": new.rule, "subject": new.subject, "risk": new.risk.value,
        "severity": new.severity.value, "confidence": new.confidence,
        "before": {"severity": old.severity.value, "confidence": old.confidence}, "because": new.evidence[-1].what,
    }  # fmt: skip


def _trial(trial: Trial) -> dict[str, Any]:
    kept = asdict(replace(trial, output=None, printed=None, modules=()))
    return {name: value for name, value in kept.items() if value not in (None, (), "")}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} is no JSON")
