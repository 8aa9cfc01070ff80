"""Statements -> their vocabulary, in one walk."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

from parity.semantics.dump import dump
from parity.semantics.expressions import COMPREHENSIONS, children, walk
from parity.semantics.forms import (
    appends,
    asks_whether_there,
    counts,
    is_backwards,
    is_counting,
    is_negative,
    is_number,
    is_set,
    is_small,
    label_of,
    library_of,
    name_of,
    nothing_yet,
    operand_of,
    own_attribute,
)
from parity.semantics.vocabulary import Helpers, Vocabulary

LOOPS = (ast.For, ast.While, ast.AsyncFor)
MAX_DEPTH = 200  # of nested nodes
# Functions that call what they are given for every item or row.
EACH = frozenset({
    "apply", "map", "applymap", "transform", "vectorize", "apply_along_axis", "frompyfunc", "filter", "map_elements",
    "agg", "aggregate", "sorted", "sort", "reduce", "starmap", "imap", "submit", "pipe",
})  # fmt: skip
# Arguments that say in what way: told with the function's name.
MANNERS = frozenset({
    "how", "kind", "method", "mode", "orient", "engine", "side", "validate", "errors", "suffixes", "encoding",
    "newline",
    "backend", "prefer", "metric",
})  # fmt: skip
# Functions whose arguments are places and sizes, not values.
_SHAPES = frozenset({
    "range", "reshape", "zeros", "ones", "empty", "full", "arange", "expand_dims", "view", "squeeze", "unsqueeze",
    "islice", "len", "sliding_window_view", "repeat", "tile", "roll", "linspace",
})  # fmt: skip
# Functions that go through what they are given.
_LINEAR = frozenset({
    "sum", "max", "min", "sorted", "sort", "count", "index", "remove", "any", "all", "argsort", "unique", "median",
    "mean",
    "Counter", "argmin", "argmax", "cumsum", "reversed", "join", "sort_values", "list", "tuple", "set", "frozenset",
    "extend",
})  # fmt: skip
_STRICT = {"Gt": "Lt", "GtE": "LtE", "NotIn": "NotIn", "IsNot": "Is"}
_LIBRARIES = frozenset({
    "numpy", "np", "pandas", "pd", "torch", "cupy", "jax", "polars", "pl", "tensorflow", "tf", "scipy", "numba",
})  # fmt: skip


def vocabulary_of(body: Sequence[ast.AST], helpers: Helpers) -> Vocabulary:
    """Of some statements, and of what they use of `helpers`: what only their own module has."""
    nodes = [node for one in body for node in walk(one)]
    own = frozenset(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    reader = _Reader(helpers, own, frozenset(nothing_yet(nodes)))
    for node in body:
        reader.read(node, depth=0)
    return reader.found


class _Reader:
    """One walk; `depth` counts the loops around, `place` says whether a node is part of an index or a size."""

    def __init__(self, helpers: Helpers, own: frozenset[str], waiting: frozenset[str]) -> None:
        self._own = own
        self._waiting = waiting
        self.found = Vocabulary()
        self._helpers = helpers
        self._known: set[str] = set()
        self._levels = 0

    def read(self, node: ast.AST, *, depth: int, place: bool = False) -> None:
        self._levels += 1
        if self._levels > MAX_DEPTH:
            raise RecursionError
        told = _READERS.get(type(node))
        if told is not None:
            told(self, node, depth, place)
        else:
            self._below(node, depth, place)
        self._levels -= 1

    def _below(self, node: ast.AST, depth: int, place: bool) -> None:
        for inner in children(node):
            self.read(inner, depth=depth, place=place)

    def _call(self, node: ast.Call, depth: int, place: bool) -> None:
        found, word = self.found, name_of(node.func)
        variable = isinstance(node.func, ast.Name) and node.func.id in self._own
        if not variable and word not in self._helpers and f"self.{word}" not in self._helpers:
            found.calls[word] = max(found.calls.get(word, 0), depth)
        found.arrays = found.arrays or library_of(node.func) in _LIBRARIES
        own = own_attribute(node.func)
        self.read(
            node.func.value if isinstance(node.func, ast.Attribute) and own not in self._helpers else node.func,
            depth=depth,
            place=place,
        )
        constants = {repr(one.value) for one in node.args if isinstance(one, ast.Constant)}
        if constants:
            found.given.setdefault(word, set()).update(constants)
        for one in node.args:
            called = word in EACH and not isinstance(one, ast.Constant)
            inner = depth + (called and (isinstance(one, ast.Lambda) or name_of(one) in self._helpers))
            self.read(one, depth=inner, place=place or word in _SHAPES)
        found.levels.setdefault(word, []).append(depth)
        if word in _LINEAR and (word not in ("max", "min") or len(node.args) < 2):
            found.degree = max(found.degree, depth + 1)
        if word == "from_iterable":
            found.degree = max(found.degree, depth + 2)
        for keyword in node.keywords:
            found.keywords.setdefault(word, set()).add((keyword.arg or "**", dump(keyword.value)))
            inner = depth + (isinstance(keyword.value, ast.Lambda) and (word in EACH or keyword.arg == "key"))
            if keyword.arg in MANNERS and isinstance(keyword.value, ast.Constant):
                continue
            self.read(keyword.value, depth=inner, place=place or is_small(keyword.value))
        if word in ("list", "sorted", "tuple") and len(node.args) == 1 and is_set(node.args[0]) and word != "sorted":
            found.marks.add("unordered")

    def _name(self, node: ast.Name, depth: int, place: bool) -> None:
        word = node.id.rpartition(".")[2]
        root = node.id.partition(".")[0]
        if node.id != root and root in self._helpers:
            self._help(root, depth)
        if node.id in self._helpers:
            self._help(node.id, depth)
        else:
            self.found.named.add(word)

    def _help(self, name: str, depth: int) -> None:
        """What only this side's module has is part of what uses it; what is made once stands in no loop."""
        helper = self._helpers[name]
        if name in self._known:
            return
        self._known.add(name)
        if isinstance(helper, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for inner in helper.body:
                self.read(inner, depth=depth)
            return
        outside, self.found.calls = self.found.calls, {}
        self.read(helper, depth=0)
        self.found.once |= self.found.calls.keys()
        self.found.calls = {**self.found.calls, **outside}

    def _attribute(self, node: ast.Attribute, depth: int, place: bool) -> None:
        if (own := own_attribute(node)) in self._helpers:
            self._help(own, depth)
            return
        self.found.named.add(node.attr)
        self.read(node.value, depth=depth, place=place)

    def _constant(self, node: ast.Constant, depth: int, place: bool) -> None:
        value = node.value
        if isinstance(value, (bool, type(None))):
            return
        if isinstance(value, (int, float)):
            text = repr(int(value)) if isfinite(value) and value == int(value) else repr(value)
            (self.found.places if place else self.found.numbers).add(text)
            self.found.said[text] += not place and text not in ("0", "1", "-1", "2")
        elif value not in ("", b"") and value is not Ellipsis:
            self.found.texts.add(str(value))
            self.found.said[repr(value)] += 1

    def _operation(self, node: ast.BinOp | ast.AugAssign, depth: int, place: bool) -> None:
        repeated = isinstance(node, ast.BinOp) and any(isinstance(one, ast.List) for one in (node.left, node.right))
        if not place and not repeated and not is_counting(node):
            self.found.operators.add(type(node.op).__name__)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and dump(node.left) == dump(node.right):
            self.found.marks.add("square")
        counted = place or is_counting(node)
        if not counted and isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
            if any(isinstance(one, ast.Constant) and one.value == 1 for one in (node.left, node.right)):
                self.found.marks.add("one")
        elif counted and isinstance(node, ast.BinOp) and any(is_small(one) for one in (node.left, node.right)):
            self.found.marks.add("step")
        for inner in children(node):
            self.read(inner, depth=depth, place=counted)

    def _sign(self, node: ast.UnaryOp, depth: int, place: bool) -> None:
        if isinstance(node.op, ast.Invert) or (isinstance(node.op, ast.USub) and not place):
            self.found.marks.add("negative")
        self.read(node.operand, depth=depth, place=place)

    def _comparison(self, node: ast.Compare, depth: int, place: bool) -> None:
        counted = any(counts(one) for one in (node.left, *node.comparators))
        for operator in node.ops:
            name = type(operator).__name__
            if not counted:
                self.found.comparisons.add(_STRICT.get(name, name))
        if len(node.ops) == 1:
            sides = operand_of(node.left), operand_of(node.comparators[0])
            name = type(node.ops[0]).__name__
            self.found.bounds.add((_STRICT.get(name, name), *(sides[::-1] if name in ("Gt", "GtE") else sides)))
        self._below(node, depth, place or counted)

    def _subscript(self, node: ast.Subscript, depth: int, place: bool) -> None:
        if isinstance(node.slice, ast.Slice) and is_backwards(node.slice):
            self.found.marks.add("reversed")
        if isinstance(node.slice, ast.Slice) and is_negative(node.slice.lower):
            self.found.marks.add("tail")
        if isinstance(node.ctx, ast.Store):
            self.found.marks.add("stored")
        if isinstance(node.slice, (ast.Compare, ast.BoolOp)):
            self.found.marks.add("filtered")
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name_of(node.value) != "shape":
            self.found.indices.update(ast.unparse(one) for one in parts if is_number(one))
        self.read(node.value, depth=depth, place=place)
        self.read(node.slice, depth=depth, place=not isinstance(node.slice, (ast.Compare, ast.BoolOp)))

    def _display(self, node: ast.List | ast.Tuple | ast.Dict, depth: int, place: bool) -> None:
        parts = [*node.keys, *node.values] if isinstance(node, ast.Dict) else node.elts
        names = tuple(word for one in parts if one is not None and (word := label_of(one)))
        if len(set(names)) > 1 and isinstance(getattr(node, "ctx", None), (ast.Load, type(None))):
            self.found.orders.add(names)
        self._below(node, depth, place)

    def _both(self, node: ast.BoolOp, depth: int, place: bool) -> None:
        self.found.marks.add(type(node.op).__name__)
        self._below(node, depth, place)

    def _choice(self, node: ast.If | ast.IfExp, depth: int, place: bool) -> None:
        if not asks_whether_there(node.test, self._waiting):
            self.found.tests += 1
            self.found.marks.add("choice")
        self._below(node, depth, place)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, depth: int, place: bool) -> None:
        self._walked(depth)
        self.found.loops += 1
        if isinstance(node, ast.While):
            self.read(node.test, depth=depth + 1)
        else:
            if is_set(node.iter) and any(appends(inner) for one in node.body for inner in ast.walk(one)):
                self.found.marks.add("unordered")
            self.read(node.iter, depth=depth)
            self.read(node.target, depth=depth + 1)
        for inner in (*node.body, *node.orelse):
            self.read(inner, depth=depth + 1)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, depth: int, place: bool
    ) -> None:
        for part in node.generators:
            if is_set(part.iter) and isinstance(node, (ast.ListComp, ast.GeneratorExp)):
                self.found.marks.add("unordered")
            self.read(part.iter, depth=depth)
            self._walked(depth)
            depth += 1
            self.read(part.target, depth=depth)
            self.found.tests += len(part.ifs)
            for test in part.ifs:
                self.found.marks.add("choice")
                self.read(test, depth=depth)
        for name in ("key", "value", "elt"):
            if hasattr(node, name):
                self.read(getattr(node, name), depth=depth, place=place)

    def _walked(self, depth: int) -> None:
        self.found.walks += 1
        self.found.marks.add("loop")
        self.found.depth = max(self.found.depth, depth + 1)
        self.found.degree = max(self.found.degree, self.found.depth)

    def _handler(self, node: ast.ExceptHandler, depth: int, place: bool) -> None:
        self.found.marks.add("handler")
        types = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        self.found.handled.update("" if one is None else name_of(one) for one in types)
        for inner in node.body:
            self.read(inner, depth=depth)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, depth: int, place: bool) -> None:
        if self._levels > 1:  # it is read where it is used
            self._helpers = {**self._helpers, node.name: node}
            return
        for inner in (*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None), *node.body):
            self.read(inner, depth=depth)


_READERS: dict[type, Callable[[_Reader, Any, int, bool], None]] = {
    ast.Call: _Reader._call, ast.Name: _Reader._name, ast.Attribute: _Reader._attribute,
    ast.Constant: _Reader._constant, ast.BinOp: _Reader._operation, ast.AugAssign: _Reader._operation,
    ast.UnaryOp: _Reader._sign, ast.Compare: _Reader._comparison, ast.Subscript: _Reader._subscript,
    ast.List: _Reader._display, ast.Tuple: _Reader._display, ast.Dict: _Reader._display, ast.If: _Reader._choice,
    ast.IfExp: _Reader._choice, ast.BoolOp: _Reader._both, ast.ExceptHandler: _Reader._handler,
    ast.For: _Reader._loop, ast.While: _Reader._loop, ast.AsyncFor: _Reader._loop,
    ast.FunctionDef: _Reader._function, ast.AsyncFunctionDef: _Reader._function,
    **dict.fromkeys(COMPREHENSIONS, _Reader._comprehension),
}  # fmt: skip
