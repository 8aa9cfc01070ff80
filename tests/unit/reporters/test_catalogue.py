"""The catalogue holds every rule, with its documentation."""

from __future__ import annotations

from parity.reporters.catalogue import render_catalogue
from parity.rules import all_rules


def test_every_rule_has_its_row_and_its_section() -> None:
    text = render_catalogue(all_rules())
    for rule in all_rules():
        assert f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.name} |" in text
        section = text.partition(f"### {rule.code} {rule.name}\n")[2].partition("\n### ")[0]
        assert "**What it detects**" in section
        assert "**Examples**" in section
        assert all(example.title in section for example in rule.examples())


def test_the_order_of_the_rules_given_changes_nothing() -> None:
    assert render_catalogue(all_rules()) == render_catalogue(all_rules()[::-1])


def test_no_rule_gives_a_catalogue_without_rooms() -> None:
    assert "##" not in render_catalogue([]).removeprefix("#")
