"""A report as workflow commands of GitHub Actions: annotations on the run.

Format: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parity.interfaces import Reporter
from parity.model.finding import Severity
from parity.model.report import Report, Verdict
from parity.reporters.entries import Entry, entries_of, summary_of
from parity.reporters.printable import printable

MOST = 10  # annotations of each level that a step may have; what is over is dropped there in silence


@dataclass(frozen=True, slots=True, kw_only=True)
class GithubReporter(Reporter):
    """Annotations: errors for what fails the check, warnings and notices for the rest."""

    name = "github"
    suffixes = ()
    summary = "annotations of GitHub Actions (workflow commands, on stdout)"

    def render(self, report: Report) -> str:
        return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    levels: dict[str, list[Entry]] = {"error": [], "warning": [], "notice": []}
    for entry in entries_of(report):
        if entry.matters:
            levels[_level(entry)].append(entry)
    if report.verdict is Verdict.CANNOT_TELL:
        for reason in report.undecided[:MOST]:
            yield command("error", "parity cannot tell", printable(reason))
    for level, entries in levels.items():
        kept = entries if len(entries) <= MOST else entries[: MOST - 1]
        for entry in kept:
            remedy = f"\n{entry.remedy}" if entry.remedy else ""
            title = f"{entry.rule} {entry.subject} ({entry.risk}, {entry.severity})"
            yield command(level, title, f"{entry.delta}\n{entry.reason}{remedy}")
        if len(kept) < len(entries):
            yield command(level, "parity", f"{len(entries) - len(kept)} more of these: see the full report")
    yield f"{str(report.verdict).upper()}  {printable(summary_of(report))}"


def _level(entry: Entry) -> str:
    if entry.failing:
        return "error"
    return "warning" if entry.severity > Severity.LOW else "notice"


def command(level: str, title: str, message: str) -> str:
    """One workflow command on one line, whatever its parts hold."""
    return f"::{level} title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
