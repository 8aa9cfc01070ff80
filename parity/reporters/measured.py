"""Words and figures that every report of a run of probes uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parity.model.finding import Finding
from parity.model.measurement import Metric, OutputDifference, Place, ProbeResult, Ratio, Run, Speed, Trial, Verdict

BARS = "▁▂▃▄▅▆▇█"
BYTES = frozenset({Metric.PEAK_MEMORY, Metric.CONTAINER_MEMORY, Metric.BYTES_READ})
SHOWN_SECONDS = ((1.0, "s", 1.0), (1e-3, "ms", 1e3), (1e-6, "µs", 1e6), (0.0, "ns", 1e9))


def amount(metric: Metric, value: float) -> str:
    """A value in the metric's own unit, three digits."""
    if metric in BYTES:
        return f"{value / (1 << 20):.3g} MiB" if value >= 1 << 20 else f"{value / 1024:.3g} KiB"
    if metric is Metric.THROUGHPUT:
        return f"{value:.3g}/s"
    for least, unit, factor in SHOWN_SECONDS:
        if value >= least:
            return f"{value * factor:.3g} {unit}"
    return f"{value:.3g}"


def times(ratio: Ratio) -> str:
    """ "1.90x [1.82, 1.99]"."""
    return f"{ratio.ratio:.2f}x [{ratio.low:.2f}, {ratio.high:.2f}]"


def noise(ratio: Ratio) -> str:
    """The factor by which one environment differs from itself; "?" where too little was measured to know."""
    return f"{ratio.floor:.2f}x" if ratio.floor < float("inf") else "?"


def judgement(ratio: Ratio) -> str:
    """What a ratio amounts to, in a word or two."""
    if not ratio.counts:
        return str(ratio.said) if ratio.said is Speed.NOISY else "within the noise"
    size = "high" if ratio.factor >= 1.5 else "low"
    return f"{'worse' if ratio.worse else 'better'} after ({size})"


def headline(run: Run) -> str:
    """All probes in a line."""
    counts = {verdict: sum(result.verdict is verdict for result in run.results) for verdict in Verdict}
    words = {
        Verdict.DIFFERENT: "different", Verdict.SAME: "same", Verdict.CANNOT_TELL: "cannot tell",
        Verdict.NOT_RUN: "not run",
    }  # fmt: skip
    parts = [f"{counts[verdict]} {word}" for verdict, word in words.items() if counts[verdict]]
    number = len(run.results)
    return f"{number} probe{'s' if number != 1 else ''}: {', '.join(parts) or 'none ran'}"


def place(where: Place) -> str:
    """Where one side ran."""
    details = [f"Python {where.version}" if where.version else "", where.where, where.host]
    return f"{where.reference}  ({', '.join(filter(None, details))})"


def answers(difference: OutputDifference) -> str:
    """How two outputs differ, with the first differing value."""
    text = f"{difference.kind} at {difference.path}: {difference.before} → {difference.after}"
    if difference.largest is not None:
        absolute, relative = difference.largest
        most = f"at most {absolute:.3g} apart, {relative:.2g} relative"
        text += f" ({difference.count} of {difference.compared} values; {most})"
    return text


def ulp_histogram(difference: OutputDifference) -> str:
    """ "0 ulp: 190, up to 1 ulp: 10"."""
    return ", ".join(f"{f'up to {limit}' if limit else 0} ulp: {count}" for limit, count in difference.ulps)


def samples(trials: Sequence[Trial]) -> list[float]:
    """Every steady-state sample of one side, in seconds."""
    return [wall for trial in trials for wall in trial.walls]


def edges(result: ProbeResult, number: int) -> tuple[float, float] | None:
    """Both sides' samples lie between these, the slowest hundredth left out; None where there are none."""
    everything = sorted(samples(result.before_trials) + samples(result.after_trials))
    if len(everything) < number:
        return None
    return everything[0], max(everything[int(len(everything) * 0.99) - 1], everything[0] * 1.001)


def histogram(values: Sequence[float], low: float, high: float, bins: int) -> list[int]:
    """How many values fall in each of `bins` equal parts; what lies beyond is counted in the last."""
    counts = [0] * bins
    for value in values:
        counts[max(0, min(bins - 1, int((value - low) / (high - low) * bins)))] += 1
    return counts


def sparkline(counts: Sequence[float]) -> str:
    """Counts as bars of text."""
    top = max(counts, default=0) or 1
    return "".join(BARS[round(count / top * (len(BARS) - 1))] if count else " " for count in counts)


def memory_of(trials: Sequence[Trial]) -> tuple[tuple[float, int], ...]:
    """Memory over time of the trial in the middle."""
    seen = [trial.memory for trial in trials if len(trial.memory) > 1]
    return seen[len(seen) // 2] if seen else ()


Informed = Sequence[tuple[Finding, Finding]]  # findings as they were and as they stand after a run


def informed_line(old: Finding, new: Finding) -> str:
    """What a run did to a finding: "PKG010 distribution:pandas behaviour high 0.90 (was low 0.40): probe ..."."""
    was = f"{old.severity} {old.confidence:.2f}"
    return (
        f"{new.rule} {new.subject} {new.risk} {new.severity} {new.confidence:.2f} (was {was}): {new.evidence[-1].what}"
    )


def notices(result: ProbeResult) -> Iterator[str]:
    """What else was seen: warnings, processes left behind."""
    for title, rows in (("warning gone", result.gone), ("new warning", result.new)):
        for category, message in rows[:5]:
            yield f"{title}: {category}: {' '.join(message.split())[:160]}"
    left = max((trial.leftover for trial in (*result.before_trials, *result.after_trials)), default=0)
    if left:
        yield f"it left {left} process{'es' if left > 1 else ''} behind, which were ended"
