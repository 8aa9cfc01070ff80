"""The rules as one Markdown document: docs/rules.md is made from their docstrings and examples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parity.interfaces import Example, Rule
from parity.model.keys import Domain
from parity.reporters.rule_list import document_of
from parity.reporters.wording import DOMAIN_TITLES, delta_of, subject_of

GENERAL = "any difference"


def render_catalogue(rules: Sequence[Rule]) -> str:
    """A table of all rules, then each one with its documentation and examples, room by room."""
    parts = [
        "# Rules\n",
        "<!-- made from the rules themselves; do not edit -->\n",
        "A rule says of a difference which risk it carries. Rules are asked step by step (content, evidence,",
        "knowledge, kind, version), and the first step that says anything has the word.",
        "`parity explain CODE` prints one of them.\n",
    ]
    for title, room in _rooms(rules):
        parts.append(f"## {title[0].upper()}{title[1:]}\n")
        parts.append("| code | name | step | what differs |\n| --- | --- | --- | --- |")
        parts.extend(_row(rule) for rule in room)
        parts.append("")
        parts.extend(_section(rule) for rule in room)
    return "\n".join(parts).rstrip() + "\n"


def _rooms(rules: Iterable[Rule]) -> list[tuple[str, list[Rule]]]:
    rooms: dict[Domain | None, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: rule.code):
        rooms.setdefault(rule.domain, []).append(rule)
    order: list[Domain | None] = [*Domain, None]
    return [(DOMAIN_TITLES[room] if room else GENERAL, rooms[room]) for room in order if room in rooms]


def _row(rule: Rule) -> str:
    summary = document_of(rule).partition("\n")[0]
    return f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.name} | {rule.step.name.lower()} | {summary} |"


def _section(rule: Rule) -> str:
    summary, _, rest = document_of(rule).partition("\n")
    lines = [f"### {rule.code} {rule.name}\n", f"{summary}\n"]
    for line in rest.strip("\n").splitlines():
        if line and not line.startswith(" "):
            lines.append(f"\n**{line.rstrip(':')}**\n")
        else:
            lines.append(_body(line.strip()))
    lines.append("\n**Examples**\n")
    lines.extend(_example(example) for example in rule.examples())
    return "\n".join(lines) + "\n"


def _body(text: str) -> str:
    """One line of a section; an address alone on its line becomes an item of a list."""
    return f"- <{text}>" if text.startswith("https://") and " " not in text else text


def _example(example: Example) -> str:
    verdict = f"{example.risk} risk" if example.risk else "left alone"
    severity = f", {example.severity}" if example.severity else ""
    return f"- {example.title}: `{subject_of(example.change)}` {_code(delta_of(example.change))} is {verdict}{severity}"


def _code(text: str) -> str:
    return f"`{text}`" if "`" not in text else text
