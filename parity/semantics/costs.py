"""What in a piece of code is known to cost: rows one by one, arrays that grow, copies, searches from end to end."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parity.semantics.counterparts import CONCURRENT, FREE
from parity.semantics.expressions import COMPREHENSIONS, children
from parity.semantics.forms import name_of
from parity.semantics.vocabulary import Helpers
from parity.semantics.vocabulary_reader import LOOPS, vocabulary_of

_ROWS = frozenset({
    "apply", "iterrows", "itertuples", "applymap", "vectorize", "apply_along_axis", "iteritems", "iter_rows", "rows",
    "map_elements", "frompyfunc", "item", "to_dict",
})  # fmt: skip
_JOINS = frozenset(
    {"append", "concat", "concatenate", "vstack", "hstack", "column_stack", "stack", "cat", "insert", "c_"}
)
# Structures and searches whose cost grows otherwise than that of a list that is gone through.
_STRUCTURES = frozenset({
    "deque", "popleft", "appendleft", "heappush", "heappop", "heapify", "heappushpop", "heapreplace", "nlargest",
    "nsmallest", "bisect", "bisect_left", "bisect_right", "insort", "insort_left", "insort_right", "searchsorted",
    "Counter", "StringIO", "bytearray", "argpartition", "isin", "intersection", "KDTree", "cKDTree", "BallTree",
    "digitize", "merge", "groupby", "set_index", "bincount", "value_counts", "unique", "NearestNeighbors", "translate",
    "topk", "partition", "SortedList", "executemany", "merge_asof", "cumsum", "drop_duplicates",
    "sorted", "sort", "argsort",
})  # fmt: skip
_COPIES = frozenset({"copy", "deepcopy"})
_CHEAP = (FREE - {"compile", "copy", "deepcopy", "asarray", "array", "DataFrame", "Series"}) | CONCURRENT | {
    "join", "strip", "lower", "upper", "startswith", "endswith", "sum", "max", "min", "any", "all", "sorted", "format",
    "write", "close", "read",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What costs in a piece of code.

    Attributes:
        rows: how a table or an array is gone through one by one, by Python.
        grown: how often something is put together anew to make it longer, within a loop.
        written: likewise of text, which Python mostly makes longer where it is.
        fronted: whether it grows at its front.
        structures: structures and searches that are not a list that is gone through.
        hashed: whether something is looked up in a set or a mapping that it makes.
        copies: how many copies it makes.
        filters: how deep in loops tables are filtered.
        degree: how deep in loops something is gone through from end to end.
        work: what it calls that may take its time.
    """

    rows: frozenset[str]
    grown: int
    written: int
    fronted: bool
    structures: frozenset[str]
    hashed: bool
    copies: int
    filters: int
    degree: int
    work: frozenset[str]


def costs_of(body: Sequence[ast.AST], helpers: Helpers) -> Costs:
    """Of some statements; `helpers` as for the vocabulary."""
    words = vocabulary_of(body, helpers)
    nodes = [node for one in body for node in ast.walk(one)]
    joined = dict(found for node in nodes for found in _started(node))
    growths = Counter(_growth(node, joined) for node in _within_loops(nodes))
    return Costs(
        rows=frozenset(words.calls) & _ROWS,
        grown=growths["array"] + growths["front"],
        written=growths["text"],
        fronted=growths["front"] > 0 or "appendleft" in words.calls,
        structures=frozenset(words.calls) & _STRUCTURES,
        hashed=any(_is_hashed(node) for node in nodes),
        copies=sum(isinstance(node, ast.Call) and name_of(node.func) in _COPIES for node in nodes),
        filters=max(_filters(body, 0), default=0),
        degree=words.degree,
        work=frozenset(words.calls) - _CHEAP,
    )


def _within_loops(nodes: Sequence[ast.AST]) -> Iterator[ast.AST]:
    seen: set[int] = set()
    for loop in nodes:
        if isinstance(loop, LOOPS):
            for one in (*loop.body, *loop.orelse):
                for node in ast.walk(one):
                    if id(node) not in seen:
                        seen.add(id(node))
                        yield node


def _started(node: ast.AST) -> Iterator[tuple[str, str]]:
    """What begins as an empty list or text, and which of both it is."""
    if isinstance(node, ast.Assign) and (isinstance(node.value, ast.List) or _is_text(node.value)):
        for target in node.targets:
            yield ast.unparse(target), "text" if _is_text(node.value) else "array"
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, bytes):
        for target in node.targets:
            yield ast.unparse(target), "bytes"


def _growth(node: ast.AST, joined: Mapping[str, str]) -> str:
    """Of what, and where, it is put together anew: `x = concat([x, y])`, `x.insert(0, y)`, `x = x + [y]`, `x += "y"`.

    "array", "front" (of a list or array), "text"; "" where nothing grows so.
    """
    if isinstance(node, ast.Call):
        first = node.args[0] if node.args else None
        front = name_of(node.func) == "insert" and isinstance(first, ast.Constant) and first.value == 0
        return "front" if front else ""
    if isinstance(node, ast.AugAssign):
        if joined.get(ast.unparse(node.target)) == "bytes" and isinstance(node.op, ast.Add):
            return "array"  # they are copied each time, as no text is
        text = _is_text(node.value) or joined.get(ast.unparse(node.target)) == "text"
        return "text" if text and isinstance(node.op, ast.Add) else ""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return ""
    target = node.targets[0]
    if isinstance(target, ast.Subscript) and name_of(target.value) in ("loc", "at"):
        length = any(isinstance(one, ast.Call) and name_of(one.func) == "len" for one in ast.walk(target.slice))
        return "array" if length else ""
    return (
        _put_together(node.value, ast.unparse(target), joined) if isinstance(target, (ast.Name, ast.Attribute)) else ""
    )


def _put_together(value: ast.expr, own: str, joined: Mapping[str, str]) -> str:
    """As `_growth`, of what is assigned to `own`."""
    for one in ast.walk(value):
        parts = _joined(one)
        if not any(ast.unparse(part) == own for part in parts):
            continue
        if joined.get(own) == "text" or any(_is_text(part) for part in parts):
            return "text"
        if isinstance(one, ast.Call) or own in joined or any(_is_listed(part) for part in parts):
            return "array" if ast.unparse(parts[0]) == own else "front"
    return ""


def _joined(node: ast.AST) -> list[ast.expr]:
    """What a call or a sum puts together, in order."""
    if isinstance(node, ast.Call) and name_of(node.func) in _JOINS:
        held = [*([node.func.value] if isinstance(node.func, ast.Attribute) else []), *node.args]
        return [part for one in held for part in (one.elts if isinstance(one, (ast.List, ast.Tuple)) else [one])
                if not (isinstance(part, ast.Name) and "." in part.id)]  # fmt: skip
    return [node.left, node.right] if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) else []


def _is_listed(node: ast.AST) -> bool:
    return isinstance(node, (ast.List, ast.ListComp, ast.Tuple))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_hashed(node: ast.AST) -> bool:
    if isinstance(node, (ast.Set, ast.SetComp, ast.DictComp)):
        return True
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict) and not node.value.keys:
        return True
    return isinstance(node, ast.Call) and name_of(node.func) in (
        "set",
        "frozenset",
        "defaultdict",
        "setdefault",
        "fromkeys",
    )


def _filters(body: Sequence[ast.AST], depth: int) -> Iterator[int]:
    """Depth in loops of each table or array that is filtered by comparing."""
    for node in body:
        if isinstance(node, ast.Subscript) and isinstance(node.slice, (ast.Compare, ast.BoolOp)):
            yield depth
        inner = depth + isinstance(node, (*LOOPS, *COMPREHENSIONS))
        yield from _filters(children(node), inner)
