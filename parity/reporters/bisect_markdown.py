"""A bisection as Markdown, for a pull request or an issue."""

from __future__ import annotations

from parity.model.bisection import Bisection
from parity.model.measurement import Ratio
from parity.reporters.bisected import effort, finding_lines, headline, proof, taken
from parity.reporters.measured import amount, judgement, noise, times


def render_markdown(found: Bisection) -> str:
    """Causes with proof and fix, then the trials in a table."""
    lines = [f"## {headline(found).capitalize()}: {_cell(found.probe)}", "", f"{_cell(found.symptom)}", ""]
    for cause in found.causes:
        lines.append(f"* **{_cell(' and '.join(unit.label for unit in cause.units))}**")
        lines += [f"  * {_cell(line)}" for line in proof(cause)]
        lines += [f"  * {_cell(line)}" for line in finding_lines(cause)]
        if cause.releases:
            lines.append(f"  * {_cell(cause.releases[0])} passes, {_cell(cause.releases[1])} fails")
        lines.append(f"  * fix, in {cause.remedy_file}: {_cell(cause.remedy)}")
    lines += [f"* {_cell(note)}" for note in found.notes]
    lines += ["", f"{_cell(effort(found))}", ""]
    lines += ["| trial | taken from after | outcome | |", "| --- | --- | --- | --- |"]
    for number, record in enumerate(found.trials, 1):
        lines.append(f"| {number} | {_cell(taken(record))} | {record.outcome} | {_cell(record.words)} |")
    if found.measured is not None and found.measured.ratios:
        lines += ["", "| metric | before | after | after / before | noise | |", "| --- | --- | --- | --- | --- | --- |"]
        lines += [_ratio(ratio) for ratio in found.measured.ratios]
    return "\n".join(lines) + "\n"


def _ratio(ratio: Ratio) -> str:
    values = (amount(ratio.metric, ratio.before), amount(ratio.metric, ratio.after))
    return f"| {ratio.metric} | {values[0]} | {values[1]} | {times(ratio)} | {noise(ratio)} | {judgement(ratio)} |"


def _cell(text: str) -> str:
    escaped = text.replace("\\", "\\\\")
    for character in "|*_`<>[]#":
        escaped = escaped.replace(character, f"\\{character}")
    return " ".join(escaped.split())
