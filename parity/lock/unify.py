"""One version of each package for all environments, wherever that can be, at the least change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from parity.errors import LockError
from parity.interfaces import VersionSearch
from parity.lock.consistency import Stated, broken
from parity.lock.impossible import Circumstances, explain
from parity.lock.picks import Allowed, Pick, Picked, Side, installed_picks
from parity.lock.questions import Goal, Question, ask
from parity.lock.requirements import parsed_version
from parity.lock.solving.problem import Solution
from parity.lock.solving.solver import core, solve
from parity.lock.supply import Supply
from parity.lock.union import assemble, broken_sentences
from parity.model.lock import Lock, LockMode


def lock_unified(
    sides: Sequence[Side],
    allowed: Allowed,
    goal: Goal,
    *,
    search: VersionSearch | None = None,
    third: bool = False,
    default: str | None = None,
) -> Lock:
    """Choose versions, and lock what was chosen.

    Args:
        search: what else environments could have; None: only what is installed somewhere.
        third: whether versions may be chosen that no environment has.

    Raises:
        Impossible: nothing fulfils what was asked.
        LockError: an environment holds what the user did not allow, or there is none of a name.
    """
    names = [side.environment.name for side in sides]
    if goal.prefer is not None and goal.prefer not in names:
        raise LockError("prefer", goal.prefer, f"there is no such environment; there is {', '.join(names)}")
    picked = [installed_picks(side, allowed) for side in sides]
    picks = {name: one.picks for name, one in zip(names, picked, strict=True)}
    supply = Supply(sides, picks, search)
    question, solution, widened = ask(sides, supply, goal), None, frozenset[str]()
    solution = solve(question.problem)
    if third:
        widened = _unsettled(question, solution)
        if widened:
            question = ask(sides, supply, goal, widened)
            solution = solve(question.problem)
    if solution is None:
        raise explain(
            Circumstances(sides=sides, picks=picks, supply=supply, goal=goal, question=question, widened=widened)
        )
    chosen = {name: _chosen(question, solution, name) for name in names}
    said = [
        *(sentence for side in sides for sentence in broken_sentences(side)),
        *(sentence for side in sides for sentence in _newly_broken(side, question, solution)),
    ]
    kept = [_kept(one, chosen[name]) for name, one in zip(names, picked, strict=True)]
    lock = assemble(LockMode.UNIFY, sides, kept, chosen, default=default, warnings=said)
    _refuse_unhashed(lock, allowed)
    return lock


def _unsettled(question: Question, solution: Solution | None) -> frozenset[str]:
    """Packages for which another version could do better: split, or forced down in the environment preferred."""
    problem = question.problem
    if solution is None:
        return frozenset(name for reason in core(problem) for name in _names(reason) if problem.slots_of(name))
    split = {
        name
        for name in problem.names()
        if len({solution.versions[slot] for slot in problem.slots_of(name) if slot in solution.versions}) > 1
    }
    lowered = {
        slot.name
        for slot, before in problem.current.items()
        if problem.preferred in (None, slot.environment)
        and (was := parsed_version(before)) is not None
        and (now := parsed_version(solution.versions.get(slot, before))) is not None
        and now < was
    }
    return frozenset(split | lowered)


def _names(reason: object) -> list[str]:
    if isinstance(reason, str):
        return [reason]
    slot = getattr(reason, "slot", None)
    found = [getattr(reason, "name", None), getattr(reason, "target", None), slot.name if slot is not None else None]
    return [name for name in found if isinstance(name, str)]


def _chosen(question: Question, solution: Solution, environment: str) -> Mapping[str, Pick]:
    """The picks of one environment; what the system brings is none of them."""
    found = {}
    for slot, version in solution.versions.items():
        offer = question.offers.get((slot, version))
        if slot.environment == environment and offer is not None:
            found[slot.name] = _told(offer.pick, question.problem.current.get(slot))
    return found


def _told(pick: Pick, installed: str | None) -> Pick:
    if pick.provenance.standing is not None:
        return pick
    was = "it was not there" if installed is None else f"{installed} was there"
    provenance = replace(pick.provenance, installed=installed, sentence=f"{pick.provenance.sentence}; {was}")
    return replace(pick, provenance=provenance)


def _kept(picked: Picked, chosen: Mapping[str, Pick]) -> Picked:
    """Without the sentences about installed files that the lock replaces anyway."""
    changed = {name for name, pick in picked.picks.items() if name in chosen and chosen[name].version != pick.version}
    about = tuple(f": {name} " for name in changed)
    return replace(picked, warnings=tuple(one for one in picked.warnings if not any(word in one for word in about)))


def _newly_broken(side: Side, question: Question, solution: Solution) -> list[str]:
    """The answer checked again by what checks environments: nothing, unless the two do not agree."""
    before = {str(one) for one in broken(side.stated, side.environment.markers)}
    after: dict[str, Stated] = dict(side.stated)
    for slot, version in solution.versions.items():
        offer = question.offers.get((slot, version))
        if slot.environment == side.environment.name and offer is not None:
            after[slot.name] = offer.stated
    return [
        f"{side.environment.name}: what was chosen breaks a requirement: {one}"
        for one in broken(after, side.environment.markers)
        if str(one) not in before
    ]


def _refuse_unhashed(lock: Lock, allowed: Allowed) -> None:
    bare = [one for one in lock.packages if not one.hashed and not (one.source is not None and one.source.editable)]
    if allowed.unhashed or not bare:
        return
    shown = ", ".join(f"{one.name} {one.version}" for one in bare[:5])
    raise LockError("lock with hashes only", shown, "no index has a file of it", "name it with --extra-index-url")
