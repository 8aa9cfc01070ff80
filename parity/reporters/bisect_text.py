"""A bisection for a person at a terminal: the cause, the proof, the finding, the line that fixes it."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from parity.model.bisection import Bisection, Cause, Outcome, TrialRecord
from parity.reporters.bisected import effort, finding_lines, headline, proof, taken
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
        for line in finding_lines(cause):
            console.print(Padding(Text(line), (0, 0, 0, 2)))
        if cause.releases:
            console.print(
                Padding(Text(f"release: {cause.releases[0]} passes, {cause.releases[1]} fails"), (0, 0, 0, 2))
            )
        console.print(
            Padding(
                Text.assemble(("fix: ", "green"), f"{cause.remedy}", (f"   ({cause.remedy_file})", "dim")), (0, 0, 0, 2)
            )
        )


def _trial(record: TrialRecord) -> Text:
    return Text.assemble((f"{record.outcome!s:11}", STYLE[record.outcome]), f"{record.words}  <- {taken(record)}")
