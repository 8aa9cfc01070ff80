"""Edited functions of the application, evaluated on generated inputs: that corrects what their text tells."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from parity.evaluation.process import Place, evaluate_pairs
from parity.evaluation.verdict import Likeness, Verdict
from parity.evidence.dependents import dependents, readers_of
from parity.evidence.steps import dearer, is_as_dear
from parity.model.edits import CodeEdits, Effect, Example, FunctionEdit
from parity.semantics.own_imports import Application, program, token
from parity.semantics.units import MODULE

MAX_PAIRS = 40  # functions that are evaluated, of one application
MAX_SOURCES = 2 << 20  # characters of what they import, on one side
# How often functions that answer otherwise do so on none of the inputs, and how often those that mean the same answer
# alike on all of them: counted on 149 labelled cases (three of some 50, and 22 of 22).
HIDDEN, AGREEING = 0.06, 0.95
UNREACHED = 0.7  # how much likelier that becomes where nothing was reached
FEW = 3  # as many inputs as one that would have shown it may be missing
REACHED_AT_ALL = 0.6  # of the statements, below which nothing is weighed
SURE_BY_READERS = 0.75  # of what only shows in functions that answer alike
MOST_SURE = 0.85  # of what only inputs showed
NOT_SHOWN = ("attribute-renamed", "shared")  # kinds that one object, by itself, does not show
SURE_BUT_FOR_EDGES = 0.65  # where empty, infinite or otherwise unusual input shows a difference
SURE_OF_REFUSAL = 0.75  # where one side raises what the other answers
SURE_OF_SPEED = 0.75  # of what is told as the same answer by another way, where the answer is not the same
SURE_OF_GROWTH = 0.6  # of a cost that grows otherwise, where the answer is another one too
FITTING = 0.65  # of the inputs have to be answered; else they are not what the function is made for
REACHED = 0.9  # of both sides' statements and branches, that no reader of an edit may fall short of
PLENTY = 40  # answers, that are enough however many inputs both refuse
ANSWERS = 20  # inputs that have to be answered alike before that says anything
SURE_OF_STEPS = 0.7  # of the same cost, where the text told another one
# Ways of working whose cost is counted in steps: not what waits, what compiles, or arrays as a whole.
COUNTED = frozenset({"container", "loop", "loop-invariant", "repeated-work", "growth", "rewritten", "pattern"})


@dataclass(frozen=True)
class Program:
    """One side's files and how its modules are read.

    Attributes:
        tree_of: a file's tree; None where it cannot be parsed.
    """

    application: Application
    tree_of: Callable[[str], ast.Module | None]


def evaluated(
    edits: Mapping[str, CodeEdits], before: Program, after: Program
) -> Mapping[str, CodeEdits]:  # fmt: skip
    """The same edits, with what evaluating both sides of each function showed."""
    origins = {
        (name, edit.name): edit.origin or _origin(name, found, before)
        for name, found in edits.items() for edit in found.functions
    }  # fmt: skip
    through = {
        (name, edit.name): ways
        for name, found in edits.items() for edit in found.functions
        if _is_open(edit) and (ways := _shown_by(edit.name, origins[name, edit.name], name, before, after))
    }  # fmt: skip
    for (name, owner), ways in through.items():
        for functions in ways:
            origins.update({(name, function): origins[name, owner] for function in functions})
    named = [(name, edit.name) for name, found in edits.items() for edit in found.functions if _is_open(edit)]
    asked = list(dict.fromkeys([
        *(one for one in named if one[1] != MODULE),
        *((name, function) for (name, _), ways in through.items() for functions in ways for function in functions),
    ]))[:MAX_PAIRS]  # fmt: skip
    if not asked:
        return edits
    sources = [
        _sources(side, names)
        for side, names in ((before, [origins[pair] for pair in asked]), (after, [name for name, _ in asked]))
    ]
    if any(sum(map(len, side.values())) > MAX_SOURCES for side in sources):
        return edits
    pairs = [
        (Place(module=token(origins[name, function]), name=function), Place(module=token(name), name=function))
        for name, function in asked
    ]
    verdicts = dict(zip(asked, evaluate_pairs(sources[0], sources[1], pairs), strict=True))
    readers = {
        (name, owner): [[verdicts.get((name, function)) for function in functions] for functions in ways]
        for (name, owner), ways in through.items()
    }
    return {name: _corrected(name, found, verdicts, readers) for name, found in edits.items()}


def _shown_by(edited: str, origin: str, name: str, before: Program, after: Program) -> list[list[str]]:
    """Sets of functions, through each of which an edit shows, of a class, a module's own statements, or any other."""
    ours, theirs = before.tree_of(origin), after.tree_of(name)
    if ours is None or theirs is None:
        return []
    found = [dependents(edited, ours, theirs), [] if edited == MODULE else readers_of(edited, ours, theirs)]
    return [functions for functions in found if functions]


def _is_alike(verdict: Verdict | None) -> bool:
    return (
        verdict is not None
        and verdict.worst < Likeness.LAST_BITS
        and verdict.answered >= ANSWERS
        and verdict.covered >= REACHED
    )


def _is_open(edit: FunctionEdit) -> bool:
    """Whether its text left something to find out."""
    settled = (Effect.NONE, Effect.MESSAGE, *([Effect.SPEED] if edit.name == MODULE else []))
    return edit.kind not in NOT_SHOWN and edit.effect not in settled


def _origin(name: str, found: CodeEdits, before: Program) -> str:
    """Before's file of what did not come from elsewhere."""
    if name in before.application.files or not found.elsewhere:
        return name
    return found.elsewhere[0]


def _sources(side: Program, names: Sequence[str]) -> dict[str, str]:
    modules = program(list(dict.fromkeys(names)), side.application, side.tree_of)
    return {name: ast.unparse(tree) for name, tree in modules.items()}


def _corrected(
    name: str,
    found: CodeEdits,
    verdicts: Mapping[tuple[str, str], Verdict],
    readers: Mapping[tuple[str, str], Sequence[Sequence[Verdict | None]]],
) -> CodeEdits:
    functions: list[FunctionEdit] = []
    for function in dict.fromkeys(edit.name for edit in found.functions):
        own = [edit for edit in found.functions if edit.name == function]
        verdict = verdicts.get((name, function))
        if verdict is not None and verdict.answered:
            functions.extend(corrected(own, verdict))
        else:
            functions.extend(by_readers(own, readers.get((name, function), ())))
    order = list(Effect)
    return replace(
        found,
        functions=tuple(
            sorted(functions, key=lambda edit: (-order.index(edit.effect), -edit.confidence, edit.name))
        ),
    )  # fmt: skip


def by_readers(
    edits: Sequence[FunctionEdit], ways: Sequence[Sequence[Verdict | None]]
) -> list[FunctionEdit]:  # fmt: skip
    """What is left of edits that cannot be evaluated by themselves, given what the functions did that read them. Pure.

    Args:
        ways: verdicts of sets of functions, through each of which the edits show.
    """
    told = [one for way in ways for one in way if one is not None and one.differs and one.worst is Likeness.DIFFERENT]
    if told and all(one.answered >= FITTING * one.tried for one in told):
        return list(_telling(edits, told[0], Effect.RESULT, 0.9))
    if any(all(map(_is_alike, way)) for way in ways):
        return [
            edit
            if edit.effect is Effect.SPEED or edit.kind in NOT_SHOWN
            else replace(edit, effect=Effect.NONE, confidence=SURE_BY_READERS)
            for edit in edits
        ]
    return list(edits)


def corrected(edits: Sequence[FunctionEdit], verdict: Verdict) -> list[FunctionEdit]:
    """What is left of one function's edits, given what evaluating both sides showed. Pure."""
    if verdict.differs:
        if verdict.answered < FITTING * verdict.tried:
            return [_with_example(edit, verdict) for edit in edits]  # what was given may not be what it is made for
        sure = {Likeness.DIFFERENT: 0.93, Likeness.RAISES: SURE_OF_REFUSAL}.get(verdict.worst, 0.65)
        told = list(_telling(edits, verdict, Effect.RESULT, sure))
        return [*told, *_also_grows(told, verdict)]
    if verdict.answered < max(ANSWERS, min(verdict.tried / 2, PLENTY)) or verdict.covered < REACHED_AT_ALL:
        return list(edits)
    if verdict.worst is Likeness.LAST_BITS:
        return [*_telling(edits, verdict, Effect.LAST_BITS, 0.85), *_costly(edits, verdict)]
    weighed = [_weighed(edit, verdict) for edit in edits if edit.effect is not Effect.SPEED]
    return [*weighed, *_costly(edits, verdict)]


def _weighed(edit: FunctionEdit, verdict: Verdict) -> FunctionEdit:
    """An edit that no input showed: what its text tells is weighed against that (Bayes)."""
    harm = edit.confidence if edit.effect is Effect.RESULT else 0.5
    hidden = HIDDEN + (1 - verdict.covered) * UNREACHED + FEW / verdict.answered
    odds = harm * hidden / (harm * hidden + (1 - harm) * AGREEING)
    if odds >= 0.5:
        return replace(edit, confidence=round(odds, 2))
    sure = min(1 - odds, MOST_SURE if verdict.shown is None else SURE_BUT_FOR_EDGES)
    return replace(
        _with_example(edit, verdict), effect=Effect.NONE, confidence=round(sure, 2), tried=verdict.answered
    )  # fmt: skip


def _telling(
    edits: Sequence[FunctionEdit], verdict: Verdict, effect: Effect, sure: float
) -> Iterator[FunctionEdit]:  # fmt: skip
    """The edit that tells of another answer, and what is left of the others."""
    harmful = [edit for edit in edits if edit.effect in (Effect.RESULT, Effect.LAST_BITS, Effect.UNKNOWN)]
    first = max(harmful or edits, key=lambda edit: (edit.effect is Effect.RESULT, edit.confidence))
    confidence = max(sure, first.confidence) if first.effect is effect else sure
    yield replace(_with_example(first, verdict), effect=effect, confidence=confidence)
    for edit in edits:
        if edit is first or (effect is not Effect.RESULT and edit.effect is not Effect.SPEED):
            continue
        if (
            edit.effect is not Effect.SPEED
            or verdict.worst is not Likeness.DIFFERENT
            or edit.confidence >= SURE_OF_SPEED
        ):
            yield edit


def _also_grows(told: Sequence[FunctionEdit], verdict: Verdict) -> Iterator[FunctionEdit]:
    """Beside another answer, a cost that grows otherwise, where no edit tells of one."""
    found = dearer(verdict)
    if found is not None and found.kind == "growth" and all(edit.effect is not Effect.SPEED for edit in told):
        before, after = found.steps
        yield replace(
            told[0], effect=Effect.SPEED, kind=found.kind, confidence=SURE_OF_GROWTH, example=None,
            steps=(round(before), round(after)),
        )  # fmt: skip


def _with_example(edit: FunctionEdit, verdict: Verdict) -> FunctionEdit:
    if verdict.shown is None or edit.effect is Effect.SPEED:
        return edit
    shown = verdict.shown
    return replace(edit, example=Example(input=shown.input, before=shown.before, after=shown.after))


def _costly(edits: Sequence[FunctionEdit], verdict: Verdict) -> Iterator[FunctionEdit]:
    """What is known of the cost: by the text of an edit, or counted."""
    told = [edit for edit in edits if edit.effect is Effect.SPEED]
    found = dearer(verdict)
    if found is None:
        for edit in told:
            counted = edit.kind in COUNTED and is_as_dear(verdict, small=edit.kind != "container")
            yield replace(edit, effect=Effect.NONE, confidence=SURE_OF_STEPS) if counted else edit
        return
    first = max(told or edits, key=lambda edit: edit.confidence)
    before, after = found.steps
    yield replace(
        first,
        effect=Effect.SPEED,
        kind=first.kind if told else found.kind,
        confidence=max(found.confidence, first.confidence if told else 0.0),
        steps=(round(before), round(after)),
    )
    yield from (edit for edit in told if edit is not first)
