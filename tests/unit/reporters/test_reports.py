"""A report as text and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.facts import Gap
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.fingerprint import fingerprint
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.report import Report
from parity.model.schema import report_schema
from parity.model.setting import Variable
from parity.model.snapshot import Snapshot
from parity.policy import Policy, judge
from parity.reporters.diff_report import render_json, render_text
from parity.reporters.json_report import JsonReporter
from parity.reporters.text import TextReporter

NUMPY = Change(
    key=Key(Domain.DISTRIBUTION, "numpy"),
    kind=ChangeKind.CHANGED,
    before=Distribution(version="2.1.0", location="lib", layout="dist-info"),
    after=Distribution(version="1.26.4", location="lib", layout="dist-info"),
)
TERM = Change(key=Key(Domain.SETTING, "env:TERM"), kind=ChangeKind.ADDED, after=Variable(value="xterm"))
FINDINGS = (
    Finding(
        rule="PKG010",
        change=NUMPY,
        risk=Risk.BEHAVIOUR,
        severity=Severity.HIGH,
        confidence=0.9,
        reason="NumPy 2 promotes scalars by NEP 50.",
        remedy="pin numpy==2.1.0 in both",
        evidence=(Evidence(what="version", before="2.1.0", after="1.26.4"), Evidence(what="the code imports numpy")),
        sources=("https://numpy.org/doc/stable/numpy_2_0_migration_guide.html",),
    ),
    Finding(
        rule="SET020", change=TERM, risk=Risk.NONE, severity=Severity.INFO, confidence=0.99,
        reason="Only terminals ask.", remedy="",
    ),
)  # fmt: skip


def report(findings: tuple[Finding, ...] = FINDINGS, gaps: tuple[Gap, ...] = ()) -> Report:
    before = Snapshot.of(Origin(scheme="docker", reference="shop:dev", digest="sha256:1234"), gaps)
    after = Snapshot.of(Origin(scheme="docker", reference="shop:prod", environment="/usr/bin/python3"), ())
    return judge(findings, Policy(), before, after)


def test_the_text_says_verdict_risk_difference_reason_and_remedy() -> None:
    text = TextReporter().render(report())
    lines = text.splitlines()
    assert lines[0].startswith("DRIFT  1 behaviour difference matters")
    for words in (
        "docker:shop:dev", "BEHAVIOUR: the same input", "high", "PKG010", "numpy  2.1.0 → 1.26.4", "NEP 50",
        "do: pin numpy==2.1.0 in both", "Python at /usr/bin/python3", "1 more difference changes nothing",
    ):  # fmt: skip
        assert words in text
    assert "TERM" not in text


def test_verbose_text_shows_everything_with_evidence() -> None:
    text = TextReporter(verbosity=1).render(report())
    for words in ("TERM", "version: 2.1.0 → 1.26.4", "the code imports numpy", "numpy.org", "confidence 0.90"):
        assert words in text


def test_quiet_text_is_one_line() -> None:
    assert len(TextReporter(verbosity=-1, width=200).render(report()).splitlines()) == 1


def test_colours_only_where_asked_for() -> None:
    assert "\x1b[" not in TextReporter().render(report())
    assert "\x1b[" in TextReporter(color=True).render(report())


def test_names_from_an_image_are_never_markup() -> None:
    odd = replace(NUMPY, key=Key(Domain.DISTRIBUTION, "[red]x[/red]"))
    text = TextReporter(color=True).render(report((replace(FINDINGS[0], change=odd, reason="[bold]y[/bold]"),)))
    assert "[red]x[/red]" in text
    assert "[bold]y[/bold]" in text


def test_what_could_not_be_seen_is_said() -> None:
    gaps = (
        Gap(domain=Domain.HARDWARE, reason="an image has no CPU", inherent=True),
        Gap(domain=Domain.CODE, reason="serve.py is unreadable", subject="serve.py"),
    )
    text = TextReporter().render(report((), gaps))
    assert text.startswith("CANNOT TELL")
    assert "code serve.py (before): serve.py is unreadable" in text
    assert "Not compared: hardware (before)" in text


def test_json_obeys_its_schema_and_is_deterministic() -> None:
    gaps = (Gap(domain=Domain.HARDWARE, reason="an image has no CPU", inherent=True),)
    text = JsonReporter().render(report(gaps=gaps))
    jsonschema.Draft202012Validator(report_schema()).validate(json.loads(text))
    assert text == JsonReporter().render(report(FINDINGS[::-1], gaps=gaps))
    document = json.loads(text)
    assert [row["failing"] for row in document["findings"]] == [True, False]
    assert document["findings"][0]["before"]["version"] == "2.1.0"


def test_a_fingerprint_changes_with_either_side_and_with_nothing_else() -> None:
    finding = FINDINGS[0]
    assert fingerprint(finding) == fingerprint(replace(finding, reason="other words", confidence=0.1))
    for side in ("before", "after"):
        value = replace(getattr(NUMPY, side), version="9")
        assert fingerprint(finding) != fingerprint(replace(finding, change=replace(NUMPY, **{side: value})))


@pytest.mark.parametrize("in_full", [False, True])
def test_a_diff_lists_every_change(in_full: bool) -> None:
    text = render_text((NUMPY, TERM), in_full=in_full)
    assert "~ numpy  2.1.0 → 1.26.4" in text
    assert "+ env:TERM  absent → 'xterm'" in text
    assert ("version: '2.1.0' → '1.26.4'" in text) is in_full
    assert len(json.loads(render_json((NUMPY, TERM), in_full=in_full))) == 2


def test_no_difference_is_said() -> None:
    assert render_text((), in_full=False) == "no difference\n"
