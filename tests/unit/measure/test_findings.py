"""Findings after what was measured."""

from __future__ import annotations

from dataclasses import replace

from parity.measure.findings import informed, proven, settling, with_probes
from parity.model.bisection import Bisection, Cause, Outcome, TrialRecord
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.finding import Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.measurement import (
    Kind,
    Metric,
    OutputDifference,
    Place,
    ProbeResult,
    Ratio,
    Speed,
    Status,
    Trial,
    Verdict,
)
from parity.runs.works import settles


def finding(
    name: str, risk: Risk = Risk.BEHAVIOUR, confidence: float = 0.4, severity: Severity = Severity.LOW
) -> Finding:
    value = Distribution(version="1", location="", layout="dist-info", top_level=(name.replace("-", "_"),))
    change = Change.of(Key(Domain.DISTRIBUTION, name), value, value)
    return Finding(
        rule="X001", change=change, risk=risk, severity=severity, confidence=confidence, reason="r", remedy="pin it"
    )


def result(
    kind: Kind, *, name: str = "frame-merge", loaded: tuple[str, ...] = (), factor: float = 1.0, floor: float = 1.1
) -> ProbeResult:
    said = Speed.HIGHER if factor > floor else Speed.SAME
    ratio = Ratio(
        metric=Metric.LATENCY,
        before=1,
        after=factor,
        ratio=factor,
        low=factor,
        high=factor,
        floor=floor,
        said=said,
        rounds=6,
    )
    trial = Trial(status=Status.OK, modules=loaded)
    answers = kind > Kind.TOLERATED
    return ProbeResult(
        name=name, title="", identity="", verdict=Verdict.DIFFERENT if answers or factor >= 1.5 else Verdict.SAME,
        reason="why", output=OutputDifference(kind=kind), answers=answers, ratios=(ratio,), before_trials=(trial,),
        after_trials=(trial,),
    )  # fmt: skip


def test_other_answers_confirm_the_only_finding_that_the_probe_exercises() -> None:
    (found,) = informed([finding("pandas")], [result(Kind.VALUES)], settles())
    assert (found.confidence, found.severity) == (0.9, Severity.HIGH)
    assert "frame-merge" in found.evidence[-1].what


def test_of_several_each_becomes_likelier() -> None:
    found = informed([finding("pandas"), finding("numpy")], [result(Kind.VALUES)], settles())
    assert [one.confidence for one in found] == [0.58, 0.58]
    assert all(one.severity is Severity.LOW for one in found)


def test_the_same_answers_make_it_less_likely() -> None:
    (found,) = informed([finding("pandas")], [result(Kind.LAST_BITS)], settles())
    assert (found.confidence, found.severity) == (0.2, Severity.LOW)


def test_a_probe_that_shows_it_is_not_outdone_by_one_that_does_not() -> None:
    shows, other = result(Kind.VALUES), result(Kind.IDENTICAL, name="frame-groupby")
    for results in ([shows, other], [other, shows]):
        assert informed([finding("pandas")], results, settles())[0].confidence == 0.9


def test_what_a_probe_loads_counts_as_exercised() -> None:
    mine = result(Kind.VALUES, name="mine", loaded=("my_package", "os"))
    assert informed([finding("my-package")], [mine], settles())[0].confidence == 0.9
    assert informed([finding("other")], [mine], settles())[0] == finding("other")


def test_speed_speaks_of_performance_only() -> None:
    slower = result(Kind.IDENTICAL, factor=7.0)
    findings = [finding("pandas", Risk.PERFORMANCE), finding("pandas")]
    performance, behaviour = informed(findings, [slower], settles())
    assert (performance.confidence, performance.severity) == (0.9, Severity.HIGH)
    assert behaviour.confidence == 0.2


def test_noise_says_nothing_of_speed() -> None:
    noisy = result(Kind.IDENTICAL, floor=2.0)
    assert informed([finding("pandas", Risk.PERFORMANCE)], [noisy], settles())[0].confidence == 0.4


def test_what_was_not_run_says_nothing() -> None:
    unrun = ProbeResult(name="frame-merge", title="", identity="", verdict=Verdict.NOT_RUN, reason="")
    assert informed([finding("pandas")], [unrun], settles()) == (finding("pandas"),)


def bisection(*findings: Finding, without: Outcome = Outcome.PASS) -> Bisection:
    place = Place(reference="a", where="b")
    record = TrialRecord(taken=(), outcome=Outcome.FAIL, words="")
    causes = tuple(
        Cause(
            units=(), with_it=record, without_it=replace(record, outcome=without), finding=one, remedy="",
            remedy_file="",
        )
        for one in findings
    )  # fmt: skip
    return Bisection(before=place, after=place, probe="frame-merge", symptom="s", units=(), causes=causes)


def test_a_bisection_proves() -> None:
    found = proven(bisection(finding("pandas")), result(Kind.ORDER), Risk.BEHAVIOUR).causes[0]
    assert found.finding is not None
    assert (found.finding.confidence, found.finding.severity) == (0.99, Severity.MEDIUM)
    assert found.finding.evidence[-1].what == "parity bisect: it is the cause of what frame-merge shows (s)"
    assert found.doubted == finding("pandas")


def test_what_was_seen_one_way_only_is_less_sure() -> None:
    found = proven(bisection(finding("pandas"), without=Outcome.UNRESOLVED), result(Kind.ORDER), Risk.BEHAVIOUR)
    assert found.causes[0].finding is not None
    assert found.causes[0].finding.confidence == 0.9


def test_nothing_is_proven_of_the_other_risk() -> None:
    given = bisection(finding("pandas"))
    assert proven(given, result(Kind.IDENTICAL, factor=7.0), Risk.PERFORMANCE) == given


def test_inconclusive_findings_name_the_probe_that_would_settle_them() -> None:
    assert settling(finding("pandas"), settles())[:1] == ("frame-groupby",)
    unsure, sure, none = with_probes(
        [finding("pandas"), finding("pandas", confidence=0.8), finding("click")], settles()
    )
    assert unsure.remedy == "run parity probe --probe frame-groupby --probe frame-merge; else pin it"
    assert sure.remedy == "pin it"
    assert none.remedy == "run parity probe --entry MODULE:FUNCTION; else pin it"
