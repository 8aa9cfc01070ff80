"""Words that every report of a bisection uses."""

from __future__ import annotations

from parity.model.bisection import Bisection, Cause, Outcome, TrialRecord


def headline(found: Bisection) -> str:
    """What was found, in a line."""
    if not found.causes:
        return "NO CAUSE FOUND"
    one = "CAUSE FOUND" if len(found.causes) == 1 else f"{len(found.causes)} INDEPENDENT CAUSES FOUND"
    return one if found.explained else f"{one}; without them it still fails or cannot be tried"


def proof(cause: Cause) -> tuple[str, ...]:
    """Both trials that prove it."""
    lines = [f"before with only this from after: {cause.with_it.outcome} ({cause.with_it.words})"]
    if cause.without_it is not None:
        lines.append(f"after without it: {cause.without_it.outcome} ({cause.without_it.words})")
    return tuple(lines)


def effort(found: Bisection) -> str:
    """How much was tried."""
    ran = [record for record in found.trials if not record.cached]
    seconds = sum(record.seconds for record in ran)
    unresolved = sum(record.outcome is Outcome.UNRESOLVED for record in found.trials)
    parts = [f"{len(found.units)} differences, {len(found.trials)} trials"]
    if len(ran) < len(found.trials):
        parts.append(f"{len(found.trials) - len(ran)} of them known from before")
    if unresolved:
        parts.append(f"{unresolved} unresolved")
    parts.append(f"{seconds:.0f} s")
    return ", ".join(parts) + (f"; every trial, to be done by hand: {found.log}" if found.log else "")


def finding_lines(cause: Cause) -> tuple[str, ...]:
    """What the classifier said of the cause, and what the proof makes of it."""
    finding, old = cause.finding, cause.doubted
    if finding is None:
        return ()
    line = f"finding: {finding.rule} {finding.risk} {finding.severity}: {finding.reason}"
    if old is None:
        return (line,)
    parts = [f"confidence {old.confidence:.2f} → {finding.confidence:.2f}"]
    if old.severity is not finding.severity:
        parts.append(f"severity {old.severity} → {finding.severity}, as measured")
    return line, f"after these trials: {', '.join(parts)}"


def taken(record: TrialRecord) -> str:
    """What a trial takes from *after*."""
    return ", ".join(record.taken) or "nothing"
