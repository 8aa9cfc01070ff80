"""Why environments cannot be locked as asked, in a few lines, and what would make it possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from parity.errors import LockError
from parity.lock.picks import Pick, Side
from parity.lock.questions import Goal, Question, ask
from parity.lock.requirements import parsed_version
from parity.lock.solving.problem import Bar, Demand, Hold, Problem, Reason
from parity.lock.solving.solver import core, corrections, solve
from parity.lock.supply import Supply

MAX_LINES = 10
MAX_FIXES = 3


class Impossible(LockError):
    """No choice of versions fulfils what was asked.

    Attributes:
        goal: what was asked.
        reasons: what cannot hold together, a line each; nothing in it can be missed.
        fixes: what would make it possible, the least first; each was tried.
    """

    def __init__(self, names: Sequence[str], goal: str, reasons: Sequence[str], fixes: Sequence[str]) -> None:
        self.goal = goal
        self.reasons = tuple(reasons)
        self.fixes = tuple(fixes)
        super().__init__(
            "lock", " and ".join(names), f"{goal} is impossible: {'; '.join(reasons)}",
            f"what would do: {'; or '.join(fixes)}" if fixes else "",
        )  # fmt: skip

    def text(self) -> str:
        """For a person."""
        lines = [f"cannot lock {self.subject}: {self.goal} is impossible", "these cannot hold together:"]
        lines += [f"  {one}" for one in self.reasons]
        lines += ["each of these would do (it was tried):", *(f"  {one}" for one in self.fixes)] if self.fixes else []
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """All that was at hand when no answer was found."""

    sides: Sequence[Side]
    picks: Mapping[str, Mapping[str, Pick]]
    supply: Supply
    goal: Goal
    question: Question
    widened: frozenset[str] = frozenset()


def explain(there: Circumstances) -> Impossible:
    """The smallest contradiction and the cheapest ways out of it."""
    problem = there.question.problem
    fixes = [*_dropping(problem), *_raising(there)]
    return Impossible(
        problem.environments, _goal(there.goal), _shortened(list(_lines(core(problem)))), fixes[: 2 * MAX_FIXES]
    )


def _goal(goal: Goal) -> str:
    parts = []
    if not goal.split:
        kept = f" but {', '.join(sorted(goal.may_split))}" if goal.may_split else ""
        parts.append(f"one version of every package{kept}")
    parts += [f"holding {text}" for text in goal.holds]
    return " and ".join(parts) or "one lock"


def _lines(reasons: Sequence[Reason]) -> Iterator[str]:
    """A line for each reason; versions of a package that need the same are one line."""
    demands: dict[tuple[str, str, str], list[str]] = {}
    for reason in reasons:
        if isinstance(reason, Demand):
            demands.setdefault((*reason.slot, reason.text), []).append(reason.version)
        elif isinstance(reason, Hold):
            yield f"{reason.text} is to hold (--hold)"
        elif isinstance(reason, Bar):
            yield f"{reason.slot.environment} cannot have {reason.slot.name} {reason.version}: {reason.reason}"
        else:
            yield f"{reason} is to be one version everywhere (--no-split)"
    for (environment, name, text), versions in demands.items():
        yield f"{environment}: {name} {_several(versions)} needs {text}"


def _several(versions: Sequence[str]) -> str:
    ordered = sorted(set(versions), key=lambda version: (parsed_version(version) is not None, parsed_version(version)))
    return ", ".join(ordered) if len(ordered) <= 3 else f"{ordered[0]} to {ordered[-1]} ({len(ordered)} versions)"


def _shortened(lines: list[str]) -> list[str]:
    return lines if len(lines) <= MAX_LINES else [*lines[: MAX_LINES - 1], f"and {len(lines) - MAX_LINES + 1} more"]


def _dropping(problem: Problem) -> Iterator[str]:
    """What the user could take back."""
    for dropped in corrections(problem, MAX_FIXES):
        eased = replace(
            problem,
            holds=tuple(one for one in problem.holds if one not in dropped),
            together=frozenset(one for one in problem.together if one not in dropped),
        )
        if dropped and solve(eased) is not None:
            holds = [f"drop --hold {one.text!r}" for one in dropped if isinstance(one, Hold)]
            splits = [f"--allow-split {one}" for one in dropped if isinstance(one, str)]
            yield " and ".join([*holds, *splits])


def _raising(there: Circumstances) -> Iterator[str]:
    """The same question with the interpreter of an older environment as new as that of another."""
    for side in there.sides:
        for other in sorted(there.sides, key=_python):
            if _python(other) <= _python(side):
                continue
            name = side.environment.name
            raised = replace(
                side,
                environment=replace(side.environment, markers=other.environment.markers, tags=other.environment.tags),
            )
            sides = [raised if one is side else one for one in there.sides]
            supply = there.supply.rebuilt(sides, name)
            if solve(ask(sides, supply, there.goal, there.widened).problem) is not None:
                yield f"Python {_minor(other)} in {name}, as {other.environment.name} has it"
                break


def _python(side: Side) -> tuple[int, ...]:
    return tuple(int(part) for part in _minor(side).split("."))


def _minor(side: Side) -> str:
    return side.environment.markers["python_version"]
