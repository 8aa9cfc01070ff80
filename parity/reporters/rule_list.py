"""Rules for people at a terminal, and as JSON for programs."""

from __future__ import annotations

import inspect
import json
from collections.abc import Sequence

from parity.interfaces import Rule
from parity.reporters.wording import delta_of, subject_of


def render_text(rules: Sequence[Rule]) -> str:
    """One line a rule: code, name, the first line of its docstring."""
    if not rules:
        return "no rule has such a code\n"
    width = max(len(rule.name) for rule in rules)
    return "".join(f"{rule.code}  {rule.name:<{width}}  {summary_of(rule)}\n" for rule in rules)


def render_json(rules: Sequence[Rule]) -> str:
    """An array of {code, name, domain, step, summary, documentation}."""
    rows = [
        {
            "code": rule.code,
            "name": rule.name,
            "domain": rule.domain.value if rule.domain else None,
            "step": rule.step.name.lower(),
            "summary": summary_of(rule),
            "documentation": document_of(rule),
        }
        for rule in rules
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def render_one(rule: Rule) -> str:
    """A rule's documentation and its examples."""
    examples = [
        f"  {example.title}\n    {subject_of(example.change)}  {delta_of(example.change)}\n"
        f"    -> {f'{example.risk} risk' if example.risk else 'nothing to say'}"
        + (f", {example.severity}" if example.severity else "")
        for example in rule.examples()
    ]
    return (
        f"{rule.code} {rule.name}\n\n{document_of(rule)}\n\nExamples (they are its tests):\n\n"
        + "\n".join(examples)
        + "\n"
    )


def summary_of(rule: Rule) -> str:
    """The first line of its docstring."""
    return document_of(rule).partition("\n")[0]


def document_of(rule: Rule) -> str:
    """Its docstring, unindented."""
    return inspect.cleandoc(type(rule).__doc__ or "")


def section_of(rule: Rule, title: str) -> str:
    """What its documentation says under one title, in one line; empty where it has no such section."""
    told: list[str] = []
    inside = False
    for line in document_of(rule).splitlines():
        if line and not line.startswith(" "):
            inside = line.rstrip(":") == title
        elif inside:
            told.append(line.strip())
    return " ".join(told).strip()
