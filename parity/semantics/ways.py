"""Two pieces of code that do the same work in another way, told by what they are made of: one is slower."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parity.model.edits import Effect
from parity.semantics.dump import dump
from parity.semantics.expressions import COMPREHENSIONS

SWIFT = frozenset({"sum", "any", "all", "min", "max", "map"})
INDEXES = frozenset(
    {"0", "1", "2", "-1", "0.0", "None", "True", "False", "''"}
)  # come and go with the way of going through
LOOPED = (ast.For, ast.While, ast.AsyncFor)
# Calls that come and go with the way in which something is gone through.
PLUMBING = frozenset({
    "append", "extend", "add", "range", "len", "enumerate", "zip", "list", "tuple", "set", "dict", "sum", "any",
    "all", "min", "max", "join", "map", "filter", "iter", "next", "int", "reduce", "sorted", "float", "str",
    "items", "values", "keys",
})  # fmt: skip
# Structures and searches whose cost grows otherwise than that of a list that is gone through ...
STRUCTURES = frozenset({
    "deque", "popleft", "appendleft", "heappush", "heappop", "heapify", "heappushpop", "heapreplace", "nlargest",
    "nsmallest", "bisect", "bisect_left", "bisect_right", "insort", "insort_left", "insort_right", "searchsorted",
    "Counter", "StringIO", "bytearray", "argpartition", "isin", "itemgetter", "intersection",
})  # fmt: skip
# ... and what stands in their place, or goes along with them.
PLAIN = frozenset({
    "pop", "insert", "sort", "index", "count", "sorted", "most_common", "setdefault", "get", "defaultdict", "argsort",
    "write", "getvalue", "unique", "popitem", "islice", "remove", "reverse", "reversed",
})  # fmt: skip
# Work that is done at the same time, or handed to others.
CONCURRENT = frozenset({
    "gather", "create_task", "ensure_future", "TaskGroup", "as_completed", "wait", "run_in_executor", "to_thread",
    "ThreadPoolExecutor", "ProcessPoolExecutor", "ThreadPool", "Pool", "Parallel", "delayed", "submit", "imap",
    "imap_unordered", "starmap", "apply_async", "result", "get_event_loop", "get_running_loop", "Semaphore",
    "shutdown", "close", "terminate", "Queue", "Thread", "start", "put", "Lock", "acquire", "release",
    "run_until_complete",
})  # fmt: skip
POOLS = CONCURRENT - {"wait", "result", "submit", "close", "start", "put", "Queue", "shutdown", "acquire", "release"}
# Rows of a table one by one, by Python.
ROWS = frozenset({
    "apply", "iterrows", "itertuples", "applymap", "vectorize", "apply_along_axis", "transform", "tolist",
    "to_dict", "item", "to_numpy", "iteritems", "rows", "iter_rows", "map_elements", "numpy",
})  # fmt: skip
# What arrays are made with and reduced by: their place is taken by loops and operators.
ARRAYS = frozenset({
    "sum", "mean", "dot", "matmul", "where", "maximum", "minimum", "clip", "add", "subtract", "multiply", "divide",
    "square", "power", "asarray", "array", "zeros", "zeros_like", "ones", "ones_like", "empty", "empty_like",
    "full", "full_like", "arange", "linspace", "stack", "vstack", "hstack", "concatenate", "einsum", "inner",
    "outer", "cumsum", "cumprod", "diff", "prod", "any", "all", "max", "min", "abs", "fabs", "absolute", "select",
    "fillna", "isnan", "isna", "nansum", "nanmean", "astype", "reshape", "ravel", "flatten", "transpose", "argmax",
    "argmin", "count_nonzero", "norm", "sqrt", "exp", "log", "Series", "DataFrame", "copy", "fromiter", "tensordot",
    "take", "sign", "histogram", "bincount", "digitize", "average", "var", "std", "logical_and", "logical_or",
    "logical_not", "greater", "less", "pow", "T", "map", "replace", "get", "mul", "sub", "div", "between", "mask",
    "round", "float64", "float32", "expand_dims",
})  # fmt: skip
_LIBRARIES = ("numpy", "np", "pandas", "pd", "torch", "cupy", "jax", "polars", "pl", "tensorflow", "tf", "scipy")
_PLAIN_OPERATORS = frozenset({"Add", "USub", "UAdd"})  # come and go with a sum and its index


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit within a piece of code; fields as in `model.edits.FunctionEdit`."""

    kind: str
    effect: Effect
    confidence: float
    before: ast.AST | None = None
    after: ast.AST | None = None


def another_way(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> Edit | None:
    """Rewrites that only make sense as a whole: another container, a loop or none, work moved in or out of a loop.

    By what the pieces are made of, so it is a judgement and no proof.
    """
    old, new = _shape(before), _shape(after)
    for kind, confidence in _judgements(old, new):
        return Edit(kind=kind, effect=Effect.SPEED, confidence=confidence)
    return None


def _judgements(old: _Shape, new: _Shape) -> Iterator[tuple[str, float]]:
    if old.sleeps != new.sleeps and old.calls - new.calls <= Counter(["sleep"]):
        yield "waiting", 0.8
    if old.sets != new.sets and old.tests_membership and new.tests_membership and old.operators == new.operators:
        yield "container", 0.75
    if old.pieces == new.pieces and old.nesting != new.nesting:
        yield "loop-invariant", 0.7
    if old.loops != new.loops and old.work == new.work and old.telling == new.telling:
        # A comprehension is hardly faster than the loop it stands for; builtins and vectorised expressions are.
        swift = bool((old.calls - new.calls | new.calls - old.calls).keys() & SWIFT) or 0 in (old.walks, new.walks)
        yield "loop", 0.6 if swift else 0.4
    if old.telling != new.telling:
        return
    # What is called here and only named there is handed to somebody who calls it.
    odd = frozenset(old.work - new.work - new.names | new.work - old.work - old.names)
    if odd & POOLS and odd <= CONCURRENT | PLUMBING:
        yield "concurrency", 0.7
    if odd and odd & STRUCTURES and odd <= STRUCTURES | PLAIN and old.acts == new.acts:
        yield "container", 0.65
    if _vectorised(old, new, odd) or _vectorised(new, old, odd):
        yield "vectorisation", 0.7
    same = not odd and old.operators == new.operators and old.tests == new.tests
    if same and old.work and bool(old.walks) != bool(new.walks):
        yield "loop", 0.6


def _vectorised(whole: _Shape, single: _Shape, odd: frozenset[str]) -> bool:
    """Whether one works on whole arrays or tables, and the other on one element after the other."""
    row_by_row = bool(single.work & ROWS - whole.work) or single.walks > whole.walks
    on_arrays = whole.arrays or bool(single.work & ROWS)
    same = whole.sums == single.sums
    return row_by_row and on_arrays and whole.walks == 0 and same and odd <= ARRAYS | ROWS | PLUMBING


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a piece of code is made of.

    Attributes:
        calls, operators, constants: how often each stands in it.
        pieces: its simple statements, whatever they stand in.
        nesting: the same with the number of loops around each.
        loops: how many statements loop; walks: comprehensions along with them.
        tests: conditions of statements and comprehensions.
        names: what it names.
        arrays: whether it calls a library of arrays or tables by name, or computes with columns.
    """

    calls: Counter[str]
    operators: Counter[str]
    constants: Counter[str]
    pieces: Counter[str]
    nesting: Counter[str]
    loops: int
    walks: int
    sets: int
    tests: int
    tests_membership: bool
    arrays: bool
    names: frozenset[str]

    @property
    def sleeps(self) -> int:
        return self.calls["sleep"]

    @property
    def telling(self) -> frozenset[str]:
        return frozenset(self.constants) - INDEXES

    @property
    def work(self) -> frozenset[str]:
        return frozenset(self.calls) - PLUMBING

    @property
    def sums(self) -> frozenset[str]:
        """Operators that do not come and go with loops."""
        return frozenset(self.operators) - _PLAIN_OPERATORS

    @property
    def acts(self) -> frozenset[str]:
        """Arithmetic, without comparisons: searching by another structure compares otherwise."""
        return frozenset(self.operators) & frozenset({"Mult", "Div", "Pow", "FloorDiv", "Mod", "MatMult"})


def _shape(body: Sequence[ast.stmt]) -> _Shape:
    calls, operators, constants = Counter[str](), Counter[str](), Counter[str]()
    loops = walks = sets = tests = 0
    membership = arrays = False
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                calls[name_of(node.func)] += 1
                sets += name_of(node.func) in ("set", "frozenset")
                arrays = arrays or _library(node.func) in _LIBRARIES
            elif isinstance(node, (ast.operator, ast.cmpop, ast.unaryop)):
                operators[type(node).__name__] += 1
                membership = membership or isinstance(node, (ast.In, ast.NotIn))
            elif isinstance(node, ast.Constant):
                constants[repr(node.value)] += 1
            elif isinstance(node, (ast.Set, ast.SetComp)):
                sets += 1
            loops += isinstance(node, LOOPED)
            walks += isinstance(node, (*LOOPED, *COMPREHENSIONS))
            tests += isinstance(node, (ast.If, ast.IfExp)) + (
                len(node.ifs) if isinstance(node, ast.comprehension) else 0
            )
    names = frozenset(node.id for one in body for node in ast.walk(one) if isinstance(node, ast.Name))
    nesting = Counter(_simple(body, 0))
    pieces = Counter[str]()
    for text, count in nesting.items():
        pieces[text.partition(" ")[2]] += count
    return _Shape(calls, operators, constants, pieces, nesting, loops, walks, sets, tests, membership, arrays, names)


def _simple(body: Sequence[ast.AST], depth: int) -> Iterator[str]:
    for node in body:
        inner = isinstance(node, LOOPED)
        blocks = [getattr(node, name, None) for name in ("body", "orelse", "finalbody")]
        nested = [block for block in blocks if isinstance(block, list)]
        if not nested:
            yield f"{depth} {dump(node)}"
        for block in nested:
            yield from _simple(block, depth + inner)


def _library(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id.partition(".")[0] if isinstance(node, ast.Name) else ""


def name_of(node: ast.AST) -> str:
    """The last name of what is called."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id.rpartition(".")[2] if isinstance(node, ast.Name) else ""
