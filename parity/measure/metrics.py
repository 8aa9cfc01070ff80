"""Trials to ratios: for each metric the paired rounds, the noise floor, and whether the difference counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parity.measure.statistics import is_sure, median, noise_floor, p95, ratio_of
from parity.model.measurement import Metric, Ratio, Speed, Status, Trial

MIB = float(1 << 20)
MIN_SAMPLES = 20  # below it a 95th percentile is only a maximum


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """How a metric is read from a trial, the smallest factor and the smallest distance that can count."""

    read: Callable[[Trial], float | None]
    least: float
    distance: float = 0.0


def _latency(trial: Trial) -> float | None:
    return median(trial.walls) if trial.walls else None


def _p95(trial: Trial) -> float | None:
    return p95(trial.walls) if len(trial.walls) >= MIN_SAMPLES else None


METERS: dict[Metric, Meter] = {
    Metric.LATENCY: Meter(read=_latency, least=1.05),
    Metric.LATENCY_P95: Meter(read=_p95, least=1.15),
    Metric.THROUGHPUT: Meter(read=lambda trial: trial.throughput, least=1.05),
    Metric.CPU: Meter(read=lambda trial: trial.cpu, least=1.05),
    Metric.FIRST: Meter(read=lambda trial: trial.first, least=1.25, distance=0.005),
    Metric.STARTUP: Meter(read=lambda trial: trial.startup, least=1.15, distance=0.010),
    Metric.IMPORT: Meter(read=lambda trial: trial.imported, least=1.15, distance=0.020),
    Metric.PEAK_MEMORY: Meter(read=lambda trial: trial.peak, least=1.05, distance=4 * MIB),
    Metric.CONTAINER_MEMORY: Meter(read=lambda trial: trial.container_peak, least=1.10, distance=8 * MIB),
    Metric.BYTES_READ: Meter(read=lambda trial: trial.read, least=1.10, distance=MIB),
}

Pairs = Sequence[tuple[Trial, Trial]]


def ratios(rounds: Pairs, own: Pairs, again: Pairs, *, needed: int, drift: float = 1.0) -> tuple[Ratio, ...]:
    """Every metric that both sides have.

    Args:
        rounds: (before, after) of each round; own: pairs of trials of one and the same side, the noise.
        again: rounds measured anew to confirm: a difference counts only where they show it too; empty: not yet done,
            so that what counts is a candidate.
        needed: rounds without which nothing can be said.
        drift: a factor on the noise floor where the sides were not measured at the same time.
    """
    found = (_ratio(metric, (rounds, own, again), needed, drift) for metric in METERS)
    return tuple(ratio for ratio in found if ratio is not None)


def _values(meter: Meter, pairs: Pairs) -> list[tuple[float, float]]:
    """Both values of every pair of trials that have them."""
    values = []
    for one, two in pairs:
        a, b = meter.read(one), meter.read(two)
        if one.status is Status.OK and two.status is Status.OK and a is not None and b is not None and a > 0 < b:
            values.append((float(a), float(b)))
    return values


def _ratio(metric: Metric, measured: tuple[Pairs, Pairs, Pairs], needed: int, drift: float) -> Ratio | None:
    rounds, own, again = measured
    meter = METERS[metric]
    everything = _values(meter, [*rounds, *again])
    if not everything:
        return None
    before, after = ([pair[side] for pair in everything] for side in (0, 1))
    floor = noise_floor(_values(meter, own), meter.least) * drift
    interval = ratio_of(before, after)
    if interval is None or len(everything) < needed:
        middle = median(after) / median(before)
        low, high, said = middle, middle, Speed.NOISY
    else:
        middle, low, high = interval.ratio, interval.low, interval.high
        said = _said(low, high, floor)
        sets = [_values(meter, rounds), *([_values(meter, again)] if again else [])]
        apart = abs(median(after) - median(before)) >= meter.distance
        if said in (Speed.HIGHER, Speed.LOWER) and not (
            apart and is_sure(before, after) and all(_beyond(values, floor, said) for values in sets)
        ):
            said = Speed.SAME
    return Ratio(
        metric=metric, before=median(before), after=median(after), ratio=middle, low=low, high=high, floor=floor,
        said=said, rounds=len(everything),
    )  # fmt: skip


def _said(low: float, high: float, floor: float) -> Speed:
    if low > floor:
        return Speed.HIGHER
    if high < 1 / floor:
        return Speed.LOWER
    return Speed.SAME


def _beyond(values: Sequence[tuple[float, float]], floor: float, said: Speed) -> bool:
    """Whether one set of rounds alone shows it, as its best estimate."""
    found = ratio_of([a for a, _ in values], [b for _, b in values])
    return found is not None and _said(found.ratio, found.ratio, floor) is said
