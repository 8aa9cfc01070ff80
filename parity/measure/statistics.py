"""Ratios of two sides with their interval, and the noise floor that they must pass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

CONFIDENCE = 0.95
RESAMPLES = 2000
SEED = 20261127  # the same trials give the same interval
SURE = 0.01  # two-sided, over all rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A factor with its bootstrap interval."""

    ratio: float
    low: float
    high: float


def ratio_of(before: Sequence[float], after: Sequence[float]) -> Interval | None:
    """Lower quartile of after / lower quartile of before, with its interval; None below three rounds or where one is 0.

    The lower quartile, because whatever else the machine does can only add: on a shared one a third of the trials may
    be in a burst, and their median with them.
    """
    if len(before) < 3 or min(*before, *after) <= 0:
        return None
    samples = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    middle = float(_log_ratio(*samples))
    if all(float(np.ptp(sample)) == 0 for sample in samples):
        return Interval(ratio=math.exp(middle), low=math.exp(middle), high=math.exp(middle))
    found = stats.bootstrap(
        samples, _log_ratio, confidence_level=CONFIDENCE, n_resamples=RESAMPLES, method="percentile", vectorized=True,
        random_state=SEED,
    ).confidence_interval  # fmt: skip
    return Interval(ratio=math.exp(middle), low=math.exp(float(found.low)), high=math.exp(float(found.high)))


def _log_ratio(before: Any, after: Any, axis: int = -1) -> Any:
    return np.log(np.quantile(after, 0.25, axis=axis) / np.quantile(before, 0.25, axis=axis))


def noise_floor(pairs: Sequence[tuple[float, float]], least: float) -> float:
    """The factor by which one environment differs from itself: the outer end of the interval of its own ratios."""
    found = ratio_of([a for a, _ in pairs], [b for _, b in pairs])
    if found is None:
        return math.inf
    return max(least, found.high, 1 / found.low)


def is_sure(before: Sequence[float], after: Sequence[float]) -> bool:
    """Whether the sides lie further apart than chance would have them (Mann and Whitney's test)."""
    return float(stats.mannwhitneyu(before, after).pvalue) < SURE


def p95(samples: Sequence[float]) -> float:
    """The 95th percentile."""
    return float(np.quantile(np.asarray(samples), 0.95))


def median(samples: Sequence[float]) -> float:
    """The median."""
    return float(np.median(np.asarray(samples)))
