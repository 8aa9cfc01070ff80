"""Changes in, findings out: rules are asked step by step, and the first step that speaks has the word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from parity.interfaces import Context, Rule, Step
from parity.model.change import Change
from parity.model.finding import Finding


def classify(changes: Iterable[Change], context: Context, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """At least one finding for every change (the rule set ends with one that claims whatever is left)."""
    by_step = [
        tuple(group)
        for _, group in groupby(sorted(rules, key=lambda rule: rule.step.value), key=lambda rule: rule.step.value)
    ]
    return tuple(finding for change in changes for finding in _ask(change, context, by_step))


def _ask(change: Change, context: Context, by_step: list[tuple[Rule, ...]]) -> Iterator[Finding]:
    for rules in by_step:
        found = [
            finding
            for rule in rules
            if rule.domain in (None, change.key.domain)
            for finding in rule.check(change, context)
        ]
        if found:
            yield from found
            return
    raise AssertionError(f"no rule claims {change.key}: the fallback rule is missing from {Step.VERSION}")
