"""A run of probes as one HTML file without scripts or other files."""

from __future__ import annotations

from html import escape

from parity.model.measurement import Run
from parity.reporters.measured import Informed, headline, informed_line, place
from parity.reporters.measured_page import css_class, page, section


def render_html(run: Run, informed: Informed = ()) -> str:
    """The whole page."""
    body = [
        f"<h1>Probes: <span class='{css_class(run.verdict)}'>{run.verdict}</span></h1><p>{escape(headline(run))}</p>",
        f"<p>before: {escape(place(run.before))}</p>",
        f"<p>after: {escape(place(run.after))}</p>" if run.after else "",
        *(f"<p>{escape(note)}</p>" for note in run.notes),
        *(part for result in run.results for part in section(result)),
        "<section><h2>What it means for the findings</h2>" if informed else "",
        *(f"<p>{escape(informed_line(old, new))}</p>" for old, new in informed),
    ]
    return page(f"Probes: {run.verdict}", body)
