"""What callers of a function meet: parameters, defaults, decorators."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from parity.model.edits import Effect
from parity.semantics.dump import dump
from parity.semantics.expressions import walk
from parity.semantics.forms import name_of
from parity.semantics.ways import Edit

# Arguments that say how the work is done, not what comes out.
COST_ARGUMENTS = frozenset({
    "n_jobs", "num_workers", "workers", "batch_size", "chunksize", "chunk_size", "prefetch_factor", "pin_memory",
    "use_threads", "max_workers", "processes", "buffering", "nthread", "num_threads", "low_memory", "copy",
    "cache_size", "maxsize", "persistent_workers",
})  # fmt: skip
_COST_WORDS = re.compile(
    r"(?i)batch|chunk|prefetch|worker|parallel|concurren|buffer_?size|pool_?size|n_?jobs|num_?proc"
)
COST_DECORATORS = ("lru_cache", "cache", "njit", "jit", "cached", "cached_property", "memoize", "vectorize", "compile",
                   "function", "no_grad", "inference_mode")  # fmt: skip


def _parameters(node: ast.arguments) -> list[str]:
    return [one.arg for one in (*node.posonlyargs, *node.args, *node.kwonlyargs)]


def costs_of_parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """Parameters that say how the work is done: by their names, or by what they are handed to."""
    names = _parameters(function.args)
    handed = {
        argument.id
        for call in walk(function)
        if isinstance(call, ast.Call) and _COST_WORDS.search(name_of(call.func))
        for argument in call.args
        if isinstance(argument, ast.Name)
    }
    counts = {one.id for one in walk(function) if isinstance(one, ast.Name) and one.id in handed}
    sized = {name for name in counts if re.search(r"size|^n$|count|num|step", name)}
    return frozenset(name for name in names if name in COST_ARGUMENTS or _COST_WORDS.search(name) or name in sized)


def signature(one: ast.arguments, other: ast.arguments, costs: frozenset[str]) -> Iterator[Edit]:
    """What callers meet. A new parameter with a default changes nothing by itself: its uses are told as edits."""
    ours, theirs = _parameters(one), _parameters(other)
    given = _by_parameter(other)
    for name in theirs:
        if name not in ours:
            sure = name in given
            yield Edit(kind="parameter-added", effect=Effect.UNKNOWN if sure else Effect.RESULT,
                       confidence=0.3 if sure else 0.85, before=one, after=other)  # fmt: skip
    if any(name not in theirs for name in ours):
        yield Edit(kind="parameter-removed", effect=Effect.RESULT, confidence=0.7, before=one, after=other)
    elif [name for name in theirs if name in ours] != ours:
        yield Edit(kind="order", effect=Effect.RESULT, confidence=0.85, before=one, after=other)
    for field in ("vararg", "kwarg"):
        if dump(getattr(one, field)) != dump(getattr(other, field)):
            yield Edit(kind="parameter", effect=Effect.RESULT, confidence=0.6, before=one, after=other)
    yield from _defaults(one, other, costs)


def _defaults(one: ast.arguments, other: ast.arguments, costs: frozenset[str]) -> Iterator[Edit]:
    ours, theirs = (_by_parameter(side) for side in (one, other))
    shared = set(_parameters(one)) & set(_parameters(other))
    for name in [name for name in _parameters(one) if name in shared and (name in ours or name in theirs)]:
        old, new = ours.get(name), theirs.get(name)
        if old is None or new is None:
            yield Edit(kind="default", effect=Effect.RESULT, confidence=0.7, before=old, after=new)
        elif dump(old) != dump(new):
            cost = name in costs
            yield Edit(kind="resources" if cost else "default", effect=Effect.SPEED if cost else Effect.RESULT,
                       confidence=0.7 if cost else 0.9, before=old, after=new)  # fmt: skip


def _by_parameter(node: ast.arguments) -> dict[str, ast.expr]:
    positional = [one.arg for one in (*node.posonlyargs, *node.args)]
    found = dict(zip(positional[len(positional) - len(node.defaults) :], node.defaults, strict=True))
    return found | {
        one.arg: value for one, value in zip(node.kwonlyargs, node.kw_defaults, strict=True) if value is not None
    }


def decorators(old: list[ast.AST], new: list[ast.AST]) -> Iterator[Edit]:
    ours, theirs = ({dump(node): node for node in side} for side in (old, new))
    for text in [one for one in {**ours, **theirs} if (one in ours) != (one in theirs)]:  # in the order of the code
        node = ours.get(text) or theirs[text]
        cost = name_of(node.func if isinstance(node, ast.Call) else node) in COST_DECORATORS
        yield Edit(kind="decorator", effect=Effect.SPEED if cost else Effect.RESULT, confidence=0.8 if cost else 0.6,
                   before=ours.get(text), after=theirs.get(text))  # fmt: skip
