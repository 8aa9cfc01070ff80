"""Runs the search over trials, finds every independent cause, and proves each both ways."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from parity.bisect.build import Builder
from parity.bisect.dependencies import Dependencies
from parity.bisect.oracle import Oracle, Seen
from parity.bisect.recipe import Recipe, recipe
from parity.bisect.remedy import remedy
from parity.bisect.search import Search
from parity.bisect.store import Store
from parity.errors import ParityError
from parity.model.bisection import Cause, Outcome, TrialRecord, Unit
from parity.model.finding import Finding, Risk

MAX_CAUSES = 8
Tell = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class Engine:
    """Trials of one bisection, in the order in which they were run.

    Attributes:
        units: likeliest first.
    """

    units: tuple[Unit, ...]
    dependencies: Dependencies
    builder: Builder
    oracle: Oracle
    store: Store
    jobs: int = 1
    tell: Tell | None = None
    trials: list[TrialRecord] = field(default_factory=list)
    _asked: dict[frozenset[str], TrialRecord] = field(default_factory=dict, init=False)

    def test(self, sets: Sequence[frozenset[str]]) -> list[Outcome]:
        """Outcomes of several sets, side by side where the oracle allows."""
        return [record.outcome for record in self.records(sets)]

    def records(self, sets: Sequence[frozenset[str]]) -> list[TrialRecord]:
        """The same with everything that is known of each trial; a set is asked once."""
        new = [taken for taken in dict.fromkeys(sets) if taken not in self._asked]
        if len(new) > 1 and self.jobs > 1 and self.oracle.parallel:
            with ThreadPoolExecutor(self.jobs) as pool:
                found = list(pool.map(self._trial, new))
        else:
            found = [self._trial(taken) for taken in new]
        for taken, record in zip(new, found, strict=True):
            self._asked[taken] = record
            self.trials.append(record)
        return [self._asked[taken] for taken in sets]

    def again(self, sets: Sequence[frozenset[str]]) -> list[TrialRecord]:
        """The same anew, whatever came of them before."""
        for taken in sets:
            self._asked[taken] = self._trial(taken, known=False)
            self.trials.append(self._asked[taken])
        return [self._asked[taken] for taken in sets]

    def of_recipe(self, made: Recipe, names: tuple[str, ...]) -> Outcome:
        """The outcome of an environment that is no mixture of the two sides."""
        record = self._run(made, names)
        self.trials.append(record)
        return record.outcome

    def _trial(self, taken: frozenset[str], *, known: bool = True) -> TrialRecord:
        names = tuple(unit.key for unit in self.units if unit.key in taken)
        return self._run(recipe(self.builder.sides, self.units, taken), names, known=known)

    def _run(self, made: Recipe, names: tuple[str, ...], *, known: bool = True) -> TrialRecord:
        """`known`: what the store has of it is taken."""
        kept = self.store.find(made.identity) if known else None
        if self.tell:
            left = 2 * math.ceil(math.log2(max(2, len(self.units)))) + 3
            done = len(self.trials)
            self.tell(f"trial {done + 1}, about {max(1, left - done)} left", done, max(left, done + 1))
        if kept is not None:
            return TrialRecord(
                taken=names, outcome=kept.outcome, words=kept.words, replay=self.builder.replay(made), cached=True
            )
        begun = time.monotonic()
        try:
            with self.builder.environment(made) as executor:
                seen = self.oracle.ask(executor)
        except ParityError as error:
            seen = Seen(outcome=Outcome.UNRESOLVED, words=str(error))
        record = TrialRecord(
            taken=names, outcome=seen.outcome, words=seen.words, seconds=round(time.monotonic() - begun, 2),
            replay=self.builder.replay(made),
        )  # fmt: skip
        self.store.keep(made.identity, seen, record)
        return record

    def causes(self) -> tuple[tuple[Cause, ...], bool]:
        """Every independent cause, and whether *after* without them passes. Both ends must have been tried."""
        search = Search(self.test, self.dependencies, self.jobs if self.oracle.parallel else 1)
        found: list[Cause] = []
        left = [unit.key for unit in self.units]
        blamed: set[str] = set()
        while len(found) < MAX_CAUSES:
            minimal = search.minimal(left)
            blamed |= set(minimal)
            kept = self.dependencies.without([unit.key for unit in self.units], blamed)
            with_it, without_it = self.records([frozenset(minimal), kept])
            units = [unit for unit in self.units if unit.key in minimal]
            found.append(cause_of(self, units, with_it, without_it))
            left = [key for key in left if key in kept]
            if without_it.outcome is not Outcome.FAIL or not left:
                return tuple(found), without_it.outcome is Outcome.PASS
        return tuple(found), False


def cause_of(engine: Engine, units: Sequence[Unit], with_it: TrialRecord, without_it: TrialRecord) -> Cause:
    """A cause with the finding it belongs to and the line that takes it away."""
    before, after = engine.builder.sides
    line, file = remedy(units, before, after)
    return Cause(
        units=tuple(units), with_it=with_it, without_it=without_it, finding=_finding(units, engine.oracle.risk),
        remedy=line, remedy_file=file,
    )  # fmt: skip


def _finding(units: Sequence[Unit], risk: Risk) -> Finding | None:
    """The finding that says so: of the risk that was measured, else the worst."""
    everything = [finding for unit in units for finding in unit.findings]
    same = [finding for finding in everything if finding.risk is risk]
    return next(iter(same or everything), None)
