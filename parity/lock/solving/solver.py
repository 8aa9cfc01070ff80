"""Solves a problem with weighted MaxSAT (RC2), which proves its answer least; the only module that knows the solver.

References:
    A. Ignatiev, A. Morgado, J. Marques-Silva: RC2: an efficient MaxSAT solver. JSAT 11(1), 2019.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pysat.examples.rc2 import RC2Stratified
from pysat.formula import WCNF
from pysat.solvers import Solver

from parity.lock.solving.clauses import Clauses, chosen, encode, goals
from parity.lock.solving.problem import Hold, Problem, Reason, Solution

ENGINE = "g4"  # Glucose 4: incremental, and what RC2 was tuned on


def solve(problem: Problem) -> Solution | None:
    """The choice with the least cost, by `Problem.cost`; None where there is none at all."""
    clauses = encode(problem)
    formula = WCNF()
    for clause in _hard(clauses):
        formula.append(clause)
    for variable, weight in _weighted(list(goals(problem, clauses))):
        formula.append([-variable], weight=weight)
    formula.append([clauses.variable("a wish that is always granted")], weight=1)  # RC2 breaks where there is none
    with RC2Stratified(formula, solver=ENGINE) as solver:
        model = solver.compute()
    if model is None:
        return None
    versions = chosen(problem, clauses, model)
    return Solution(versions=versions, cost=problem.cost(versions))


def core(problem: Problem) -> tuple[Reason, ...]:
    """Of a problem without a solution: reasons that cannot hold together, and of which none can be missed."""
    clauses = encode(problem)
    reasons, selectors = list(clauses.groups), {}
    with Solver(name=ENGINE) as solver:
        for clause in clauses.fixed:
            solver.add_clause(clause)
        for reason in reasons:
            selectors[reason] = clauses.variable(("because", reason))
            for clause in clauses.groups[reason]:
                solver.add_clause([-selectors[reason], *clause])
        if solver.solve(assumptions=list(selectors.values())):
            return ()
        found = set(solver.get_core() or ())
        kept = [reason for reason in reasons if selectors[reason] in found]
        for reason in list(kept):
            without = [one for one in kept if one is not reason]
            if not solver.solve(assumptions=[selectors[one] for one in without]):
                kept = without
        return tuple(kept)


def corrections(problem: Problem, most: int) -> Iterator[tuple[Reason, ...]]:
    """The smallest sets of the user's own demands (holds, packages that must agree) whose dropping makes it solvable.

    The smallest first; of those no further one contains another.
    """
    clauses = encode(problem)
    own = [reason for reason in clauses.groups if isinstance(reason, Hold | str)]
    if not own:
        return
    formula = WCNF()
    for clause in clauses.fixed:
        formula.append(clause)
    selectors = {reason: clauses.variable(("because", reason)) for reason in own}
    for reason, group in clauses.groups.items():
        for clause in group:
            formula.append([-selectors[reason], *clause] if reason in selectors else clause)
    for selector in selectors.values():
        formula.append([selector], weight=1)
    with RC2Stratified(formula, solver=ENGINE) as solver:
        for _ in range(most):
            model = solver.compute()
            if model is None:
                return
            true = set(model)
            dropped = tuple(reason for reason, selector in selectors.items() if selector not in true)
            yield dropped
            if not dropped:
                return
            solver.add_clause([selectors[reason] for reason in dropped])


def _hard(clauses: Clauses) -> Iterable[list[int]]:
    yield from clauses.fixed
    for group in clauses.groups.values():
        yield from group


def _weighted(levels: list[list[tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    """Costs such that one of a level weighs more than everything of all later levels together."""
    unit = 1
    for level in reversed(levels):
        for variable, cost in level:
            yield variable, cost * unit
        unit *= 1 + sum(cost for _, cost in level)
