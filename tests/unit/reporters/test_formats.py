"""Reports for programs and places: each read by something that reads its format."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import junitparser
import pytest
from markdown_it import MarkdownIt

from parity.interfaces import Reporter
from parity.model.schema import report_schema
from parity.reporters import all_reporters
from parity.reporters.github import MOST, GithubReporter
from parity.reporters.html import HtmlReporter
from parity.reporters.json_report import JsonReporter
from parity.reporters.junit import JunitReporter
from parity.reporters.markdown import MAX_CHARACTERS, MarkdownReporter
from parity.reporters.sarif import SarifReporter
from parity.reporters.text import TextReporter
from tests.unit.reporters.samples import LIKELY, NOTHING, OPEN, about, named, one_cause, report, with_decisions

SARIF = Path(__file__).parents[3] / "fixtures" / "schemas" / "sarif-schema-2.1.0.json"


def sarif(*args: Any, **kwargs: Any) -> dict[str, Any]:
    document = json.loads(SarifReporter().render(*args, **kwargs))
    jsonschema.Draft4Validator(json.loads(SARIF.read_text())).validate(document)
    run: dict[str, Any] = document["runs"][0]
    return run


@pytest.mark.parametrize("reporter", all_reporters(), ids=lambda reporter: reporter.name)
def test_the_same_report_gives_the_same_text_and_empty_ones_are_fine(reporter: type[Reporter]) -> None:
    for one in (
        report(),
        with_decisions(report()),
        report(NOTHING, failing=0),
        report(failing=0, undecided=("x (after): y",)),
    ):
        text = reporter().render(one)
        assert text == reporter().render(one)
        assert text.endswith("\n")
        words = str(one.verdict)
        assert words in text.lower() or reporter is JunitReporter


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_findings_of_one_cause_are_one_row_and_nothing_is_lost() -> None:
    whole = report(*one_cause(), failing=3)
    text = TextReporter(width=200).render(whole)
    assert text.startswith("DRIFT  1 behaviour difference matters of 298 things compared; 1 at or over")
    assert text.count("PKG010") == 1
    assert "a  2.1.0 → 1.26.4  and b, c" in text
    assert TextReporter(width=200, verbosity=1).render(whole).count("PKG010") == 3
    assert MarkdownReporter().render(whole).count("PKG010") == 2  # once in full, once among its kind
    assert "with it: `b`, `c`" in MarkdownReporter().render(whole)
    document = json.loads(JsonReporter().render(whole))
    jsonschema.validate(document, report_schema())
    ids = [one["id"] for one in document["findings"]]
    assert [one.get("part_of") for one in document["findings"]] == [None, ids[0], ids[0]]


def test_what_stands_for_others_and_is_not_told_leaves_them_to_be_told() -> None:
    _, first, second = one_cause()
    text = TextReporter().render(report(first, second, failing=2))
    assert text.startswith("DRIFT  2 behaviour differences matter")
    assert text.count("PKG010") == 2


def test_what_is_only_possible_is_a_group_of_its_own_with_what_settles_it() -> None:
    text = TextReporter().render(report())
    open_part = text.partition("INCONCLUSIVE: run a probe")[2]
    assert "numpy  2.1.0 → 1.26.4  (performance?)" in open_part
    assert "settle it: run parity probe" in open_part
    assert text.startswith("DRIFT  1 behaviour difference matters, 1 inconclusive, of 298 things compared")
    assert "PERFORMANCE:" not in text


def test_json_says_the_outcome() -> None:
    document = json.loads(JsonReporter().render(report()))
    jsonschema.Draft202012Validator(report_schema()).validate(document)
    assert [row["outcome"] for row in document["findings"]] == ["explained", "inconclusive", "benign"]


# ── SARIF ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sarif_obeys_the_official_schema_and_explains_its_rules() -> None:
    run = sarif(with_decisions(report()))
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [
        ("PKG010", "error"), ("PKG102", "warning"), ("PKG102", "warning"),
    ]  # fmt: skip
    for result in run["results"]:
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert "What to do" in rule["help"]["text"] and "**What to do**" in rule["help"]["markdown"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == "environment/distribution"
    assert run["results"][2]["suppressions"][0]["justification"] == "validated (ann, until 2027-03-01)"


def test_sarif_follows_a_finding_by_its_fingerprint() -> None:
    first, second = (sarif(one)["results"] for one in (report(), report(OPEN, LIKELY)))
    prints = [{item["ruleId"]: item["partialFingerprints"] for item in results} for results in (first, second)]
    assert prints[0] == prints[1]
    assert re.fullmatch("[0-9a-f]{16}:1", prints[0]["PKG010"]["primaryLocationLineHash"])


# ── JUnit ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_junit_is_read_back_with_its_counts(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text(JunitReporter().render(with_decisions(report(undecided=("code (after): unreadable",)))))
    suites = junitparser.JUnitXml.fromfile(str(path))
    assert (suites.tests, suites.failures, suites.errors, suites.skipped) == (11, 1, 1, 1)
    cases = [case for suite in suites for case in suite]
    assert len(cases) == 11
    failed = [case for case in cases if any(isinstance(result, junitparser.Failure) for result in case.result)]
    assert [(case.classname, case.name) for case in failed] == [("parity.distribution", "PKG010 numpy")]
    assert failed[0].result[0].message == "2.1.0 → 1.26.4: NumPy 2 promotes scalars by NEP 50"


# ── GitHub ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_annotations_are_errors_where_the_check_fails() -> None:
    lines = GithubReporter().render(report()).splitlines()
    assert lines[0].startswith("::error title=PKG010 numpy (behaviour%2C high)::2.1.0 → 1.26.4%0ANumPy 2")
    assert lines[1].startswith("::warning title=PKG102")
    assert lines[-1].startswith("DRIFT  ")
    assert len(lines) == 3


def test_no_more_annotations_than_a_step_may_have() -> None:
    many = [about(number) for number in range(200)]
    lines = GithubReporter().render(report(*many, failing=50)).splitlines()
    for level in ("error", "warning", "notice"):
        own = [line for line in lines if line.startswith(f"::{level} ")]
        assert len(own) == MOST
        assert "more of these" in own[-1]


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_markdown_has_the_verdict_first_and_the_details_folded() -> None:
    text = MarkdownReporter().render(with_decisions(report()))
    lines = text.splitlines()
    assert lines[1] == "## ❌ Drift"
    assert "| Python packages | 1 high |  | 1 medium |" in text
    assert text.index("### These fail the check (1)".partition(" (")[0]) < text.index("<details><summary>Behaviour")
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert html.count("<details>") == html.count("</details>") == 4
    assert "<code>numpy</code>" in html and "<table>" in html


@pytest.mark.parametrize("findings", [[about(number) for number in range(5000)], [named("x" * 70_000)] * 40])
def test_markdown_fits_into_a_comment_and_says_what_does_not(findings: list[Any]) -> None:
    text = MarkdownReporter().render(report(*findings, failing=len(findings)))
    assert len(text.encode()) <= MAX_CHARACTERS
    hidden = re.search(r"\*(\d+) more findings do not fit", text)
    assert hidden is not None and int(hidden[1]) > 0
    assert text.count("<details>") == text.count("</details>")


# ── all text from the environments is untrusted ──────────────────────────────────────────────────────────────

EVIL = [
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "\x1b[31mred\x1b[0m", "a\n::error::b",
    "a\r\n::add-mask::b", "`` ` ```code", "[x](javascript:alert(1))", "@everyone #1 https://evil.example",
    "| cell | cell |", "</details>", "\x00\x08\x0b\ufffe\uffff\U0001fffe", "\udc80\udcff", "\u202etxt.exe\u202c",
    "{{ 7*7 }}",
    "]]>", "<!-- -->", "&lt;b&gt;", "a\u2028b\u2029c",
]  # fmt: skip


@pytest.mark.parametrize("evil", EVIL)
def test_evil_text_stays_text(evil: str) -> None:
    one = report(named(evil))
    for reporter in all_reporters():
        text = reporter().render(one)
        raw = text.encode("utf-8", "backslashreplace").decode()
        assert ("\x1b" not in raw and "\x00" not in raw and "\u202e" not in raw) or reporter is JsonReporter
    github = GithubReporter().render(one).splitlines()
    assert len(github) == 2 and github[0].startswith("::error title=SET001") and github[1].startswith("DRIFT")
    root = ET.fromstring(JunitReporter().render(one).encode("utf-8"))
    assert len(root.findall(".//failure")) == 1
    sarif(one)
    html = HtmlReporter().render(one)
    assert (
        html.count("<script") == 1
        and "<img" not in html
        and "javascript:" not in re.sub(r"&[^;]*;", "", html).replace(evil, "")
    )
    markdown = MarkdownIt("gfm-like", {"linkify": True}).render(MarkdownReporter().render(one))
    assert "<script" not in markdown and "<img" not in markdown and 'javascript:alert(1)"' not in markdown
    assert markdown.count("<details>") == markdown.count("</details>")
    assert 'href="https://evil' not in markdown
