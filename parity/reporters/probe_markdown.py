"""A run of probes as Markdown, for a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from parity.model.measurement import Kind, ProbeResult, Run
from parity.reporters.measured import (
    Informed,
    amount,
    answers,
    headline,
    informed_line,
    judgement,
    noise,
    notices,
    place,
    times,
    ulp_histogram,
)


def render_markdown(run: Run, informed: Informed = ()) -> str:
    """A table of verdicts, then the details of what differs."""
    lines = [f"## Probes: {run.verdict}", "", headline(run) + ".", "", f"* before: {_cell(place(run.before))}"]
    if run.after:
        lines.append(f"* after: {_cell(place(run.after))}")
    lines += [f"* {_cell(note)}" for note in run.notes]
    lines += ["", "| probe | verdict | why |", "| --- | --- | --- |"]
    lines += [f"| {_cell(result.name)} | {result.verdict} | {_cell(result.reason)} |" for result in run.results]
    for result in run.results:
        lines += _details(result)
    if informed:
        lines += ["", "### What it means for the findings", ""]
        lines += [f"* {_cell(informed_line(old, new))}" for old, new in informed]
    return "\n".join(lines) + "\n"


def _details(result: ProbeResult) -> Iterator[str]:
    output = result.output
    differs = output is not None and output.kind is not Kind.IDENTICAL
    said = list(notices(result))
    if not (differs or result.differing or said):
        return
    yield from ("", f"### {_cell(result.name)}", "")
    if output is not None and differs:
        yield f"* answers: {_cell(answers(output))}"
        if output.ulps:
            yield f"* {ulp_histogram(output)}"
    yield from (f"* {_cell(line)}" for line in said)
    if result.ratios:
        yield from (
            "",
            "| metric | before | after | after / before | noise | |",
            "| --- | --- | --- | --- | --- | --- |",
        )
    for ratio in result.ratios:
        yield (
            f"| {ratio.metric} | {amount(ratio.metric, ratio.before)} | {amount(ratio.metric, ratio.after)} "
            f"| {times(ratio)} | {noise(ratio)} | {judgement(ratio)} |"
        )


def _cell(text: str) -> str:
    """Text that a table and Markdown leave alone: what a probe says may hold anything."""
    escaped = text.replace("\\", "\\\\")
    for character in "|*_`<>[]#":
        escaped = escaped.replace(character, f"\\{character}")
    return " ".join(escaped.split())
