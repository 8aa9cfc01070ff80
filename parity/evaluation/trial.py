"""Two versions of a function, evaluated on the same inputs -> whether they answer alike, and at what cost."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any

from parity.evaluation.evaluator.attributes import attribute
from parity.evaluation.evaluator.bounds import MAX_STEPS, Exhausted, Undecided
from parity.evaluation.evaluator.instances import Class, Instance
from parity.evaluation.evaluator.machine import Machine
from parity.evaluation.evaluator.objects import Native, Wrapped
from parity.evaluation.generation.asked import handles_wrong_types, is_asked_about
from parity.evaluation.generation.inputs import Input, Routine, Tier, inputs, sized
from parity.evaluation.generation.routines import made_with
from parity.evaluation.given import value_of
from parity.evaluation.outcomes import Outcome, clipped, likeness, outcome, written
from parity.evaluation.verdict import Likeness, Shown, Verdict

MOST_INPUTS = 300
BUDGET = 500_000  # steps, of all inputs
FEW = 20  # inputs that have to be answered for as much: further ones may take more
ENOUGH = 5  # inputs that show a difference; the shortest of them is told
HOPELESS = 40  # inputs that neither side could be evaluated on
SIZES = (24, 96, 384)  # elements of what a function is given, to see how its cost grows
ALTERNATIVES = 4  # guesses of what a parameter is
GROWN_STEPS = MAX_STEPS * 2


class Side:
    """One side's program and the function in it that is looked at."""

    def __init__(self, machine: Machine, module: str, name: str, tree: ast.Module) -> None:
        self._machine, self._module, self._name, self._tree = machine, module, name, tree

    @cached_property
    def routine(self) -> Routine:
        """Raises: Undecided where there is no such function."""
        owner: ast.ClassDef | None = None
        body: Sequence[ast.stmt] = self._tree.body
        *outer, last = self._name.split(".")
        for part in outer:
            owner = next((node for node in body if isinstance(node, ast.ClassDef) and node.name == part), None)
            if owner is None:
                raise Undecided(f"{part} is no class")
            body = owner.body
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        last, _, place = last.partition("#")
        found = [node for node in body if isinstance(node, kinds) and node.name == last]
        if place and int(place) <= len(found):
            raise Undecided("one of several functions of a name")
        found = [node for node in found if not _is_further(node)] or found
        if not found and owner is not None and last == "__init__":  # the one that its fields make
            given = made_with(owner, self._tree)
            if given is not None:
                found = [ast.FunctionDef(name=last, args=given, body=[], decorator_list=[])]
        if len(found) != 1:
            raise Undecided(f"{self._name} is defined {len(found)} times")
        return Routine(function=found[0], module=self._tree, owner=owner)

    def evaluated(self, given: Input, limit: float, *, times: int = 1) -> Outcome:
        """What it answers, the last of several times. Raises: Undecided; what an own constructor raises."""
        function, receiver = self._function(given)
        found = Outcome()
        for _ in range(times):
            arguments, keywords = self._value(given.arguments), self._value(given.keywords)
            found = outcome(self._machine, function, arguments, keywords, limit=limit, receiver=receiver)
        return found

    def _function(self, given: Input) -> tuple[Any, Any]:
        """(the function, the instance that it is a method of)."""
        first, *further = self._name.split(".")
        value = self._machine.known(self._machine.load(self._module).values.get(first))
        receiver = None
        for part in further:
            if part == "__init__":
                return value, None  # what a constructor leaves is the instance
            if isinstance(value, Class) and given.receiver is not None:
                value = receiver = self._machine.bounded_call(value, self._value(given.receiver))
                if given.prior and _is_property(value, part):
                    _member(value, part)()  # what was read once must not stay when its object changes
                for method, arguments in given.prior:
                    self._machine.bounded_call(attribute(receiver, method), self._value(arguments))
            value = _member(value, part)
        return value, receiver

    def _value(self, given: Any) -> Any:
        return value_of(self._machine, self._module, given)

    def branches(self) -> set[int]:
        """Ids of the nodes whose evaluation shows how much of the function was reached."""
        return set(_branches(self.routine.function))

    @property
    def steps(self) -> float:
        """What the last call took."""
        return self._machine.meter.steps

    @property
    def reached(self) -> set[int]:
        """Ids of the nodes that were."""
        return self._machine.reached


def _member(value: Any, name: str) -> Any:
    """A method; of a property, what reads it."""
    return Native(name, lambda: attribute(value, name)) if _is_property(value, name) else attribute(value, name)


def _is_property(value: Any, name: str) -> bool:
    found = value.owner.find(name) if isinstance(value, Instance) and value.owner.has_special(name) else None
    return isinstance(found, Wrapped) and found.kind in ("property", "cached_property")


def _branches(function: ast.AST) -> Iterator[int]:
    for node in ast.walk(function):
        if isinstance(node, ast.stmt) and node is not function and not _is_text(node):
            yield id(node)
        elif isinstance(node, ast.IfExp):
            yield from (id(node.body), id(node.orelse))
        elif isinstance(node, ast.BoolOp):
            yield from (id(value) for value in node.values)


def _is_further(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a definition adds to the one of its name: what sets a property, a variant that only annotates."""
    names = [one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "") for one in node.decorator_list]
    return any(name in ("setter", "deleter", "register", "overload") for name in names)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def compare(before: Side, after: Side, *, seed: int = 0) -> Verdict:
    """Both functions on the same inputs, within a budget of steps."""
    try:
        given = inputs(before.routine, after.routine, seed=seed)
        found = _compared(before, after, islice(given, MOST_INPUTS))
    except Undecided as error:
        return Verdict(reason=str(error))
    if not found.answered:
        return found
    costs = list(_costs(before, after))
    return replace(
        found,
        costs=tuple((ours.steps, theirs.steps) for ours, theirs in costs),
        asked=tuple((ours.asked, theirs.asked) for ours, theirs in costs),
        recurring=tuple((ours.steps, theirs.steps) for ours, theirs in _costs(before, after, distinct=False)),
        again=tuple((ours.steps, theirs.steps) for ours, theirs in _costs(before, after, again=True)),
    )


def _compared(before: Side, after: Side, given: Iterable[Input]) -> Verdict:
    shown: list[Shown] = []
    answered = tried = telling = refused = 0
    spent, reason = 0.0, ""
    functions = before.routine.function, after.routine.function
    handled = handles_wrong_types(functions)
    for number, one in enumerate(given):
        if (
            spent > (BUDGET if answered >= FEW else 3 * BUDGET)
            or telling >= ENOUGH
            or (number >= HOPELESS and not tried)
            or refused >= HOPELESS
        ):
            break
        pair, steps, doubt = _both(before, after, one, MAX_STEPS)
        spent += steps
        reason = reason or doubt
        if pair is None or (not handled and any(side.is_doubtful for side in pair)):
            continue
        tried += 1
        answered += all(side.error is None for side in pair)
        found = likeness(*pair)
        telling += found in (Likeness.ORDER, Likeness.DIFFERENT)
        refused += found is Likeness.RAISES
        if found is not Likeness.SAME:
            plain = one.tier is Tier.TYPICAL or is_asked_about(one, functions)
            shown.append(_shown(found, one, *pair, plain=plain))
    plainest = min(shown, key=_plainness, default=None)
    branches = before.branches() | after.branches()
    reached = len(branches & (before.reached | after.reached))
    return Verdict(
        answered=answered, tried=tried, covered=reached / len(branches) if branches else 1.0, reason=reason,
        worst=plainest.likeness if plainest else Likeness.SAME, shown=plainest,
    )  # fmt: skip


def _both(before: Side, after: Side, given: Input, limit: float) -> tuple[tuple[Outcome, Outcome] | None, float, str]:
    """(what both sides did, the steps that it took, why nothing can be said)."""
    steps = 0.0
    found = []
    for side in (before, after):
        try:
            found.append(side.evaluated(given, limit))
        except Undecided as error:
            return None, steps + side.steps, str(error)
        except Exception as error:  # noqa: BLE001  # of the evaluated code's own constructor
            return None, steps + side.steps, f"{type(error).__name__} where an instance is made"
        steps += side.steps
    return (found[0], found[1]), steps, ""


def _plainness(one: Shown) -> tuple[bool, int, int]:
    """What happens to plain input comes first, then the plainest difference."""
    return not one.is_typical, -one.likeness, len(one.input)


def _shown(found: Likeness, given: Input, before: Outcome, after: Outcome, *, plain: bool) -> Shown:
    first, second = before.text(), after.text()
    if first == second:  # what it left of its arguments
        first, second = (clipped(f"leaves {written(side.arguments)}") for side in (before, after))
    arguments = ", ".join(
        [*map(written, given.arguments), *(f"{name}={written(value)}" for name, value in given.keywords.items())]
    )
    return Shown(likeness=found, input=clipped(arguments), before=first, after=second, is_typical=plain)


def _costs(
    before: Side, after: Side, *, distinct: bool = True, again: bool = False
) -> Iterator[tuple[Outcome, Outcome]]:
    """What both sides take for inputs of growing size.

    Args:
        again: of a second call with the same input.
    """
    for size in SIZES:
        for one in islice(sized(before.routine, after.routine, size, distinct=distinct), ALTERNATIVES):
            ours, theirs = (_taken(side, one, again=again) for side in (before, after))
            if ours is not None and theirs is not None and min(ours.steps, theirs.steps) < GROWN_STEPS:
                if max(ours.steps, theirs.steps) < GROWN_STEPS:
                    yield ours, theirs
                    break
                if size != SIZES[-1]:  # nobody knows how many it would take: on the largest input nothing is said
                    yield ours, theirs
                return


def _taken(side: Side, given: Input, *, again: bool) -> Outcome | None:
    """What it did; None where it did not answer. One that takes too many steps took as many as it may."""
    try:
        found = side.evaluated(given, GROWN_STEPS, times=2 if again else 1)
    except Exhausted:
        return Outcome(steps=GROWN_STEPS) if side.steps > GROWN_STEPS else None
    except Undecided:
        return None
    except Exception:  # noqa: BLE001  # of the evaluated code's own constructor
        return None
    return found if found.error is None else None


def sides(
    before: Mapping[str, ast.Module], after: Mapping[str, ast.Module], module: tuple[str, str], name: tuple[str, str]
) -> tuple[Side, Side]:
    """The two functions of these names in modules of these names."""
    return (
        Side(Machine(before), module[0], name[0], before[module[0]]),
        Side(Machine(after), module[1], name[1], after[module[1]]),
    )
