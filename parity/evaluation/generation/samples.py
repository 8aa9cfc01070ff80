"""Numbers and moments that tell versions of a function apart."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

from parity.evaluation.generation.shapes import Shape
from parity.evaluation.generation.uses.cells import Trait
from parity.evaluation.generation.uses.names import words

# 0.1 + 0.2 + 0.3 tells orders of addition apart; halves tell ways of rounding; equal ones are ties.
FLOATS = (0.1, 0.2, 0.3, 2.5, 1.5, -0.5, 3.75, 0.7, 12.25, -2.0, 0.5, 100.0, 1.005, 7.3, 0.0, 33.333, -1.1, 1234.5678)
GREAT = (1e6, -1e6, 1e-9, 1e9, 123456789.125, 1e16, -750.5, 710.0)
INTS = (3, 1, 2, 5, 0, 4, 7, -1, 10, 2, 12, 6, 100, -4, 9, 255, 8)
GREAT_INTS = (1000, -1000, 65536, 10**6, 2**31, 10**12)
SHARES = (0.9, 0.5, 0.1, 0.75, 0.25, 0.3, 0.6, 0.45, 0.05, 0.95, 0.333, 0.12345, 1.0, 0.0)
MONEY = (19.99, 0.5, 100.0, 2.675, 1.005, 0.0, 12.34, 1234.5, 0.1, 7.0)
_SHARES = words(
    "p prob probability probs score scores confidence conf alpha threshold ratio rate frac fraction share q quantile"
)
_MONEY = words("price amount cost total fee balance discount revenue value sum")
_RANGES: dict[str, tuple[int, int]] = {
    "year": (1990, 2030), "month": (1, 12), "day": (1, 28), "hour": (0, 23), "minute": (0, 59), "second": (0, 59),
    "lat": (-90, 90), "latitude": (-90, 90), "lon": (-180, 180), "lng": (-180, 180), "longitude": (-180, 180),
    "age": (0, 100), "percent": (0, 100), "pct": (0, 100), "temperature": (-20, 110), "angle": (-360, 360),
    "degrees": (-360, 360), "rating": (1, 5), "weekday": (0, 6), "ts": (10**9, 2 * 10**9),
    "timestamp": (10**9, 2 * 10**9), "seconds": (0, 100_000),
}  # fmt: skip
MOMENTS = (
    datetime(2024, 2, 29, 23, 59, 30), datetime(2023, 12, 31, 0, 0), datetime(2024, 3, 4, 12, 30, 15, 250000),
    datetime(2021, 7, 18, 6, 5), datetime(2024, 2, 5, 18, 0), datetime(2019, 1, 1, 1, 1, 1),
)  # fmt: skip
SPANS = (
    timedelta(hours=1), timedelta(minutes=90), timedelta(days=2, seconds=5), timedelta(seconds=30), timedelta(0),
    timedelta(days=-1, hours=3),
)  # fmt: skip


def float_of(shape: Shape, rng: random.Random, *, edge: bool, great: bool = True) -> float:
    around = [float(c) for c in shape.constants if isinstance(c, (int, float)) and abs(c) < 1e300]
    if edge and rng.random() < 0.3 and not (Trait.NONNAN in shape.traits and rng.random() < 0.7):
        return rng.choice([float("nan"), float("inf"), float("-inf"), -0.0, 5e-324, 1.7976931348623157e308])
    if edge and shape.guards and rng.random() < 0.5:
        around = [float(c) for c in shape.guards if isinstance(c, (int, float))] or around
    if Trait.MOMENT in shape.traits:
        return 86400.0 * rng.randint(10_000, 20_000) + rng.choice([0.0, 3600.5, 43_200.0, 86_399.0, 1800.0])
    if Trait.DEFAULTED in shape.traits and around and not edge:
        return _like_default(rng.choice(around), rng)
    if around and rng.random() < 0.5:
        value = _near(rng.choice(around), rng)
    elif (named := _by_name(shape.name, rng)) is not None and rng.random() < 0.8:
        value = named
    elif great and rng.random() < 0.25:
        value = rng.choice(GREAT)
    elif rng.random() < 0.3:
        value = round(rng.uniform(-10, 100), rng.choice([1, 2, 3, 6]))
    else:
        value = rng.choice(FLOATS)
    return _allowed(value, shape, edge)


def _by_name(name: str, rng: random.Random) -> float | None:
    last = name.lower().rstrip("0123456789_").rsplit("_", 1)[-1]
    if last in _SHARES:
        return rng.choice(SHARES)
    if last in _MONEY:
        return rng.choice(MONEY)
    low, high = _RANGES.get(last, (None, None))
    return None if low is None or high is None else round(rng.uniform(low, high), rng.choice([0, 1, 4]))


def _near(value: float, rng: random.Random) -> float:
    """Half of them on the boundary itself."""
    step = rng.choice([0.0, 0.0, 0.0, 1.0, -1.0, 0.001, -0.001, 0.01, -0.05, 1e-9])
    return value * 2 if rng.random() < 0.05 else value + step


def _like_default(value: float, rng: random.Random) -> float:
    """Of its sign and size: a share stays one."""
    if 0 < value < 1:
        return rng.choice([value, value / 2, (1 + value) / 2, min(value * 1.5, 0.99), 0.5, 0.1])
    return (
        rng.choice([value, value / 2, value * 2, value + 1, value * 1.1]) if value else rng.choice([0.0, 0.5, 1.0, 2.0])
    )


def _allowed(value: float, shape: Shape, edge: bool) -> float:
    if edge:
        return value
    if Trait.POSITIVE in shape.traits:
        return abs(value) or 0.25
    return value or 0.4 if Trait.NONZERO in shape.traits else value


def int_of(shape: Shape, rng: random.Random, size: int, *, edge: bool, great: bool = True) -> int:
    around = [int(c) for c in shape.constants if isinstance(c, (int, float)) and abs(c) < 2**63]
    if edge and shape.guards and rng.random() < 0.5:
        around = [int(c) for c in shape.guards if isinstance(c, (int, float)) and abs(c) < 2**63] or around
    if Trait.MOMENT in shape.traits:
        return 86400 * rng.randint(10_000, 20_000) + rng.choice([0, 3600, 43_200, 86_399])
    if Trait.DEFAULTED in shape.traits and around and not edge:
        value = rng.choice(around)
        return max(rng.choice([value, value - 1, value + 1, 2 * value, 1, 2, 3]), min(value, 1))
    if around and rng.random() < 0.5:
        value = rng.choice(around) + rng.choice([0, 0, 0, 1, -1, 2])
    elif (named := _by_name(shape.name, rng)) is not None and shape.name not in _MONEY | _SHARES:
        value = int(named)
    elif Trait.INDEX in shape.traits:
        value = rng.choice([0, 1, 2, 1, 0])
    elif Trait.SIZE in shape.traits:
        value = rng.choice([3, 2, 1, 3, 2, 4, size - 1, size, size + 1, 7])
    elif great and rng.random() < 0.2:
        value = rng.choice(GREAT_INTS)
    else:
        value = rng.choice(INTS)
    if edge:
        return rng.choice([value, 0, -1, -value, 1])
    if Trait.SIZE in shape.traits:
        return max(value, 1)
    if Trait.POSITIVE in shape.traits:
        return abs(value) or 1
    return value or 3 if Trait.NONZERO in shape.traits else value


def moment_of(rng: random.Random) -> datetime:
    if rng.random() < 0.6:
        return rng.choice(MOMENTS)
    return datetime(2024, 1, 1) + timedelta(hours=rng.randint(-20_000, 10_000), seconds=rng.randint(0, 3599))


def date_of(rng: random.Random) -> date:
    return moment_of(rng).date()


def decimal_of(rng: random.Random) -> Decimal:
    return Decimal(rng.choice(["0.1", "1.50", "2.50", "10", "-3.75", "0.005", "1.005", "0.5", "12.5", "99.99", "4.5"]))
