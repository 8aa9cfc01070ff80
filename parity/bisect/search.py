"""Ordered search for a minimal failing set: gallop along the likeliest, halve, add what is needed beside it, repeat.

For one cause among n units it takes at most 2 log2(n) + 2 trials, and two or three where the order is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from parity.bisect.ddmin import ddmin
from parity.bisect.dependencies import Dependencies
from parity.model.bisection import Outcome

Test = Callable[[Sequence[frozenset[str]]], list[Outcome]]  # several at once, so that they may run side by side


class Search:
    """One search over units in order of likelihood; outcomes are asked of `test`, which keeps them."""

    def __init__(self, test: Test, dependencies: Dependencies, jobs: int = 1) -> None:
        self._test = test
        self._dependencies = dependencies
        self._jobs = max(1, jobs)

    def one(self, taken: Iterable[str]) -> Outcome:
        """The outcome of one set, closed over what it needs."""
        return self._test([self._dependencies.closure(taken)])[0]

    def minimal(self, units: Sequence[str]) -> tuple[str, ...]:
        """A minimal part of `units` that fails. All of them together are known to."""
        required: list[str] = []
        candidates = list(units)
        while candidates:
            low, high = self._first_failing(required, candidates)
            required.extend(candidates[low:high])  # more than one where nothing between them could be resolved
            candidates = candidates[:low]
            if self.one(required) is Outcome.FAIL:
                break
        return self._reduced(tuple(required))

    def _first_failing(self, required: list[str], candidates: list[str]) -> tuple[int, int]:
        """Prefixes of candidates beside `required`: (the longest known to pass, the shortest known to fail)."""
        low, high, step = 0, len(candidates), 1
        asked: dict[int, Outcome] = {high: Outcome.FAIL}
        galloping = True
        while True:
            open_points = [point for point in range(low + 1, high) if point not in asked]
            if not open_points:
                return low, high
            points, galloping = self._points(low, high, step, open_points, galloping)
            sets = [self._dependencies.closure([*required, *candidates[:point]]) for point in points]
            for point, outcome in zip(points, self._test(sets), strict=True):
                asked[point] = outcome
            step *= 2 ** len(points)
            failing = [point for point, outcome in asked.items() if outcome is Outcome.FAIL]
            high = min(failing)
            low = max((p for p, outcome in asked.items() if outcome is Outcome.PASS and p < high), default=0)
            galloping = galloping and high == len(candidates)

    def _points(
        self, low: int, high: int, step: int, open_points: list[int], galloping: bool
    ) -> tuple[list[int], bool]:
        """Which prefixes to try next: 1, 2, 4, ... until one fails, then evenly between; always ones not yet tried."""
        if galloping:
            wanted = [low + step * 2**index for index in range(self._jobs)]
            wanted = [point for point in wanted if point < high]
            if wanted and step * 2 < high:
                return sorted({_nearest(open_points, point) for point in wanted}), True
        parts = self._jobs + 1
        even = [low + (high - low) * index / parts for index in range(1, parts)]
        return sorted({_nearest(open_points, point) for point in even}), False

    def _reduced(self, units: tuple[str, ...]) -> tuple[str, ...]:
        """Without what turns out to be needed by nothing.

        What had to be taken along, by what the packages require, is told apart here: against their word, if it runs.
        """
        whole = [*units, *sorted(self._dependencies.closure(units) - set(units))]
        if len(whole) < 2:
            return units
        return ddmin(whole, lambda part: self._test([frozenset(part)])[0] if part else Outcome.PASS)


def _nearest(points: Sequence[int], wanted: float) -> int:
    return min(points, key=lambda point: abs(point - wanted))
