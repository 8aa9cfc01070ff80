"""Findings and a policy give a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from parity.errors import ConfigurationError
from parity.model.change import Change, ChangeKind
from parity.model.configuration import Acceptance, Override
from parity.model.facts import Gap
from parity.model.finding import Finding, Risk, Severity
from parity.model.fingerprint import fingerprint
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.report import Verdict
from parity.model.setting import Variable
from parity.model.snapshot import Snapshot
from parity.policy import Policy, Threshold, judge, parse_domains, parse_fail_on

MEDIUM = Threshold(Severity.MEDIUM)
EMPTY = Snapshot.of(Origin(scheme="live", reference=""), [])


def finding(
    risk: Risk = Risk.BEHAVIOUR, severity: Severity = Severity.HIGH, rule: str = "SET001", name: str = "env:A",
    confidence: float = 0.5,
) -> Finding:  # fmt: skip
    change = Change(key=Key(Domain.SETTING, name), kind=ChangeKind.ADDED, after=Variable(value="1"))
    return Finding(
        rule=rule,
        change=change,
        risk=risk,
        severity=severity,
        confidence=confidence,
        reason="because",
        remedy="undo it",
    )


def with_gap(gap: Gap) -> Snapshot:
    return Snapshot.of(EMPTY.origin, [gap])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("behaviour:medium,performance:high", {Risk.BEHAVIOUR: MEDIUM, Risk.PERFORMANCE: Threshold(Severity.HIGH)}),
        ("performance:low", {Risk.PERFORMANCE: Threshold(Severity.LOW)}),
        ("medium", {Risk.BEHAVIOUR: MEDIUM, Risk.PERFORMANCE: MEDIUM}),
        ("behaviour:medium@0.6", {Risk.BEHAVIOUR: Threshold(Severity.MEDIUM, 0.6)}),
        ("never", {}),
    ],
)
def test_fail_on_is_read(text: str, expected: Mapping[Risk, Threshold]) -> None:
    assert parse_fail_on(text) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("high@often", "no confidence"),
        ("high@2", "no confidence"),
        ("behavior:high", "did you mean 'behaviour'"),
        ("behaviour:huge", "high"),
        ("", "info"),
    ],
)
def test_a_wrong_fail_on_names_the_nearest_word(text: str, hint: str) -> None:
    with pytest.raises(ConfigurationError, match=hint):
        parse_fail_on(text)


def test_an_unknown_domain_is_refused() -> None:
    assert parse_domains(["hardware"]) == {Domain.HARDWARE}
    with pytest.raises(ConfigurationError, match="hardware"):
        parse_domains(["hardwear"])


@pytest.mark.parametrize(
    ("risk", "severity", "verdict"),
    [
        (Risk.BEHAVIOUR, Severity.HIGH, Verdict.DRIFT),
        (Risk.BEHAVIOUR, Severity.MEDIUM, Verdict.DRIFT),
        (Risk.BEHAVIOUR, Severity.LOW, Verdict.PARITY),
        (Risk.PERFORMANCE, Severity.HIGH, Verdict.DRIFT),
        (Risk.PERFORMANCE, Severity.MEDIUM, Verdict.PARITY),
        (Risk.NONE, Severity.INFO, Verdict.PARITY),
    ],
)
def test_the_default_threshold(risk: Risk, severity: Severity, verdict: Verdict) -> None:
    assert judge([finding(risk, severity)], Policy(), EMPTY, EMPTY).verdict is verdict


def test_findings_come_worst_first_whatever_order_they_were_found_in() -> None:
    rows = [
        finding(severity=Severity.LOW),
        finding(Risk.PERFORMANCE, Severity.HIGH),
        finding(severity=Severity.HIGH, confidence=0.2),
        finding(severity=Severity.HIGH, confidence=0.9),
    ]
    expected = (rows[3], rows[2], rows[1], rows[0])
    assert judge(rows, Policy(), EMPTY, EMPTY).findings == expected
    assert judge(rows[::-1], Policy(), EMPTY, EMPTY).findings == expected


@pytest.mark.parametrize(
    ("only", "ignore", "kept"),
    [
        (("SET",), (), True),
        (("PKG",), (), False),
        (("SET001",), (), True),
        ((), ("SET0",), False),
        ((), ("env:A",), False),
        ((), ("setting:env:*",), False),
        ((), ("env:B",), True),
        (("env:*",), ("env:A",), False),
    ],
)
def test_only_and_ignore_select_by_rule_or_subject(only: tuple[str, ...], ignore: tuple[str, ...], kept: bool) -> None:
    report = judge([finding()], Policy(only=only, ignore=ignore), EMPTY, EMPTY)
    assert (len(report.findings), report.ignored) == ((1, 0) if kept else (0, 1))


def test_what_should_have_been_seen_and_was_not_is_undecided_on_either_side() -> None:
    unseen = with_gap(Gap(domain=Domain.DISTRIBUTION, reason="METADATA is damaged", subject="numpy"))
    for before, after, side in ((unseen, EMPTY, "before"), (EMPTY, unseen, "after")):
        report = judge([], Policy(), before, after)
        assert report.verdict is Verdict.CANNOT_TELL
        assert report.undecided == (f"distribution numpy ({side}): METADATA is damaged",)
    assert judge([], Policy(), unseen, unseen).verdict is Verdict.CANNOT_TELL


def test_a_failing_finding_outweighs_what_is_undecided() -> None:
    unseen = with_gap(Gap(domain=Domain.CODE, reason="unreadable"))
    report = judge([finding()], Policy(), unseen, EMPTY)
    assert report.verdict is Verdict.DRIFT
    assert report.undecided


def test_an_inherent_gap_decides_nothing_unless_it_is_required() -> None:
    image = with_gap(Gap(domain=Domain.HARDWARE, reason="an image has no CPU", inherent=True))
    assert judge([], Policy(), image, image).verdict is Verdict.PARITY
    assert judge([], Policy(require=frozenset({Domain.HARDWARE})), image, image).verdict is Verdict.CANNOT_TELL


def test_a_gap_in_what_is_ignored_decides_nothing() -> None:
    unseen = with_gap(Gap(domain=Domain.ARTIFACT, reason="unreadable", subject="m.pkl"))
    assert judge([], Policy(ignore=("ART",)), unseen, EMPTY).verdict is Verdict.PARITY
    assert judge([], Policy(ignore=("artifact:*",)), unseen, EMPTY).verdict is Verdict.PARITY
    assert judge([], Policy(only=("PKG",)), unseen, EMPTY).verdict is Verdict.PARITY


def test_confidence_can_be_asked_for() -> None:
    asked = Policy(fail_on=parse_fail_on("behaviour:medium@0.6"))
    assert judge([finding(confidence=0.5)], asked, EMPTY, EMPTY).verdict is Verdict.PARITY
    assert judge([finding(confidence=0.6)], asked, EMPTY, EMPTY).verdict is Verdict.DRIFT


def test_an_override_changes_what_a_finding_counts_as_and_says_so() -> None:
    lower = Override(rule="SET", subject="env:A", severity=Severity.LOW, reason="only a banner")
    report = judge([finding()], Policy(overrides=(lower,)), EMPTY, EMPTY)
    assert report.verdict is Verdict.PARITY
    assert report.findings[0].severity is Severity.LOW
    assert "only a banner" in report.findings[0].evidence[-1].what
    elsewhere = Override(rule="SET", subject="env:B", severity=Severity.LOW, reason="x")
    assert judge([finding()], Policy(overrides=(elsewhere,)), EMPTY, EMPTY).verdict is Verdict.DRIFT


def test_an_override_may_leave_findings_out_but_they_are_counted() -> None:
    left_out = Override(rule="SET001", ignore=True, reason="x")
    report = judge([finding()], Policy(overrides=(left_out,)), EMPTY, EMPTY)
    assert (report.findings, report.ignored) == ((), 1)


def accepted(of: Finding, until: date = date(2027, 3, 1)) -> Acceptance:
    return Acceptance(
        finding=fingerprint(of), rule=of.rule, subject=of.subject, risk=of.risk.value, before="", after="1",
        between=("dev", "prod"), reason="known", by="ann", until=until,
    )  # fmt: skip


def deciding(*acceptances: Acceptance, today: date = date(2027, 2, 1), strict: bool = False) -> Policy:
    return Policy(acceptances=acceptances, today=today, between=("dev", "prod"), strict_acceptances=strict)


def test_what_is_accepted_does_not_fail_until_its_day_has_passed() -> None:
    one = finding()
    report = judge([one], deciding(accepted(one)), EMPTY, EMPTY)
    assert (report.verdict, report.findings) == (Verdict.PARITY, ())
    assert [item.finding for item in report.accepted] == [one]
    on_the_day = judge([one], deciding(accepted(one), today=date(2027, 3, 1)), EMPTY, EMPTY)
    assert on_the_day.verdict is Verdict.PARITY
    after = judge([one], deciding(accepted(one), today=date(2027, 3, 2)), EMPTY, EMPTY)
    assert (after.verdict, len(after.findings), len(after.expired)) == (Verdict.DRIFT, 1, 1)


def test_an_acceptance_ends_as_soon_as_either_side_changes() -> None:
    old = accepted(finding())
    change = Change(key=Key(Domain.SETTING, "env:A"), kind=ChangeKind.ADDED, after=Variable(value="2"))
    report = judge([replace(finding(), change=change)], deciding(old), EMPTY, EMPTY)
    assert report.verdict is Verdict.DRIFT
    assert report.stale == (old,)


def test_stale_acceptances_fail_only_a_strict_check_and_only_between_their_own_sides() -> None:
    old = accepted(finding())
    assert judge([], deciding(old), EMPTY, EMPTY).verdict is Verdict.PARITY
    assert judge([], deciding(old, strict=True), EMPTY, EMPTY).verdict is Verdict.DRIFT
    elsewhere = replace(deciding(old, strict=True), between=("dev", "staging"))
    assert judge([], elsewhere, EMPTY, EMPTY).verdict is Verdict.PARITY
