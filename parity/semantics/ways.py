"""Two pieces of code that do the same work in another way, told by what they are made of: one is slower.

A judgement and no proof: nothing in the words of one side may be without a counterpart on the other, and one side
must do something that is known to cost.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from parity.model.edits import Effect
from parity.semantics.batches import by_one_name, is_queried_otherwise
from parity.semantics.costs import Costs, costs_of
from parity.semantics.counterparts import CONCURRENT
from parity.semantics.dump import dump
from parity.semantics.overheads import overhead_between
from parity.semantics.telling import differences
from parity.semantics.vocabulary import Helpers, Vocabulary
from parity.semantics.vocabulary_reader import LOOPS, vocabulary_of

_POOLS = CONCURRENT - {"wait", "result", "submit", "close", "start", "put", "Queue", "shutdown", "acquire", "release"}
# Searches that a few comparisons may stand for, where nothing is gone through.
_SEARCHES = frozenset({"bisect", "bisect_left", "bisect_right", "searchsorted", "digitize"})
MOST = 0.6  # of the nodes of a piece: if more than this part of it differs, it was written anew
SMALL = 60  # nodes of both sides: less is one expression, and told by what differs in it
# Edits by which nothing is said but that two pieces are not the same.
_LOOSE = frozenset({"added", "removed", "rewritten", "name", "call", "argument", "element", "dtype", "logging"})
NO_HELPERS: Mapping[str, ast.AST] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit within a piece of code; fields as in `model.edits.FunctionEdit`."""

    kind: str
    effect: Effect
    confidence: float
    before: ast.AST | None = None
    after: ast.AST | None = None


def another_way(
    before: Sequence[ast.stmt], after: Sequence[ast.stmt], ours: Helpers = NO_HELPERS, theirs: Helpers = NO_HELPERS
) -> Edit | None:
    """Rewrites that only make sense as a whole: another container, a loop or none, work moved in or out of a loop.

    Args:
        ours, theirs: what only the one and only the other module has, by name; read along where it is used.
    """
    if _only_moved(before, after):
        return Edit(kind="loop-invariant", effect=Effect.SPEED, confidence=0.7)
    overhead = overhead_between(before, after, ours, theirs)
    if overhead is not None:
        effect, confidence = (Effect.SPEED, 0.7) if overhead.safe else (Effect.RESULT, 0.55)
        return Edit(kind=overhead.kind, effect=effect, confidence=confidence)
    return _judged(before, after, ours, theirs)


def _judged(before: Sequence[ast.stmt], after: Sequence[ast.stmt], ours: Helpers, theirs: Helpers) -> Edit | None:
    """By what both sides are made of."""
    if is_queried_otherwise(before, after):
        return Edit(kind="calls", effect=Effect.SPEED, confidence=0.65)
    if (batches := by_one_name(before, after)) is not None:
        before, after = batches
    old, new = vocabulary_of(before, ours), vocabulary_of(after, theirs)
    if any(differences(old, new)) or _inputs(before, old) != _inputs(after, new):
        return None
    costs = costs_of(before, ours), costs_of(after, theirs)
    if _backwards(old, costs[0]) != _backwards(new, costs[1]) and (costs[0].fronted or costs[1].fronted):
        return None
    for kind, confidence in _judgements(old, new, *costs):
        return Edit(kind=kind, effect=Effect.SPEED, confidence=confidence)
    return None


def weighed(
    found: list[Edit], before: Sequence[ast.stmt], after: Sequence[ast.stmt], helpers: tuple[Helpers, Helpers]
) -> list[Edit]:
    """What is known of edits where most of a piece was written anew: little, unless its words differ."""
    size = sum(map(_size, (*before, *after)))
    edited = sum(_size(edit.before) + _size(edit.after) for edit in found)
    if edited <= MOST * size or size < SMALL or any(edit.kind not in _LOOSE for edit in found):
        return found
    if _is_inconclusive(before, after, *helpers):
        return [Edit(kind="rewritten", effect=Effect.UNKNOWN, confidence=0.4)]
    return [replace(edit, confidence=min(edit.confidence, 0.6)) for edit in found]


def _size(node: ast.AST | None) -> int:
    return 0 if node is None else sum(1 for _ in ast.walk(node))


def _is_inconclusive(before: Sequence[ast.stmt], after: Sequence[ast.stmt], ours: Helpers, theirs: Helpers) -> bool:
    """Whether nothing that two pieces are made of tells them apart; conditions may be turned round."""
    old, new = vocabulary_of(before, ours), vocabulary_of(after, theirs)
    places = (old.places ^ new.places) - old.numbers - new.numbers - {"0", "1", "-1"}
    backwards = _backwards(old, costs_of(before, ours)) != _backwards(new, costs_of(after, theirs))
    same = set(differences(old, new)) <= {"not in"} and _inputs(before, old) == _inputs(after, new)
    return same and not places and not backwards


def _judgements(old: Vocabulary, new: Vocabulary, ours: Costs, theirs: Costs) -> Iterator[tuple[str, float]]:
    if (old.calls.keys() ^ new.calls.keys()) & _POOLS:
        yield "concurrency", 0.7
    if ours.rows != theirs.rows and bool(ours.rows) != bool(theirs.rows):
        yield "vectorisation", 0.7
    if bool(ours.grown) != bool(theirs.grown):
        yield "growth", 0.7
    if bool(ours.written) != bool(theirs.written):
        yield "growth", 0.45
    searched = (old.words | new.words) & {"In", "NotIn", "Eq", "index", "count", "filtered"}
    other = ours.structures ^ theirs.structures
    loops = old.loops or new.loops or old.walks or new.walks or other - _SEARCHES
    if (other and loops) or (ours.hashed != theirs.hashed and searched):
        yield "container", 0.65
    if (
        (old.arrays or new.arrays)
        and old.walks != new.walks
        and (not old.walks or not new.walks or old.depth != new.depth)
    ):
        yield "vectorisation", 0.7
    shared = {word for word in old.calls.keys() & new.calls.keys() if word in ours.work}
    if (old.once ^ new.once) & (ours.work | theirs.work) & old.calls.keys() & new.calls.keys():
        yield "loop-invariant", 0.7
    if any(_moved(word, old, new) for word in shared):
        yield "loop-invariant", 0.65
    if ours.filters != theirs.filters or ours.degree != theirs.degree:
        yield "loop", 0.6
    if old.walks != new.walks and (old.loops != new.loops or 0 in (old.walks, new.walks)):
        # A comprehension is hardly faster than the loop it stands for; builtins and vectorised expressions are.
        yield "loop", 0.6 if 0 in (old.walks, new.walks) else 0.4


def _backwards(words: Vocabulary, costs: Costs) -> bool:
    """Whether what comes last stands first in the end."""
    return costs.fronted != ("reversed" in words.marks or bool(words.calls.keys() & {"reverse", "reversed"}))


def _moved(word: str, old: Vocabulary, new: Vocabulary) -> bool:
    """Whether something is called in deeper loops on one side."""
    ours, theirs = (sorted(side.levels.get(word, [])) for side in (old, new))
    return old.calls[word] != new.calls[word] or (len(ours) == len(theirs) and ours != theirs)


def _inputs(body: Sequence[ast.stmt], words: Vocabulary) -> set[str]:
    """The parameters that a function reads."""
    parameters = {
        one.arg for node in body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    }  # fmt: skip
    return (parameters - {"self", "cls"}) & words.named


def _only_moved(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> bool:
    """Whether the same simple statements stand in other loops."""
    ours, theirs = (Counter(_simple(side, 0)) for side in (before, after))
    old, new = (Counter(_without_depth(side)) for side in (ours, theirs))
    return old == new and ours != theirs


def _without_depth(nesting: Counter[str]) -> Iterator[str]:
    for text, count in nesting.items():
        yield from [text.partition(" ")[2]] * count


def _simple(body: Sequence[ast.AST], depth: int) -> Iterator[str]:
    for node in body:
        inner = isinstance(node, LOOPS)
        blocks = [getattr(node, name, None) for name in ("body", "orelse", "finalbody")]
        nested = [block for block in blocks if isinstance(block, list)]
        if not nested:
            yield f"{depth} {dump(node)}"
        for block in nested:
            yield from _simple(block, depth + inner)
