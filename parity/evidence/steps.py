"""Steps that two versions of a function took -> whether one costs more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parity.evaluation.verdict import Verdict

LARGE = 2.0  # times the steps, before a way of working counts as another cost
ALIKE = 1.75  # times the steps, up to which it is the same
STEADY = 1.35  # how much more that may become on four times as many elements
PLAINLY = 8.0  # times the steps, from which on another cost is likely that does not grow
GROWTH = 1.5  # how much more that becomes on four times as many elements, to count as growth
FEW = 100  # steps, below which nothing is said of a cost that does not grow
OFTEN = 1.5  # times the calls of what it was given
AGAIN = 3.0  # times the steps of a second call with the same input, where the first one cost the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Dearer:
    """Another cost: `kind` and `confidence` as in `FunctionEdit`; what before and after took."""

    kind: str
    confidence: float
    steps: tuple[float, float]


Series = Sequence[tuple[float, float]]


def dearer(verdict: Verdict) -> Dearer | None:
    """The plainest sign of another cost; None where there is none. Pure."""
    return max(_signs(verdict), key=lambda one: one.confidence, default=None)


def _signs(verdict: Verdict) -> Iterator[Dearer]:
    for series in (verdict.costs, verdict.recurring):
        if not series:
            continue
        many = _factor(series[-1])
        if _grows(series):
            yield Dearer(kind="growth", confidence=0.85, steps=series[-1])
        elif many >= LARGE and max(series[-1]) >= FEW:
            yield Dearer(kind="steps", confidence=0.7 if many >= PLAINLY else 0.45, steps=series[-1])
    if verdict.asked and _factor(verdict.asked[-1]) >= OFTEN and min(verdict.asked[-1]) > 0:
        yield Dearer(kind="calls", confidence=0.75, steps=verdict.asked[-1])
    if verdict.again and verdict.costs:
        first, second = _ratio(verdict.costs[-1]), _ratio(verdict.again[-1])
        if max(second / first, first / second) >= AGAIN:
            yield Dearer(kind="cache", confidence=0.75, steps=verdict.again[-1])


def is_as_dear(verdict: Verdict, *, small: bool) -> bool:
    """Whether both sides cost the same, however much they are given. Pure.

    Args:
        small: also where the cost is small and does not grow with what is given.
    """
    told = [series for series in (verdict.costs, verdict.recurring, verdict.again) if series]
    if len(verdict.costs) < 2:
        return False
    few, many = (max(pair) for pair in (verdict.costs[0], verdict.costs[-1]))
    return (many >= LARGE * few or (small and many < FEW)) and all(
        _factor(series[-1]) < ALIKE and _growth(series) < STEADY for series in told if len(series) > 1
    )


def _ratio(pair: tuple[float, float]) -> float:
    return max(pair[1], 1.0) / max(pair[0], 1.0)


def _factor(pair: tuple[float, float]) -> float:
    """How much more the dearer one costs."""
    ratio = _ratio(pair)
    return max(ratio, 1 / ratio)


def _grows(series: Series) -> bool:
    """Whether one of both costs ever more of what the other does."""
    if len(series) < 2 or _factor(series[-1]) < LARGE:
        return False
    dear = 1 if _ratio(series[-1]) > 1 else 0
    return _growth(series) >= GROWTH and series[-1][dear] >= LARGE * series[-2][dear]


def _growth(series: Series) -> float:
    """How much more the dearer side costs on the largest input than on the one before."""
    few, many = _ratio(series[-2]), _ratio(series[-1])
    return many / few if many > 1 else few / many
