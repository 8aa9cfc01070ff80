"""Arrays of two results: how many numbers differ, by how much, in what unit."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from parity.model.measurement import Kind

LAST_BITS = 64  # units in the last place of the largest number: what another order of summing does
BINS = (0, 1, 2, 4, 16, 64, 1 << 16, 1 << 62)
UNSIGNED = {2: np.uint16, 4: np.uint32, 8: np.uint64}
Array = Any  # numpy's, where it is installed


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """As `numpy.isclose`: |a - b| <= atol + rtol * |a|."""

    rtol: float = 1e-5
    atol: float = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How two arrays of one shape differ.

    Attributes:
        where: flat index of the worst difference; None where there is none.
        largest: the largest absolute and relative distance.
        ulps: (up to so many units in the last place, how many numbers).
    """

    kind: Kind
    where: int | None = None
    count: int = 0
    largest: tuple[float, float] | None = None
    ulps: tuple[tuple[int, int], ...] = ()


def array_of(node: Mapping[str, Any]) -> Array | None:
    """The array that a node holds whole; None where only its hash was kept."""
    if not node.get("whole"):
        return None
    dtype = np.dtype(str(node["dtype"]))
    if dtype.hasobject or dtype.itemsize == 0:
        return None
    dtype = dtype.newbyteorder("<")
    shape = tuple(int(length) for length in node["shape"])
    flat = np.frombuffer(base64.b64decode(node["data"]), dtype=dtype)
    return flat.reshape(shape) if flat.size == int(np.prod(shape, dtype=np.int64)) else flat


def spread(before: Array, after: Array, tolerance: Tolerance) -> Spread:
    """How two arrays of one shape differ, value by value; NaN equals NaN."""
    a, b = np.asarray(before).ravel(), np.asarray(after).ravel()
    if not (_is_number(a) and _is_number(b)):
        return _unequal(a != b)
    with np.errstate(all="ignore"):
        both_whole = a.dtype.kind in "iub" and b.dtype.kind in "iub"
        unequal = a != b if both_whole else ~((a == b) | (np.isnan(a) & np.isnan(b)))
        if not unequal.any():
            return Spread(kind=Kind.IDENTICAL)
        if a.dtype.kind not in "fc" and b.dtype.kind not in "fc":
            return _unequal(unequal, _largest(a, b))
        return _floats(a, b, unequal, tolerance)


def _floats(a: Array, b: Array, unequal: Array, tolerance: Tolerance) -> Spread:
    distance = np.abs(a - b)
    finite = np.isfinite(distance)
    epsilon = max(_epsilon(a), _epsilon(b))
    scale = float(np.max(np.abs(a[finite]), initial=0.0))
    close = np.isclose(b, a, rtol=tolerance.rtol, atol=tolerance.atol, equal_nan=True)
    if bool((unequal & ~finite).any()):
        kind = Kind.VALUES
    elif float(distance[finite].max(initial=0.0)) <= LAST_BITS * epsilon * scale:
        kind = Kind.LAST_BITS
    else:
        kind = Kind.TOLERATED if bool(close.all()) else Kind.VALUES
    bad = unequal & ~close if kind is Kind.VALUES else unequal
    worst = int(np.argmax(np.where(bad, np.where(finite, distance, np.inf), -1.0)))
    return Spread(
        kind=kind, where=worst, count=int(unequal.sum()), largest=_largest(a[unequal], b[unequal]), ulps=_ulps(a, b)
    )


def _is_number(array: Array) -> bool:
    return array.dtype.kind in "biufc"


def _unequal(unequal: Array, largest: tuple[float, float] | None = None) -> Spread:
    if not unequal.any():
        return Spread(kind=Kind.IDENTICAL)
    return Spread(kind=Kind.VALUES, where=int(np.argmax(unequal)), count=int(unequal.sum()), largest=largest)


def _epsilon(array: Array) -> float:
    return float(np.finfo(array.dtype).eps) if array.dtype.kind in "fc" else 0.0


def _largest(a: Array, b: Array) -> tuple[float, float]:
    """Absolute and relative distance; infinite where one of them is not finite."""
    kind = np.complex128 if "c" in (a.dtype.kind, b.dtype.kind) else np.float64
    with np.errstate(all="ignore"):
        one, two = a.astype(kind), b.astype(kind)
        distance = np.abs(one - two)
        relative = distance / np.maximum(np.abs(one), np.abs(two))
    return tuple(float(np.nan_to_num(d, nan=np.inf, posinf=np.inf).max(initial=0.0)) for d in (distance, relative))  # type: ignore[return-value]  # two, by construction


def _ulps(a: Array, b: Array) -> tuple[tuple[int, int], ...]:
    """How many numbers lie how many representable numbers apart."""
    if a.dtype != b.dtype or a.dtype.kind != "f" or a.dtype.itemsize not in UNSIGNED:
        return ()
    apart = np.abs(_ordered(a) - _ordered(b))
    rows, low = [], -1.0
    for high in BINS:
        count = int(((apart > low) & (apart <= high)).sum())
        if count:
            rows.append((high, count))
        low = float(high)
    return tuple(rows)


def _ordered(array: Array) -> Array:
    """Floats as numbers of which neighbours are one apart; as floats themselves, which are wide enough for the bins."""
    kind = UNSIGNED[array.dtype.itemsize]
    bits = array.view(kind)
    sign = kind(1) << kind(8 * array.dtype.itemsize - 1)
    magnitude = (bits & ~sign).astype(np.longdouble)
    return np.where(bits & sign, -magnitude, magnitude)
