"""A report for a person at a terminal: worst first, one screen for a typical pair, what it means and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parity.interfaces import Reporter
from parity.model.change import ChangeKind
from parity.model.configuration import Acceptance
from parity.model.finding import Finding, Outcome, Risk, Severity
from parity.model.fingerprint import fingerprint
from parity.model.origin import Origin
from parity.model.report import Report, SideGap, Verdict
from parity.reporters.entries import parts_of, summary_of
from parity.reporters.printable import printable
from parity.reporters.wording import DOMAIN_TITLES, delta_of, subject_of

VERDICT_STYLE = {Verdict.PARITY: "bold green", Verdict.DRIFT: "bold red", Verdict.CANNOT_TELL: "bold yellow"}
SEVERITY_STYLE = {Severity.HIGH: "bold red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan", Severity.INFO: "dim"}
RISK_TITLE = {
    Risk.BEHAVIOUR: "BEHAVIOUR: the same input can give another answer",
    Risk.PERFORMANCE: "PERFORMANCE: the same answer, slower or with more memory",
    Risk.NONE: "NO RISK",
}

NAMED = 3  # of what one finding stands for
OPEN_TITLE = "INCONCLUSIVE: run a probe"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReporter(Reporter):
    """Text for a terminal of `width` columns.

    Verbosity -1: the verdict only; 0: findings above info, the low ones in a line each; 1: all, with evidence.
    """

    name = "text"
    suffixes = (".txt",)
    summary = "for people at a terminal"

    def render(self, report: Report) -> str:
        out = StringIO()
        console = Console(
            file=out, width=self.width, force_terminal=self.color, no_color=not self.color, highlight=False,
            color_system="standard" if self.color else None, emoji=False,
        )  # fmt: skip
        console.print(_headline(report))
        if self.verbosity >= 0:
            for part in self._body(report):
                console.print()
                console.print(part)
        return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"

    def _body(self, report: Report) -> list[RenderableType]:
        parts: list[RenderableType] = [_sides(report)]
        others = parts_of(report)
        told = frozenset(id(one) for many in others.values() for one in many) if self.verbosity <= 0 else frozenset()
        shown = [finding for finding in report.findings if self._shows(finding) and id(finding) not in told]
        open_ones = [finding for finding in shown if _is_open(finding)]
        for risk in Risk:
            if group := [finding for finding in shown if finding.risk is risk and not _is_open(finding)]:
                parts.append(Text(RISK_TITLE[risk], style="bold"))
                parts.append(self._findings(group, others))
        if open_ones:
            parts.append(Text(OPEN_TITLE, style="bold"))
            parts.append(self._findings(open_ones, others))
        if report.undecided:
            parts.append(_undecided(report))
        if report.accepted or report.expired or report.stale:
            parts.append(_decisions(report))
        if footer := self._footer(report):
            parts.append(Text(footer, style="dim"))
        return parts

    def _shows(self, finding: Finding) -> bool:
        return self.verbosity > 0 or finding.severity > Severity.INFO

    def _findings(self, findings: list[Finding], others: Mapping[int, tuple[Finding, ...]]) -> RenderableType:
        table = Table.grid(padding=(0, 1, 0, 0), pad_edge=False)
        table.add_column(width=6)
        table.add_column(width=6)
        table.add_column(overflow="fold")
        for finding in findings:
            table.add_row(
                Text(finding.severity.value, style=SEVERITY_STYLE[finding.severity]),
                Text(finding.rule, style="dim"),
                self._finding(finding, others.get(id(finding), ())),
            )
        return Padding(table, (0, 0, 0, 1))

    def _finding(self, finding: Finding, parts: tuple[Finding, ...]) -> RenderableType:
        head = Text.assemble((subject_of(finding.change), "bold"), "  ", delta_of(finding.change))
        if parts and self.verbosity <= 0:
            head.append(f"  and {_named(parts)}", style="dim")
        if _is_open(finding):
            return self._open(finding, head)
        if finding.severity <= Severity.LOW and self.verbosity <= 0:
            return head
        return self._in_full(finding, head, ("do: ", "green"))

    def _open(self, finding: Finding, head: Text) -> RenderableType:
        """What may be, and what would settle it."""
        head.append(f"  ({finding.risk}?)", style="dim")
        settle = ("settle it: ", "green")
        if finding.severity <= Severity.LOW and self.verbosity <= 0:  # on its line, as far as that goes
            head.append_text(Text.assemble("  ", settle, printable(finding.remedy)) if finding.remedy else Text())
            head.no_wrap, head.overflow = True, "ellipsis"
            return head
        return self._in_full(finding, head, settle)

    def _in_full(self, finding: Finding, head: Text, remedy: tuple[str, str]) -> RenderableType:
        """The head, why, the evidence where it is wanted, and what to do under the word for it."""
        lines: list[RenderableType] = [head, Text(printable(finding.reason))]
        if self.verbosity > 0:
            lines.extend(Text(f"· {text}", style="dim") for text in _evidence(finding))
        if finding.remedy:
            lines.append(Text.assemble(remedy, printable(finding.remedy)))
        return Group(*lines)

    def _footer(self, report: Report) -> str:
        parts = []
        hidden = [finding for finding in report.findings if not self._shows(finding)]
        unseen = sum(finding.change.kind is ChangeKind.UNKNOWN for finding in hidden)
        quiet = len(hidden) - unseen
        if quiet:
            more = "difference changes" if quiet == 1 else "differences change"
            parts.append(f"{quiet} more {more} nothing (-v shows them).")
        if unseen:
            parts.append(f"{unseen} could not be seen on one side (-v shows them).")
        if report.ignored:
            parts.append(f"{report.ignored} findings left out by --only/--ignore.")
        inherent = [item for item in report.gaps if item.gap.inherent]
        if inherent:
            parts.append(f"Not compared: {_unseen(inherent, self.verbosity > 0)}.")
        if self.verbosity <= 0 and any(f.severity is Severity.LOW for f in report.findings):
            parts.append("-v explains the low ones; `parity explain CODE` explains a rule.")
        return "\n".join(parts)


def _named(parts: tuple[Finding, ...]) -> str:
    """What one finding stands for besides itself, in a few words."""
    names = list(dict.fromkeys(subject_of(one.change) for one in parts))
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return printable(", ".join(names[:NAMED]) + more)


def _is_open(finding: Finding) -> bool:
    """Whether it is no more than possible."""
    return finding.outcome is Outcome.INCONCLUSIVE


def _headline(report: Report) -> Text:
    verdict = Text(str(report.verdict).upper(), style=VERDICT_STYLE[report.verdict])
    verdict.append(f"  {summary_of(report)}", style="default")
    return verdict


def _sides(report: Report) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    for title, origin in (("before", report.before), ("after", report.after)):
        table.add_row(Text(title, style="dim"), _place(origin))
    return table


def _place(origin: Origin) -> Text:
    text = Text(printable(str(origin)))
    details = [origin.tag or "", (origin.digest or "")[:19], origin.platform or ""]
    if origin.environment:
        details.append(f"Python at {origin.environment}" + (f": {origin.chosen_by}" if origin.chosen_by else ""))
    else:
        details.append(origin.method or "")
    if known := ", ".join(detail for detail in details if detail):
        text.append(printable(f"  ({known})"), style="dim")
    return text


def _evidence(finding: Finding) -> list[str]:
    rows = []
    for item in finding.evidence:
        if item.before is None and item.after is None:
            rows.append(item.what)
        else:
            rows.append(f"{item.what}: {item.before or 'none'} → {item.after or 'none'}")
    rows.extend(finding.sources)
    rows.append(f"confidence {finding.confidence:.2f}; id {fingerprint(finding)}")
    return list(map(printable, rows))


def _decisions(report: Report) -> RenderableType:
    """What was accepted, and which acceptances count no longer, one line each."""
    lines = [Text("ACCEPTED, and so no failure", style="bold")] if report.accepted else []
    lines.extend(
        Text(f" {item.finding.rule} {subject_of(item.finding.change)}: {_decision(item.acceptance)}")
        for item in report.accepted
    )
    for title, decisions in (
        ("EXPIRED: accepted once, and no longer", report.expired),
        ("STALE: accepted, and not there any more: take it out of the file", report.stale),
    ):
        lines.extend([Text(title, style="bold yellow")] if decisions else [])
        lines.extend(Text(printable(f" {one.rule} {one.subject}: {_decision(one)}")) for one in decisions)
    return Group(*lines)


def _decision(acceptance: Acceptance) -> str:
    return printable(f"{acceptance.reason} ({acceptance.by}, until {acceptance.until})")


def _undecided(report: Report) -> RenderableType:
    lines = [Text("COULD NOT BE SEEN, and the check needs it", style="bold yellow")]
    lines.extend(Text(printable(f" {reason}")) for reason in report.undecided)
    return Group(*lines)


def _unseen(gaps: list[SideGap], in_full: bool) -> str:
    """Inherent gaps by domain: "hardware (both)"; in full with the reasons."""
    sides: dict[tuple[str, str], set[str]] = {}
    for item in gaps:
        what = DOMAIN_TITLES[item.gap.domain] + (f" {item.gap.subject}" if item.gap.subject else "")
        sides.setdefault((what, item.gap.reason if in_full else ""), set()).add(item.side)
    return "; ".join(
        printable(f"{what} ({'both' if len(where) == 2 else next(iter(where))}{': ' + reason if reason else ''})")
        for (what, reason), where in sorted(sides.items())
    )
