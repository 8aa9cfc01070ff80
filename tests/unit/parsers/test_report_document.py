"""Reports that were written are read back as they were."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from parity.errors import SnapshotError
from parity.model.change import Change
from parity.model.configuration import Acceptance
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.fingerprint import fingerprint
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.report import AcceptedFinding, Report, Verdict
from parity.parsers.report_document import parse_report
from parity.reporters.json_report import JsonReporter
from tests.support.samples import SAMPLES


def finding(number: int) -> Finding:
    value = SAMPLES[number]
    return Finding(
        rule="GEN001", change=Change.of(Key(Domain.SYSTEM, f"thing-{number}"), value, None), risk=Risk.BEHAVIOUR,
        severity=Severity.LOW, confidence=0.25, reason="for a reason", remedy="do", sources=("https://example.org",),
        evidence=(Evidence(what="a", before="b"), Evidence(what="c")),
    )  # fmt: skip


def written() -> bytes:
    findings = tuple(finding(number) for number in range(len(SAMPLES)))
    decision = Acceptance(
        finding="f", rule="GEN001", subject="s", risk="behaviour", before="1", after="2", between=("dev", "prod"),
        reason="validated", by="ann", until=date(2099, 1, 1),
    )  # fmt: skip
    report = Report(
        verdict=Verdict.DRIFT, before=Origin(scheme="docker", reference="dev", digest="sha256:1"),
        after=Origin(scheme="live", reference=""), findings=findings[1:], failing=findings[1:2],
        accepted=(AcceptedFinding(finding=findings[0], acceptance=decision),), threshold="behaviour:low",
    )  # fmt: skip
    return JsonReporter().render(report).encode()


def test_every_type_of_value_comes_back() -> None:
    stored = parse_report(written(), "report.json")
    assert {row.finding.change.key.name: row.finding for row in stored.findings} == {
        f"thing-{number}": finding(number) for number in range(len(SAMPLES))
    }
    assert all(row.id == fingerprint(row.finding) for row in stored.findings)
    assert [row.finding.change.key.name for row in stored.findings if row.failing] == ["thing-1"]
    assert [row.accepted for row in stored.findings if row.accepted] == ["validated (ann, until 2099-01-01)"]
    assert stored.before == Origin(scheme="docker", reference="dev", digest="sha256:1")


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: "no JSON",
        lambda raw: json.dumps([]),
        lambda raw: json.dumps({**raw, "schema": 99}),
        lambda raw: json.dumps({**raw, "before": None}),
        lambda raw: json.dumps({**raw, "findings": [{}]}),
        lambda raw: json.dumps({**raw, "findings": [{**raw["findings"][0], "risk": "none such"}]}),
        lambda raw: json.dumps({**raw, "findings": [{**raw["findings"][0], "before": {"type": "gpu"}}]}),
        lambda raw: json.dumps({**raw, "findings": [{**raw["findings"][0], "before": {"version": "1"}}]}),
        lambda raw: json.dumps({**raw, "findings": [{**raw["findings"][0], "evidence": 7}]}),
    ],
)
def test_what_is_no_report_is_one_error(damage: Callable[[Any], str]) -> None:
    with pytest.raises(SnapshotError):
        parse_report(damage(json.loads(written())).encode(), "report.json")
