"""Every format of a bisection tells the cause, its proof, the finding, the fix and all trials; and escapes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from parity.model.bisection import Bisection, Cause, Outcome, TrialRecord, Unit, UnitKind
from parity.model.change import Change
from parity.model.finding import Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.measurement import Metric, Place, ProbeResult, Ratio, Speed, Status, Trial, Verdict
from parity.model.system import Package
from parity.reporters.bisect_html import render_html
from parity.reporters.bisect_json import render_json
from parity.reporters.bisect_markdown import render_markdown
from parity.reporters.bisect_text import BisectTextReporter

PLACE = Place(reference="docker:shop", where="/usr/bin/python3", version="3.11.2", host="h")
UNIT = Unit(kind=UnitKind.LIBRARY, name="libblas.so.3", before="openblas 1", after="reference 1")
CHANGE = Change.of(Key(Domain.SYSTEM, "dpkg:reference"), Package(version="1"), Package(version="2"))
OLD = Finding(
    rule="NAT010", change=CHANGE, risk=Risk.PERFORMANCE, severity=Severity.MEDIUM, confidence=0.6, reason="slow <b>",
    remedy="",
)  # fmt: skip
WITH, WITHOUT = (
    TrialRecord(
        taken=taken, outcome=outcome, words=f"latency {times}x of before", seconds=1.0, replay=("uv venv <trial>",)
    )
    for taken, outcome, times in (((UNIT.key,), Outcome.FAIL, 8), (("base:base",), Outcome.PASS, 1))
)
TRIALS = tuple(
    Trial(status=Status.OK, walls=tuple(0.01 * side + 0.0001 * n for n in range(40)), memory=((0.0, 1), (1.0, side)))
    for side in (1, 8)
)
RATIO = Ratio(
    metric=Metric.LATENCY, before=0.01, after=0.08, ratio=8.0, low=7.5, high=8.5, floor=1.1, said=Speed.HIGHER,
    rounds=9,
)  # fmt: skip
FOUND = Bisection(
    before=PLACE,
    after=PLACE,
    probe="gemm",
    symptom="latency 8x higher <i>",
    units=(UNIT,),
    causes=(
        Cause(
            units=(UNIT,), with_it=WITH, without_it=WITHOUT, doubted=OLD, remedy="RUN fix & go",
            remedy_file="Dockerfile",
            finding=replace(OLD, confidence=0.99, severity=Severity.HIGH),
        ),
    ),
    explained=True,
    trials=(WITH, WITHOUT),
    measured=ProbeResult(
        name="gemm", title="t", identity="", verdict=Verdict.DIFFERENT, reason="r", ratios=(RATIO,),
        before_trials=TRIALS[:1], after_trials=TRIALS[1:],
    ),
)  # fmt: skip
TEXT = BisectTextReporter(width=200, verbosity=1)


@pytest.mark.parametrize("text", [TEXT.render(FOUND), render_markdown(FOUND)])
def test_text_and_markdown(text: str) -> None:
    plain = text.replace("\\", "")
    for words in (
        "libblas.so.3 openblas 1 → reference 1", "before with only this from after: fail (latency 8x of before)",
        "after without it: pass", "finding: NAT010 performance high: slow <b>", "RUN fix & go", "base:base",
        "after these trials: confidence 0.60 → 0.99, severity medium → high, as measured", "1 differences, 2 trials",
    ):  # fmt: skip
        assert words in plain
    assert plain.lower().startswith(("cause found", "## cause found"))


def test_markdown_shows_what_was_measured() -> None:
    assert "| latency | 10 ms | 80 ms | 8.00x [7.50, 8.50] | 1.10x | worse after (high) |" in render_markdown(FOUND)


def test_html_has_the_trials_and_the_picture_and_is_escaped() -> None:
    page = render_html(FOUND)
    assert "RUN fix &amp; go" in page
    assert "uv venv &lt;trial&gt;" in page
    assert page.count("<svg") == 2
    assert page.count("<tr><td>") == 2
    assert "<b>" not in page
    assert "<i>" not in page


def test_html_where_nothing_was_timed_or_found() -> None:
    page = render_html(replace(FOUND, measured=None, causes=(), explained=False, notes=("why <x>",)))
    assert "No cause found" in page
    assert "why &lt;x&gt;" in page
    assert "<svg" not in page


def test_json() -> None:
    document = json.loads(render_json(FOUND))
    finding = document["causes"][0]["finding"]
    assert (finding["confidence"], finding["before"]) == (0.99, {"severity": "medium", "confidence": 0.6})
    assert document["measured"]["ratios"][0]["ratio"] == 8.0
