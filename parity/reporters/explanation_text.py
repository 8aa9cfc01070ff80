"""One finding for a person who does not believe it yet: what, why, evidence of both sides, and what takes it away."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from parity.advice.case import Undo
from parity.advice.look import look
from parity.advice.undo import undo
from parity.interfaces import Rule
from parity.model.explanation import Explanation
from parity.model.finding import Finding, Outcome, Risk
from parity.model.fingerprint import fingerprint
from parity.model.origin import Origin
from parity.model.side import Side
from parity.reporters.delta import fields_of
from parity.reporters.rule_list import section_of
from parity.reporters.wording import delta_of, subject_of

RISKS = {
    Risk.BEHAVIOUR: "behaviour risk: the same input can give another answer",
    Risk.PERFORMANCE: "performance risk: the same answer, slower or with more memory",
    Risk.NONE: "no risk: nothing changes",
}
OUTCOMES = {
    Outcome.BENIGN: "benign: nothing changes, for the reason below",
    Outcome.EXPLAINED: "explained: as likely there as not, or likelier",
    Outcome.INCONCLUSIVE: "inconclusive: possible, not likely; what to do says what would settle it",
}
SIDES = {"before": Side.BEFORE, "after": Side.AFTER}


def render_explanation(explanation: Explanation, rule: Rule | None, *, width: int) -> str:
    """Sections of plain text; commands are never wrapped, so that they can be copied.

    Args:
        rule: of the finding; None where this version does not know it any more.
        width: columns to fill.
    """
    finding = explanation.finding
    change = finding.change
    parts = [
        f"{finding.rule} {rule.name if rule else ''}  {subject_of(change)}  {delta_of(change)}",
        _wrapped(
            [
                f"{RISKS[finding.risk]} ({finding.severity})",
                f"confidence {finding.confidence:.2f}: {OUTCOMES[finding.outcome]}",
                explanation.standing,
                f"id {fingerprint(finding)}",
            ],
            width,
        ),
        _section("WHY", [finding.reason, *explanation.uses], width),
        _section("COMPARED", _places(explanation), width),
        _section("EVIDENCE", _evidence(finding), width),
        _section("EVERY FIELD THAT DIFFERS", fields_of(change), width),
        _section("SOURCES", finding.sources, width),
        _commands("SEE IT WITHOUT PARITY", _looks(explanation)),
        _section("WHAT TO DO", [finding.remedy] if finding.remedy else [], width),
        *(_undo(one, width) for one in undo(change, explanation.before, explanation.after)),
    ]
    if rule is not None:
        parts.append(_section(f"WHY {finding.rule} MATTERS", [section_of(rule, "Why it matters")], width))
        parts.append(_section("KNOWN FALSE ALARMS", [section_of(rule, "Known false alarms")], width))
    if finding.outcome is not Outcome.BENIGN:
        parts.append(_commands("TO LIVE WITH IT UNTIL A DAY", [_accept(explanation)]))
    return "\n\n".join(part for part in parts if part) + "\n"


def _wrapped(lines: Iterable[str], width: int, indent: str = "  ") -> str:
    return "\n".join(
        textwrap.fill(
            " ".join(line.split()), width, initial_indent=indent, subsequent_indent=indent + "  ",
            break_long_words=False, break_on_hyphens=False,
        )
        for line in lines
    )  # fmt: skip


def _section(title: str, lines: Sequence[str], width: int) -> str:
    told = [line for line in lines if line]
    return f"{title}\n{_wrapped(told, width)}" if told else ""


def _commands(title: str, lines: Sequence[str]) -> str:
    return f"{title}\n" + "\n".join(f"  {line}" for line in lines) if lines else ""


def _places(explanation: Explanation) -> list[str]:
    return [
        f"{SIDES[side]}: {_place(origin)}"
        for side, origin in (("before", explanation.before), ("after", explanation.after))
    ]


def _place(origin: Origin) -> str:
    known = (origin.digest, origin.platform, origin.host and f"on {origin.host}", origin.taken)
    python = f"; Python at {origin.environment}" if origin.environment else ""
    chosen = f" ({origin.chosen_by})" if origin.environment and origin.chosen_by else ""
    return ", ".join([str(origin), *(one for one in known if one)]) + python + chosen


def _evidence(finding: Finding) -> list[str]:
    return [
        item.what
        if item.before is None and item.after is None
        else f"{item.what}: {item.before or 'none'} → {item.after or 'none'}"
        for item in finding.evidence
    ]


def _looks(explanation: Explanation) -> list[str]:
    lines = []
    for side, origin in (("before", explanation.before), ("after", explanation.after)):
        if commands := look(explanation.finding.change, origin):
            lines.extend([f"# {SIDES[side]}", *commands])
    return lines


def _undo(one: Undo, width: int) -> str:
    other = SIDES["before" if one.side == "after" else "after"]
    title = f"TO MAKE {SIDES[one.side]} LIKE {other} ({one.where})"
    note = _wrapped([one.note], width, "  # " if one.lines else "  ") if one.note else ""
    return "\n".join(part for part in (title, *(f"  {line}" for line in one.lines), note) if part)


def _accept(explanation: Explanation) -> str:
    names = " ".join(explanation.names) or "BEFORE AFTER"
    return f'parity accept {fingerprint(explanation.finding)} {names} --reason "..." --until YYYY-MM-DD'
