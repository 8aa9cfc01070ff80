"""A run of probes for a person at a terminal: verdict first, then each probe that differs, with its distributions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from parity.model.measurement import Kind, Metric, ProbeResult, Ratio, Run, Verdict
from parity.reporters.measured import (
    Informed,
    amount,
    answers,
    edges,
    headline,
    histogram,
    informed_line,
    judgement,
    noise,
    notices,
    place,
    samples,
    sparkline,
    times,
    ulp_histogram,
)

STYLE = {
    Verdict.SAME: "bold green", Verdict.DIFFERENT: "bold red", Verdict.CANNOT_TELL: "bold yellow",
    Verdict.NOT_RUN: "dim",
}  # fmt: skip
BINS = 24
USUAL = (Metric.LATENCY, Metric.LATENCY_P95, Metric.CPU, Metric.PEAK_MEMORY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeTextReporter:
    """Text for a terminal of `width` columns.

    Attributes:
        verbosity: -1: the verdict only; 0: details of what differs; 1: every metric of every probe.
    """

    width: int = 100
    color: bool = False
    verbosity: int = 0

    def render(self, run: Run, informed: Informed = ()) -> str:
        """The whole report."""
        out = StringIO()
        console = Console(
            file=out, width=self.width, force_terminal=self.color, no_color=not self.color, highlight=False,
            color_system="standard" if self.color else None, emoji=False,
        )  # fmt: skip
        console.print(Text.assemble((str(run.verdict).upper(), STYLE[run.verdict]), f"  {headline(run)}"))
        if self.verbosity >= 0:
            console.print(Text(f"before  {place(run.before)}", style="dim"))
            if run.after:
                console.print(Text(f"after   {place(run.after)}", style="dim"))
            for note in run.notes:
                console.print(Text(note))
            for result in sorted(run.results, key=lambda result: list(STYLE).index(result.verdict) != 1):
                console.print()
                self._probe(console, result)
            if informed:
                console.print(Padding(Text("WHAT IT MEANS FOR THE FINDINGS", style="bold"), (1, 0, 0, 0)))
            for old, new in informed:
                console.print(Padding(Text(informed_line(old, new)), (0, 0, 0, 2)))
        return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"

    def _probe(self, console: Console, result: ProbeResult) -> None:
        console.print(Text.assemble((result.name, "bold"), "  ", (str(result.verdict), STYLE[result.verdict])))
        console.print(Padding(Text(result.reason), (0, 0, 0, 2)))
        detailed = self.verbosity > 0 or result.verdict is Verdict.DIFFERENT or bool(result.differing)
        if detailed:
            for line in self._answers(result):
                console.print(Padding(Text(line), (0, 0, 0, 2)))
            ratios = [ratio for ratio in result.ratios if self._shows(ratio)]
            if ratios:
                console.print(Padding(_table(ratios), (0, 0, 0, 2)))
            for line in _distribution(result):
                console.print(Padding(Text(line, style="cyan"), (0, 0, 0, 2)))
        for line in notices(result):
            console.print(Padding(Text(line, style="dim"), (0, 0, 0, 2)))

    def _answers(self, result: ProbeResult) -> Iterator[str]:
        if result.output is not None and result.output.kind is not Kind.IDENTICAL:
            yield f"answers  {answers(result.output)}"
            if result.output.ulps:
                yield f"         {ulp_histogram(result.output)}"
        if result.own_noise is not None:
            yield f"alone    {answers(result.own_noise)}"

    def _shows(self, ratio: Ratio) -> bool:
        return self.verbosity > 0 or ratio.counts or ratio.metric in USUAL


def _table(ratios: list[Ratio]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for title in ("", "before", "after", "after / before", "noise", ""):
        table.add_column(title, justify="left", no_wrap=True)
    for ratio in ratios:
        table.add_row(
            str(ratio.metric), amount(ratio.metric, ratio.before), amount(ratio.metric, ratio.after), times(ratio),
            noise(ratio), Text(judgement(ratio), style="bold" if ratio.counts else "dim"),
        )  # fmt: skip
    return table


def _distribution(result: ProbeResult) -> Iterator[str]:
    """Both sides' latencies on one scale."""
    found = edges(result, BINS)
    if found is None:
        return
    low, high = found
    for title, trials in (("before", result.before_trials), ("after ", result.after_trials)):
        counts = histogram(samples(trials), low, high, BINS)
        yield f"{title} {sparkline(counts)}|  {amount(Metric.LATENCY, low)} … {amount(Metric.LATENCY, high)}"
