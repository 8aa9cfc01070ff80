"""Known differences that fire -> one statement per risk, so that one cause makes one finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parity.model.finding import Evidence, Risk, Severity
from parity.model.side import Side
from parity.parsers.knowledge import Difference

MOST_SENTENCES = 1  # in a reason; the rest stands in the evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is known about a pair of versions with regard to one risk; fields as in a finding."""

    risk: Risk
    severity: Severity
    confidence: float
    reason: str
    remedy: str
    evidence: tuple[Evidence, ...]
    sources: tuple[str, ...]


def state(entries: Iterable[Difference], *, after_is_newer: bool) -> tuple[Statement, ...]:
    """One statement per risk, behaviour first; that nothing changes is only said where nothing else is."""
    fired = tuple(entries)
    risks = [risk for risk in (Risk.BEHAVIOUR, Risk.PERFORMANCE) if any(entry.risk is risk for entry in fired)]
    return tuple(
        _statement(risk, [entry for entry in fired if entry.risk is risk], after_is_newer)
        for risk in risks or ([Risk.NONE] if fired else [])
    )


def slower_side(entry: Difference, *, after_is_newer: bool) -> str | None:
    """Which side is the slower one, in words, or None where the entry does not say."""
    if entry.faster is None:
        return None
    slow_after = (entry.faster == "older") is after_is_newer
    return f"{Side.AFTER if slow_after else Side.BEFORE} is the slower side"


def _statement(risk: Risk, entries: list[Difference], after_is_newer: bool) -> Statement:
    ranked = sorted(entries, key=lambda entry: (-entry.severity.rank, -entry.confidence))
    worst = ranked[0]
    reason = "; ".join(entry.sentence for entry in ranked[:MOST_SENTENCES])
    if (more := len(ranked) - MOST_SENTENCES) > 0:
        reason += f"; and {more} more documented change{'s' if more > 1 else ''}"
    if side := slower_side(worst, after_is_newer=after_is_newer):
        reason += f": {side}"
    return Statement(
        risk=risk,
        severity=worst.severity,
        confidence=max(entry.confidence for entry in ranked if entry.severity is worst.severity),
        reason=reason,
        remedy=" ".join(dict.fromkeys(_as_sentence(entry.remedy) for entry in ranked if entry.remedy)),
        evidence=tuple(Evidence(what=f"{_when(entry)}: {entry.sentence}") for entry in ranked),
        sources=tuple(dict.fromkeys(entry.source for entry in ranked)),
    )


def _as_sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}."


def _when(entry: Difference) -> str:
    if entry.changed_in is not None:
        return f"changed in {entry.changed_in}"
    if entry.affected is not None:
        return f"concerns {entry.affected}"
    return f"the same within {entry.alike}" if entry.alike is not None else "optional"
