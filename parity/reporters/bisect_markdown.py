"""A bisection as Markdown, for a pull request or an issue."""

from __future__ import annotations

from parity.model.bisection import Bisection


def render_markdown(found: Bisection) -> str:
    """Causes with proof and fix, then the trials in a table."""
    title = "Cause found" if found.causes else "No cause found"
    lines = [f"## {title}: {_cell(found.probe)}", "", f"{_cell(found.symptom)}", ""]
    for cause in found.causes:
        lines.append(f"* **{_cell(' and '.join(unit.label for unit in cause.units))}**")
        lines.append(f"  * before with only this from after: {cause.with_it.outcome} ({_cell(cause.with_it.words)})")
        if cause.without_it:
            lines.append(f"  * after without it: {cause.without_it.outcome} ({_cell(cause.without_it.words)})")
        if cause.finding:
            lines.append(f"  * {cause.finding.rule}: {_cell(cause.finding.reason)}")
        if cause.releases:
            lines.append(f"  * {_cell(cause.releases[0])} passes, {_cell(cause.releases[1])} fails")
        lines.append(f"  * fix, in {cause.remedy_file}: {_cell(cause.remedy)}")
    lines += [f"* {_cell(note)}" for note in found.notes]
    lines += ["", "| trial | taken from after | outcome | |", "| --- | --- | --- | --- |"]
    for number, record in enumerate(found.trials, 1):
        taken = _cell(", ".join(record.taken)) or "nothing"
        lines.append(f"| {number} | {taken} | {record.outcome} | {_cell(record.words)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    escaped = text.replace("\\", "\\\\")
    for character in "|*_`<>[]#":
        escaped = escaped.replace(character, f"\\{character}")
    return " ".join(escaped.split())
