"""The search finds exactly what is planted, in few trials, whatever else cannot be resolved."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parity.bisect.ddmin import ddmin
from parity.bisect.dependencies import Dependencies
from parity.bisect.search import Search
from parity.model.bisection import Outcome

FREE = Dependencies()


class World:
    """A made-up pair of environments: counts each set once, as the engine does."""

    def __init__(self, outcome: Callable[[frozenset[str]], Outcome]) -> None:
        self.outcome = outcome
        self.asked: dict[frozenset[str], Outcome] = {}

    def test(self, sets: Sequence[frozenset[str]]) -> list[Outcome]:
        return [self.asked.setdefault(taken, self.outcome(taken)) for taken in sets]


def fails_with(*causes: set[str]) -> Callable[[frozenset[str]], Outcome]:
    return lambda taken: Outcome.FAIL if any(cause <= taken for cause in causes) else Outcome.PASS


def names(number: int) -> list[str]:
    return [f"u{index:03}" for index in range(number)]


@pytest.mark.parametrize("number", [1, 2, 3, 7, 10, 33, 200])
def test_a_single_cause_takes_no_more_than_two_logarithms(number: int) -> None:
    for place in range(number):
        world = World(fails_with({names(number)[place]}))
        assert Search(world.test, FREE).minimal(names(number)) == (names(number)[place],)
        assert len(world.asked) <= 2 * math.ceil(math.log2(max(2, place + 1))) + 3, (number, place)


def test_the_likeliest_first_takes_one_trial() -> None:
    world = World(fails_with({"u000"}))
    assert Search(world.test, FREE).minimal(names(100)) == ("u000",)
    assert len(world.asked) == 1


@given(st.integers(1, 24), st.data())
@settings(deadline=None)
def test_an_interaction_is_found_whole(number: int, data: st.DataObject) -> None:
    cause = data.draw(st.sets(st.sampled_from(names(number)), min_size=1, max_size=3))
    jobs = data.draw(st.integers(1, 4))
    world = World(fails_with(cause))
    assert set(Search(world.test, FREE, jobs).minimal(names(number))) == cause


@given(st.integers(2, 16), st.data())
@settings(deadline=None)
def test_of_two_causes_one_is_found_and_is_minimal(number: int, data: st.DataObject) -> None:
    causes = data.draw(
        st.lists(st.sets(st.sampled_from(names(number)), min_size=1, max_size=2), min_size=2, max_size=2)
    )
    world = World(fails_with(*causes))
    found = set(Search(world.test, FREE).minimal(names(number)))
    assert found in causes


@given(st.integers(2, 16), st.data())
@settings(deadline=None)
def test_what_cannot_be_resolved_never_hides_the_cause(number: int, data: st.DataObject) -> None:
    """A unit that breaks whatever lacks another one: numpy 2 under an old pandas."""
    units = names(number)
    cause = data.draw(st.sampled_from(units))
    breaker, needed = data.draw(st.tuples(st.sampled_from(units), st.sampled_from(units)))

    def outcome(taken: frozenset[str]) -> Outcome:
        if breaker in taken and needed not in taken:
            return Outcome.UNRESOLVED
        return Outcome.FAIL if cause in taken else Outcome.PASS

    found = set(Search(World(outcome).test, FREE).minimal(units))
    assert cause in found
    assert found <= {cause, breaker, needed} or len(found) <= 3


def test_what_must_be_taken_together_is() -> None:
    linked = Dependencies({"u001": frozenset({"u004"}), "u004": frozenset({"u001"})})
    seen = []

    def outcome(taken: frozenset[str]) -> Outcome:
        seen.append(taken)
        return Outcome.FAIL if "u004" in taken else Outcome.PASS

    found = Search(World(outcome).test, linked).minimal(names(8))
    assert all(("u001" in taken) == ("u004" in taken) for taken in seen if len(taken) > 1)
    assert found == ("u004",)  # told apart in the end, for it runs without the other
    assert linked.without(names(8), found) == frozenset(names(8)) - {"u001", "u004"}


@given(st.lists(st.integers(0, 40), min_size=1, unique=True), st.data())
@settings(deadline=None)
def test_ddmin_is_minimal(items: list[int], data: st.DataObject) -> None:
    cause = set(data.draw(st.lists(st.sampled_from(items), min_size=1, max_size=3)))

    def test(part: tuple[int, ...]) -> Outcome:
        return Outcome.FAIL if cause <= set(part) else Outcome.PASS

    assert set(ddmin(items, test)) == cause
