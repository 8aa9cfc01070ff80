"""Pieces of HTML pages about what was measured: distributions and memory over time as inline SVG, no other files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from parity.model.measurement import Kind, Metric, ProbeResult, Verdict
from parity.reporters.measured import (
    amount,
    answers,
    edges,
    histogram,
    judgement,
    memory_of,
    noise,
    notices,
    samples,
    times,
    ulp_histogram,
)

BINS, WIDTH, HEIGHT, LEFT, BOTTOM = 48, 460, 120, 8, 18
SIDES = (("before", "#4878a8"), ("after", "#c8553d"))
STYLE = """
body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:.5rem 0}td,th{padding:.15rem .8rem .15rem 0;text-align:left;vertical-align:top}
th{color:#777;font-weight:normal}.different{color:#b3261e}.same{color:#2e7d32}.cannot-tell{color:#9a6700}
.not-run{color:#777}.counts{font-weight:bold}figure{display:inline-block;margin:.5rem 1rem .5rem 0}
figcaption{color:#777;font-size:13px}section{border-top:1px solid #ddd;margin-top:1.2rem}code{background:#f4f4f4}
"""


def page(title: str, body: Iterable[str]) -> str:
    """The whole page; what is empty is left out."""
    head = f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{escape(title)}</title><style>{STYLE}</style>"
    return head + "\n".join(filter(None, body)) + "</html>\n"


def css_class(verdict: Verdict) -> str:
    """Of a verdict."""
    return verdict.value.replace(" ", "-")


def section(result: ProbeResult) -> Iterator[str]:
    """All that is known of one probe."""
    yield f"<section><h2>{escape(result.name)} <span class='{css_class(result.verdict)}'>{result.verdict}</span></h2>"
    yield f"<p>{escape(result.title)}. {escape(result.reason)}.</p>"
    if result.output is not None and result.output.kind is not Kind.IDENTICAL:
        yield f"<p>answers: <code>{escape(answers(result.output))}</code></p>"
        if result.output.ulps:
            yield f"<p>{escape(ulp_histogram(result.output))}</p>"
    yield from (f"<p>{escape(line)}</p>" for line in notices(result))
    if result.ratios:
        yield "<table><tr><th>metric<th>before<th>after<th>after / before<th>noise<th></tr>"
        for ratio in result.ratios:
            cells = (str(ratio.metric), amount(ratio.metric, ratio.before), amount(ratio.metric, ratio.after),
                     times(ratio), noise(ratio), judgement(ratio))  # fmt: skip
            kind = " class='counts'" if ratio.counts else ""
            yield f"<tr{kind}>" + "".join(f"<td>{escape(cell)}" for cell in cells) + "</tr>"
        yield "</table>"
    yield from _plots(result)
    yield "</section>"


def _plots(result: ProbeResult) -> Iterator[str]:
    found = edges(result, 12)
    if found is not None:
        yield _figure(f"latency of one call, before and after {_legend()}", _distributions(result, *found))
    curves = [memory_of(trials) for trials in (result.before_trials, result.after_trials)]
    if all(len(curve) > 1 for curve in curves):
        yield _figure(f"memory over time {_legend()}", _memory(curves))


def _legend() -> str:
    return " ".join(f"<span style='color:{color}'>■ {name}</span>" for name, color in SIDES)


def _figure(caption: str, drawing: str) -> str:
    size = f"width='{WIDTH}' height='{HEIGHT + BOTTOM}' viewBox='0 0 {WIDTH} {HEIGHT + BOTTOM}'"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' {size}>{drawing}</svg>"
    return f"<figure>{svg}<figcaption>{caption}</figcaption></figure>"


def _distributions(result: ProbeResult, low: float, high: float) -> str:
    """Steps of both sides over one scale, each to its own height: how often is not what is compared."""
    parts = []
    for (_, color), trials in zip(SIDES, (result.before_trials, result.after_trials), strict=True):
        counts = histogram(samples(trials), low, high, BINS)
        parts.append(_area([count / (max(counts) or 1) for count in counts], color))
    return "".join(parts) + _axis(amount(Metric.LATENCY, low), amount(Metric.LATENCY, high))


def _area(heights: Sequence[float], color: str) -> str:
    step = (WIDTH - 2 * LEFT) / len(heights)
    points = [f"{LEFT:.1f},{HEIGHT}"]
    for index, height in enumerate(heights):
        top = HEIGHT - height * (HEIGHT - 6)
        points += [f"{LEFT + index * step:.1f},{top:.1f}", f"{LEFT + (index + 1) * step:.1f},{top:.1f}"]
    points.append(f"{WIDTH - LEFT:.1f},{HEIGHT}")
    return f"<polygon points='{' '.join(points)}' fill='{color}' fill-opacity='.35' stroke='{color}'/>"


def _memory(curves: Sequence[Sequence[tuple[float, int]]]) -> str:
    last = max(curve[-1][0] for curve in curves) or 1.0
    top = max(size for curve in curves for _, size in curve) or 1
    lines = []
    for (_, color), curve in zip(SIDES, curves, strict=True):
        points = (
            f"{LEFT + at / last * (WIDTH - 2 * LEFT):.1f},{HEIGHT - size / top * (HEIGHT - 6):.1f}"
            for at, size in curve
        )
        lines.append(f"<polyline points='{' '.join(points)}' fill='none' stroke='{color}' stroke-width='1.5'/>")
    return "".join(lines) + _axis("0 s", f"{last:.2g} s, {amount(Metric.PEAK_MEMORY, top)}")


def _axis(left: str, right: str) -> str:
    line = f"<line x1='{LEFT}' y1='{HEIGHT}' x2='{WIDTH - LEFT}' y2='{HEIGHT}' stroke='#999'/>"
    text = "<text y='{y}' x='{x}' font-size='11' fill='#777' text-anchor='{anchor}'>{text}</text>"
    y = HEIGHT + BOTTOM - 4
    return (
        line
        + text.format(y=y, x=LEFT, anchor="start", text=escape(left))
        + text.format(y=y, x=WIDTH - LEFT, anchor="end", text=escape(right))
    )
