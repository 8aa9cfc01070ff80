"""Work that is handed to a service or a model all at once on one side, and piece by piece on the other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from parity.semantics.copying import copied
from parity.semantics.counterparts import CONCURRENT, FREE
from parity.semantics.expressions import COMPREHENSIONS, children, walk
from parity.semantics.visiting import Transformer
from parity.semantics.vocabulary_reader import LOOPS

# What names of calls add where they take many at once: get_many, mget, bulk_create, embed_documents, predict_batch.
_MANY = re.compile(r"_?(many|multi|bulk|batch(es|ed)?|all|list|in_bulk)_?|s$|^m(?=get|set)")
# One row or several that are asked for: `= ?`, `in (?, ?)`, `= any(%s)`.
_ASKED = re.compile(r"(= ?any|in|=) ?\(?(\?|%s|%\(\w+\)s|:\w+|\$\d+|[, ])+\)?")
_POOLS = CONCURRENT - {"wait", "result", "submit", "close", "start", "put", "Queue", "shutdown", "acquire", "release",
                       "starmap", "get_event_loop", "get_running_loop"}  # fmt: skip

Called = tuple[str, str, int]  # what it is called of, its name, how deep in loops
Pieces = Sequence[ast.stmt]


def by_one_name(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> tuple[Pieces, Pieces] | None:
    """Both sides with one name for what is called once for many on one, and within a loop on the other.

    None where nothing is.
    """
    ours, theirs = (list(_calls(side, 0)) for side in (before, after))
    for one in [call for call in ours if call not in theirs]:
        for other in [call for call in theirs if call not in ours]:
            if _is_batch(one, other) or _is_batch(other, one):
                return before, [_Renamed(other[1], one[1]).visit(copied(node)) for node in after]
    return None


class _Renamed(Transformer):
    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        return (
            ast.copy_location(ast.Attribute(value=node.value, attr=self._new, ctx=node.ctx), node)
            if (node.attr == self._old)
            else node
        )


def _is_batch(whole: Called, single: Called) -> bool:
    if whole[0] != single[0] or whole[2] >= single[2]:
        return False
    stem = _MANY.sub("", whole[1])
    return bool(stem) and stem == _MANY.sub("", single[1]) and whole[1] not in (stem, single[1])


def _calls(body: Sequence[ast.AST], depth: int) -> Iterator[Called]:
    for node in body:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            held, name = node.func.value, node.func.attr
            if (name not in FREE or name == "get") and isinstance(held, (ast.Name, ast.Attribute)):
                yield ast.unparse(held), name, depth
        for inner, level in _parts(node, depth):
            yield from _calls(inner, level)


def _parts(node: ast.AST, depth: int) -> Iterator[tuple[list[ast.AST], int]]:
    """What a node holds, and how deep in loops that is: what is gone through is worked out once."""
    if isinstance(node, COMPREHENSIONS):
        first = node.generators[0]
        yield [first.iter], depth
        yield [*(one for one in children(node) if one is not first), *first.ifs], depth + 1
    elif isinstance(node, LOOPS):
        yield [node.iter] if isinstance(node, (ast.For, ast.AsyncFor)) else [], depth
        yield [*node.body, *node.orelse], depth + 1
    else:
        yield children(node), depth


def is_queried_otherwise(before: Sequence[ast.AST], after: Sequence[ast.AST]) -> bool:
    """Whether one side asks a database for all rows at once, and the other for one after the other."""
    ours, theirs = (set(_queries(side, 0)) for side in (before, after))
    return any(
        text == other and depth != level
        for text, depth in ours - theirs for other, level in theirs - ours
    )  # fmt: skip


def _queries(body: Sequence[ast.AST], depth: int) -> Iterator[tuple[str, int]]:
    """What is selected, in one spelling, and how deep in loops."""
    for node in body:
        first = node.args[0] if isinstance(node, ast.Call) and node.args else None
        text = _text(first)
        if text.lstrip().lower().startswith(("select", "with")):
            yield _ASKED.sub("@", " ".join(text.lower().split())), depth
        for inner, level in _parts(node, depth):
            yield from _queries(inner, level)


def _text(node: ast.AST | None) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) if isinstance(part, ast.Constant) else "?" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def is_pooled_otherwise(before: Sequence[ast.AST], after: Sequence[ast.AST]) -> bool:
    """Whether one side does at the same time what the other does in turn."""
    ours, theirs = (
        {
            node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id.rpartition(".")[2]
            for one in side for node in walk(one)
            if isinstance(node, ast.Call) and isinstance(node.func, (ast.Attribute, ast.Name))
        } & _POOLS
        for side in (before, after)
    )  # fmt: skip
    return bool(ours) != bool(theirs)
