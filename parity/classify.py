"""Changes in, findings out: rules are asked step by step, and the first that speaks of a risk has the word on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from parity.deduction.absence_documents import is_used_by_others
from parity.interfaces import Context, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.reach import distribution_of, optional_for, out_of_reach

OPTIONAL = 0.8  # of its confidence is left to a finding on what is used as an option only
NAMED = 3  # packages that a reason names
GENERAL = "GEN"  # rules of this room speak only where no other one of their step does


def classify(changes: Iterable[Change], context: Context, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """At least one finding for every change (the rule set ends with one that claims whatever is left)."""
    by_step = [
        tuple(group)
        for _, group in groupby(sorted(rules, key=_order), key=lambda rule: (rule.step, rule.code.startswith(GENERAL)))
    ]
    return tuple(_within_reach(finding, context) for change in changes for finding in _ask(change, context, by_step))


def _order(rule: Rule) -> tuple[int, bool, str]:
    return rule.step.value, rule.code.startswith(GENERAL), rule.code


def _ask(change: Change, context: Context, by_step: list[tuple[Rule, ...]]) -> Iterator[Finding]:
    spoken: set[Risk] = set()
    for rules in by_step:
        if spoken and rules[0].step is Step.VERSION:
            return  # how far apart the numbers are adds nothing to what is known
        found = [
            finding
            for rule in rules
            if rule.domain in (None, change.key.domain)
            for finding in rule.check(change, context)
        ]
        yield from (finding for finding in found if finding.risk not in spoken and not (spoken and _is_benign(finding)))
        if not spoken and found and all(_is_benign(finding) for finding in found):
            return
        spoken |= {finding.risk for finding in found if not _is_benign(finding)}
    if not spoken:
        raise AssertionError(f"no rule claims {change.key}: the fallback rule is missing from {Step.VERSION}")


def _is_benign(finding: Finding) -> bool:
    """Whether it says that nothing changes."""
    return finding.risk is Risk.NONE


def _within_reach(finding: Finding, context: Context) -> Finding:
    """What the visible code does not use cannot be worse than low; as an option of other packages, than medium."""
    if finding.severity <= Severity.LOW or finding.change.kind is ChangeKind.UNKNOWN:
        return finding
    subject = distribution_of(finding.change)
    if out_of_reach(finding.change, context) and not is_used_by_others(finding.change, context):
        proof = f"the application's code does not import {subject}, directly or not"
        return _weakened(finding, Severity.LOW, finding.confidence / 2, proof)
    if finding.severity is Severity.HIGH and (readers := optional_for(finding.change, context)):
        proof = f"the application's code reaches {subject} only as an option of {_some(readers)}"
        return _weakened(finding, Severity.MEDIUM, finding.confidence * OPTIONAL, proof)
    return finding


def _weakened(finding: Finding, severity: Severity, confidence: float, proof: str) -> Finding:
    return replace(
        finding,
        severity=severity,
        confidence=round(confidence, 2),
        reason=f"{finding.reason}; but {proof}",
        evidence=(*finding.evidence, Evidence(what=proof)),
    )


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:NAMED]) + (" and others" if len(names) > NAMED else "")
