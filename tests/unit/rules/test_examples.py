"""Every rule keeps the promises of its documentation: its examples, its sections, its code."""

from __future__ import annotations

import inspect
import re

import pytest

from parity.interfaces import Context, Example, Rule, Step
from parity.model.facts import Fact, Value
from parity.model.finding import Risk, Severity
from parity.model.keys import Domain
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.policy import RULE_PREFIX
from parity.rules import all_rules

RULES = all_rules()
EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples()]
SECTIONS = ("What it detects:", "Why it matters:", "Known false alarms:", "What to do:")


def context_of(example: Example) -> Context:
    """The two snapshots that an example implies: its change and its other facts."""
    return Context(
        before=_snapshot(example, example.change.before, example.before),
        after=_snapshot(example, example.change.after, example.after),
        inspection=example.inspection,
    )


def _snapshot(example: Example, value: Value | None, others: tuple[Fact, ...]) -> Snapshot:
    own = [] if value is None else [Fact(example.change.key, value)]
    return Snapshot.of(Origin(scheme="snapshot", reference="example"), [*own, *others])


@pytest.mark.parametrize(
    ("rule", "example"), EXAMPLES, ids=[f"{rule.code}-{example.title}" for rule, example in EXAMPLES]
)
def test_a_rule_says_what_its_example_promises(rule: Rule, example: Example) -> None:
    assert rule.domain in (None, example.change.key.domain)
    found = list(rule.check(example.change, context_of(example)))
    if example.risk is None:
        assert found == []
        return
    said = {(finding.risk, finding.severity if example.severity else None) for finding in found}
    assert (example.risk, example.severity) in said
    for finding in found:
        assert finding.rule == rule.code
        assert finding.change == example.change
        assert 0 <= finding.confidence <= 1
        assert finding.reason.strip()
        assert (finding.risk is Risk.NONE) is (finding.severity is Severity.INFO)
        assert finding.risk is Risk.NONE or finding.remedy.strip(), "a risk comes with something to do"
        assert all(source.startswith("https://") for source in finding.sources)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
def test_a_rule_is_documented(rule: Rule) -> None:
    lines = inspect.cleandoc(type(rule).__doc__ or "").splitlines()
    assert lines
    assert lines[0].endswith(".")
    places = [lines.index(section) for section in SECTIONS]
    assert places == sorted(places)
    for section in SECTIONS:
        assert lines[lines.index(section) + 1].startswith("    ")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
def test_a_rule_shows_what_it_claims_and_what_it_leaves_alone(rule: Rule) -> None:
    claims = {example.risk is not None for example in rule.examples()}
    fallback = rule.domain is None
    assert claims == {True, False} or (fallback and True in claims)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.code))
def test_a_rule_is_named_by_its_file_and_its_room(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3}\d{3}", rule.code)
    assert type(rule).__module__ == f"parity.rules.{rule.code.lower()}"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert isinstance(rule.step, Step)
    expected = RULE_PREFIX[rule.domain] if isinstance(rule.domain, Domain) else "GEN"
    assert rule.code.startswith(expected)


def test_codes_and_names_are_unique() -> None:
    assert RULES
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)
