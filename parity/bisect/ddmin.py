"""Zeller and Hildebrandt's ddmin, with unresolved outcomes: the general method, for what ordered search leaves over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

from parity.model.bisection import Outcome

Item = TypeVar("Item")


def ddmin(items: Sequence[Item], test: Callable[[tuple[Item, ...]], Outcome]) -> tuple[Item, ...]:
    """A part of `items` that fails and none of whose parts one smaller fails. `test(items)` is known to fail."""
    parts, whole = 2, tuple(items)
    while len(whole) >= 2:
        chunks = _chunks(whole, parts)
        smaller = next((chunk for chunk in chunks if test(chunk) is Outcome.FAIL), None)
        if smaller is not None:
            whole, parts = smaller, 2
            continue
        rest = None
        if parts > 2:
            complements = (tuple(item for item in whole if item not in chunk) for chunk in chunks)
            rest = next((complement for complement in complements if test(complement) is Outcome.FAIL), None)
        if rest is not None:
            whole, parts = rest, max(parts - 1, 2)
        elif parts < len(whole):
            parts = min(len(whole), 2 * parts)
        else:
            break
    return whole


def _chunks(items: tuple[Item, ...], number: int) -> list[tuple[Item, ...]]:
    edges = [len(items) * index // number for index in range(number + 1)]
    return [items[low:high] for low, high in pairwise(edges) if high > low]
