"""A bisection for a person at a terminal: the cause, the proof, the finding, the line that fixes it."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from parity.model.bisection import Bisection, Cause, Outcome, TrialRecord
from parity.reporters.measured import place

STYLE = {Outcome.PASS: "green", Outcome.FAIL: "red", Outcome.UNRESOLVED: "yellow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BisectTextReporter:
    """Text for a terminal of `width` columns. verbosity: -1: causes only; 1: every trial."""

    width: int = 100
    color: bool = False
    verbosity: int = 0

    def render(self, found: Bisection) -> str:
        """The whole report."""
        out = StringIO()
        console = Console(
            file=out, width=self.width, force_terminal=self.color, no_color=not self.color, highlight=False,
            color_system="standard" if self.color else None, emoji=False,
        )  # fmt: skip
        console.print(Text(headline(found), style="bold red" if found.causes else "bold yellow"))
        console.print(Text(f"{found.probe}: {found.symptom}"))
        if self.verbosity >= 0:
            console.print(Text(f"before  {place(found.before)}", style="dim"))
            console.print(Text(f"after   {place(found.after)}", style="dim"))
        for number, cause in enumerate(found.causes, 1):
            console.print()
            self._cause(console, cause, number if len(found.causes) > 1 else 0)
        for note in found.notes:
            console.print(Padding(Text(note, style="yellow"), (1, 0, 0, 0)))
        if self.verbosity >= 0:
            console.print()
            console.print(Text(effort(found), style="dim"))
        if self.verbosity > 0:
            for record in found.trials:
                console.print(_trial(record))
        return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"

    def _cause(self, console: Console, cause: Cause, number: int) -> None:
        title = f"CAUSE {number}  " if number else "CAUSE  "
        together = "  (only together)" if len(cause.units) > 1 else ""
        console.print(Text.assemble((title, "bold"), " and ".join(unit.label for unit in cause.units), together))
        for line in proof(cause):
            console.print(Padding(Text(line), (0, 0, 0, 2)))
        if cause.finding is not None:
            finding = cause.finding
            console.print(
                Padding(
                    Text(f"finding: {finding.rule} {finding.risk} {finding.severity}: {finding.reason}"), (0, 0, 0, 2)
                )
            )
        if cause.releases:
            console.print(
                Padding(Text(f"release: {cause.releases[0]} passes, {cause.releases[1]} fails"), (0, 0, 0, 2))
            )
        console.print(
            Padding(
                Text.assemble(("fix: ", "green"), f"{cause.remedy}", (f"   ({cause.remedy_file})", "dim")), (0, 0, 0, 2)
            )
        )


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


def _trial(record: TrialRecord) -> Text:
    taken = ", ".join(record.taken) or "nothing of after"
    return Text.assemble((f"{record.outcome!s:11}", STYLE[record.outcome]), f"{record.words}  <- {taken}")
