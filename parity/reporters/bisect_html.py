"""A bisection as one HTML file: the causes with their proof, every trial, and what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from parity.model.bisection import Bisection, Cause, TrialRecord
from parity.reporters.bisected import effort, finding_lines, headline, proof, taken
from parity.reporters.measured import place
from parity.reporters.measured_page import page, section


def render_html(found: Bisection) -> str:
    """The whole page."""
    title = headline(found).capitalize()
    body = [
        f"<h1 class='{'same' if found.explained else 'different'}'>{escape(title)}</h1>",
        f"<p>{escape(found.probe)}: {escape(found.symptom)}</p>",
        f"<p>before: {escape(place(found.before))}</p>",
        f"<p>after: {escape(place(found.after))}</p>",
        *(part for cause in found.causes for part in _cause(cause)),
        *(f"<p class='cannot-tell'>{escape(note)}</p>" for note in found.notes),
        *_trials(found),
        *(section(found.measured) if found.measured is not None else ()),
    ]
    return page(f"{title}: {found.probe}", body)


def _cause(cause: Cause) -> Iterator[str]:
    together = " (only together)" if len(cause.units) > 1 else ""
    yield f"<section><h2>{escape(' and '.join(unit.label for unit in cause.units))}{together}</h2><ul>"
    yield from (f"<li>{escape(line)}</li>" for line in (*proof(cause), *finding_lines(cause)))
    if cause.releases:
        yield f"<li>{escape(cause.releases[0])} passes, {escape(cause.releases[1])} fails</li>"
    yield f"</ul><p>fix, in {escape(cause.remedy_file)}: <code>{escape(cause.remedy)}</code></p></section>"


def _trials(found: Bisection) -> Iterator[str]:
    yield f"<section><h2>Trials</h2><p>{escape(effort(found))}</p>"
    yield "<table><tr><th><th>taken from after<th>outcome<th>why<th>seconds<th>by hand</tr>"
    yield from (_trial(number, record) for number, record in enumerate(found.trials, 1))
    yield "</table></section>"


def _trial(number: int, record: TrialRecord) -> str:
    seconds = "known" if record.cached else f"{record.seconds:.1f}"
    shell = "<br>".join(f"<code>{escape(line)}</code>" for line in record.replay)
    by_hand = f"<details><summary>commands</summary>{shell}</details>" if shell else ""
    cells = (str(number), taken(record), str(record.outcome), record.words, seconds)
    return "<tr>" + "".join(f"<td>{escape(cell)}" for cell in cells) + f"<td>{by_hand}</tr>"
