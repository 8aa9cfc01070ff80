"""The solver's answer is the least there is: every small problem is also solved by trying everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from parity.lock.solving.problem import Bar, Demand, Hold, Problem, RiskLevel, Slot
from parity.lock.solving.solver import core, corrections, solve

NAMES = ("a", "b", "c")
VERSIONS = ("3", "2", "1")
ENVIRONMENTS = ("dev", "prod")


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    options: dict[Slot, tuple[str, ...]] = {}
    current: dict[Slot, str] = {}
    for slot in (Slot(environment, name) for environment in ENVIRONMENTS for name in NAMES):
        there = draw(st.sets(st.sampled_from(VERSIONS), min_size=0, max_size=3))
        if there:
            options[slot] = tuple(version for version in VERSIONS if version in there)
            if draw(st.integers(0, 4)):
                current[slot] = draw(st.sampled_from(options[slot]))
    demands: list[Demand] = []
    for slot, versions in options.items():
        for version in versions:
            for _ in range(draw(st.integers(0, 2))):
                target = draw(st.sampled_from([name for name in NAMES if name != slot.name]))
                wanted = draw(st.sets(st.sampled_from(VERSIONS), max_size=3))
                extra = draw(st.sampled_from([None, None, "x"]))
                brings = draw(st.sampled_from([(), (), ("x",)]))
                accepted = frozenset(wanted) & frozenset(options.get(Slot(slot.environment, target), ()))
                demands.append(
                    Demand(
                        slot=slot, version=version, extra=extra, target=target, accepted=accepted, extras=brings,
                        text=f"{target} {sorted(wanted)} {len(demands)}",
                    )
                )  # fmt: skip
    name = st.sampled_from(NAMES)
    holds = tuple(
        Hold(one, f"{one} {number}", frozenset(draw(st.sets(st.sampled_from(VERSIONS), min_size=1))))
        for number, one in enumerate(draw(st.lists(name, max_size=2)))
    )
    bars = tuple(
        Bar(slot, versions[0], "no wheel") for slot, versions in options.items() if draw(st.integers(0, 5)) == 0
    )
    return Problem(
        environments=ENVIRONMENTS,
        options=options,
        current=current,
        demands=tuple(demands),
        holds=holds,
        bars=bars,
        together=frozenset(draw(st.sets(name, max_size=2))),
        risks={one: draw(st.sampled_from(RiskLevel)) for one in NAMES},
        preferred=draw(st.sampled_from(["dev", "prod", None])),
    )


def all_choices(problem: Problem) -> Iterator[dict[Slot, str]]:
    slots = list(problem.options)
    choices = [[*problem.options[slot], *([] if slot in problem.current else [""])] for slot in slots]
    for versions in product(*choices):
        choice = {slot: version for slot, version in zip(slots, versions, strict=True) if version}
        if not any(True for _ in problem.broken(choice)):
            yield choice


@settings(max_examples=120, deadline=None)
@given(problems())
def test_no_choice_is_better_than_the_solver_s(problem: Problem) -> None:
    costs = [problem.cost(choice) for choice in all_choices(problem)]
    solution = solve(problem)
    if not costs:
        assert solution is None
        return
    assert solution is not None
    assert list(problem.broken(solution.versions)) == []
    assert solution.cost == min(costs)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_a_core_is_impossible_and_nothing_in_it_can_be_missed(problem: Problem) -> None:
    found = core(problem)
    assert bool(found) == (solve(problem) is None and bool(found))
    if solve(problem) is not None:
        assert found == ()
        return

    def with_only(reasons: tuple[object, ...]) -> Problem:
        return replace(
            problem,
            demands=tuple(one for one in problem.demands if one in reasons),
            holds=tuple(one for one in problem.holds if one in reasons),
            bars=tuple(one for one in problem.bars if one in reasons),
            together=frozenset(one for one in problem.together if one in reasons),
        )

    assert solve(with_only(found)) is None
    for one in found:
        assert solve(with_only(tuple(other for other in found if other is not one))) is not None


@settings(max_examples=40, deadline=None)
@given(problems())
def test_what_is_proposed_to_be_dropped_makes_it_solvable(problem: Problem) -> None:
    sizes = []
    for dropped in corrections(problem, 3):
        eased = replace(
            problem,
            holds=tuple(one for one in problem.holds if one not in dropped),
            together=frozenset(one for one in problem.together if one not in dropped),
        )
        assert solve(eased) is not None
        sizes.append(len(dropped))
    assert sizes == sorted(sizes)
