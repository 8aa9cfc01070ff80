"""A finding's identifier depends on what was found and on nothing else: not on order, machine, time or process."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parity.classify import classify
from parity.diff import diff
from parity.interfaces import Context
from parity.model.codec import decode, encode
from parity.model.facts import Fact, Gap
from parity.model.finding import Finding
from parity.model.fingerprint import fingerprint
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.setting import Text
from parity.model.snapshot import Snapshot
from parity.parsers.report_document import parse_report
from parity.policy import Policy, judge
from parity.reporters.json_report import JsonReporter
from parity.rules import all_rules
from tests.support.strategies import pairs

MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from parity.model.fingerprint import fingerprint
from parity.workflows import compare, load_snapshot
found = compare(load_snapshot(sys.argv[1]), load_snapshot(sys.argv[2])).findings
print("\\n".join(fingerprint(one) for one in found))
"""


def findings_of(before: Snapshot, after: Snapshot) -> tuple[Finding, ...]:
    return classify(diff(before, after), Context(before=before, after=after), all_rules())


def identifiers(before: Snapshot, after: Snapshot) -> list[str]:
    return [fingerprint(finding) for finding in findings_of(before, after)]


@MANY
@given(pairs(), st.randoms(use_true_random=False))
def test_neither_order_nor_machine_nor_storage_matters(pair: tuple[Snapshot, Snapshot], random: Random) -> None:
    expected = identifiers(*pair)
    elsewhere = []
    for side in pair:
        observed: list[Fact | Gap] = [*side.facts, *side.gaps]
        random.shuffle(observed)
        origin = replace(side.origin, host="elsewhere", taken="2031-01-01T00:00:00+00:00", reference="another name")
        elsewhere.append(Snapshot.of(origin, observed))
    assert identifiers(*elsewhere) == expected
    assert identifiers(*(decode(encode(side), "stored") for side in elsewhere)) == expected


@MANY
@given(pairs())
def test_a_report_that_was_kept_has_the_same(pair: tuple[Snapshot, Snapshot]) -> None:
    report = judge(findings_of(*pair), Policy(), *pair)
    stored = parse_report(JsonReporter().render(report).encode(), "report.json")
    assert [row.finding for row in stored.findings] == list(report.findings)
    assert [row.id for row in stored.findings] == [fingerprint(finding) for finding in report.findings]


@pytest.mark.parametrize("inherent", [False, True])
def test_a_report_that_was_kept_has_what_hid_a_difference(inherent: bool) -> None:
    origin = Origin(scheme="dir", reference="x")
    before = Snapshot.of(origin, [Gap(domain=Domain.SETTING, reason="damaged", subject="user", inherent=inherent)])
    after = Snapshot.of(origin, [Fact(Key(Domain.SETTING, "user"), Text(value="app"))])
    report = judge(findings_of(before, after), Policy(), before, after)
    stored = parse_report(JsonReporter().render(report).encode(), "report.json")
    assert any(finding.change.gaps for finding in report.findings)
    assert [row.finding for row in stored.findings] == list(report.findings)


def test_processes_with_other_seeds_of_hashes_agree(tmp_path: Path) -> None:
    pair = [ROOT / f"fixtures/pairs/shop-drift/{side}.json" for side in ("before", "after")]
    answers = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, *map(str, pair)], capture_output=True, check=True, cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": zone},
        ).stdout
        for seed, zone in (("0", "UTC"), ("4711", "Pacific/Apia"))
    }  # fmt: skip
    assert len(answers) == 1
    assert len(answers.pop().split()) > 5
