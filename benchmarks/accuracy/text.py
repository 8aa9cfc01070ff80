"""The result for people: a Markdown table of figures, calibration, and each miss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

COLUMNS = (
    ("cases", "cases"),
    ("primary_accuracy", "primary risk right"),
    ("risk_set_accuracy", "risk set right"),
    ("behaviour_high_recall", "behaviour-high found"),
    ("performance_high_recall", "performance-high found"),
    ("benign_false_alarms", "false alarms on benign"),
    ("calibration_error", "calibration error"),
    ("naive_any_change", "naive: any change"),
    ("naive_major_bump", "naive: major bump"),
)


def as_text(result: Mapping[str, Any]) -> str:
    """Everything of `scores.report`."""
    return "\n".join(_lines(result))


def _lines(result: Mapping[str, Any]) -> Iterator[str]:
    yield "| | " + " | ".join(title for _, title in COLUMNS) + " |"
    yield "| --- |" + " ---: |" * len(COLUMNS)
    rows = {"all": result["overall"], "verified": result["verified"], "documented": result["documented"]}
    for name, row in {**rows, **result["by_kind"]}.items():
        yield f"| {name} | " + " | ".join(_cell(row[key]) for key, _ in COLUMNS) + " |"
    yield ""
    yield "| confidence | findings | said | right |"
    yield "| --- | ---: | ---: | ---: |"
    for row in result["calibration"]:
        yield (
            f"| {row['from']:.2f} to {row['to']:.2f} | {row['findings']} | {row['mean_confidence']:.2f} "
            f"| {row['right']:.2f} |"
        )
    yield ""
    yield f"{len(result['misses'])} answers are not wholly right:"
    for miss in result["misses"]:
        said = miss["got"]["problem"] or f"{miss['got']['primary']} {miss['got']['risks']}"
        yield f"- {miss['id']}: expected {miss['expected']['primary']} {miss['expected']['risks']}, got {said}"
        yield from (f"    {rule}" for rule in miss["rules"])


def _cell(value: float | None) -> str:
    return "-" if value is None else str(value) if isinstance(value, int) else f"{value:.2f}"
