"""A report as one HTML file that needs nothing else: no network, no other file, and scripts only of its own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from parity.interfaces import Reporter
from parity.model.finding import Outcome, Risk, Severity
from parity.model.keys import Domain
from parity.model.report import Report
from parity.reporters.entries import Entry, accepted_of, entries_of, place_of, summary_of, unseen_of
from parity.reporters.printable import printable
from parity.reporters.wording import DOMAIN_TITLES
from parity.version import __version__

LINKED = "https://"  # the only addresses that become links


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How many differences a domain has of one kind, and how bad the worst is."""

    kind: str
    count: int
    worst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlReporter(Reporter):
    """For a browser: filter and search, keyboard, dark and light, printable."""

    name = "html"
    suffixes = (".html", ".htm")
    summary = "one self-contained page with filter and search"

    def render(self, report: Report) -> str:
        entries = entries_of(report)
        style, script = _part("report.css"), _part("report.js")
        from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only where a page is made
        from markupsafe import Markup  # noqa: PLC0415

        environment = Environment(
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
        )
        environment.tests["linked"] = lambda address: str(address).startswith(LINKED)
        template = environment.from_string(_part("report.html"))
        return template.render(
            verdict=str(report.verdict),
            summary=summary_of(report),
            sides=(("before", place_of(report.before)), ("after", place_of(report.after))),
            undecided=[printable(reason) for reason in report.undecided],
            matrix=list(_matrix(entries)),
            entries=entries,
            kind=_kind,
            titles={domain: DOMAIN_TITLES[domain] for domain in Domain},
            domains=[domain for domain in Domain if any(entry.domain is domain for entry in entries)],
            severities=[str(severity) for severity in reversed(Severity)],
            accepted=accepted_of(report),
            outdated=[
                (title, one.rule, printable(one.subject), printable(f"{one.reason} ({one.by}, until {one.until})"))
                for title, group in (("expired", report.expired), ("fits nothing any more", report.stale))
                for one in group
            ],
            unseen=list(unseen_of(report)),
            ignored=report.ignored,
            version=__version__,
            style=Markup(style),  # noqa: S704 - a file of this package
            script=Markup(script),  # noqa: S704 - a file of this package
            style_hash=_digest(style),
            script_hash=_digest(script),
        )


def _part(name: str) -> str:
    return (files("parity.reporters") / "templates" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """As a content security policy names what may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _kind(entry: Entry) -> str:
    """Its column: the risk where it is likely, "inconclusive" where it is not."""
    return "inconclusive" if entry.outcome is Outcome.INCONCLUSIVE else str(entry.risk)


def _matrix(entries: Sequence[Entry]) -> Iterator[tuple[Domain, list[Cell]]]:
    kinds = (str(Risk.BEHAVIOUR), str(Risk.PERFORMANCE), "inconclusive", str(Risk.NONE))
    for domain in Domain:
        found = [entry for entry in entries if entry.domain is domain]
        if not found:
            continue
        cells = []
        for kind in kinds:
            severities = [entry.severity for entry in found if _kind(entry) == kind]
            cells.append(Cell(kind=kind, count=len(severities), worst=str(max(severities)) if severities else "empty"))
        yield domain, cells
