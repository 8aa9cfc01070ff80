"""Displays, constants and default arguments in one form."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from parity.semantics.expressions import is_pure, kind_of
from parity.semantics.rewriting import Rules, View, located

MAX_FOLDED = 1 << 64  # numbers; and characters of text are bounded by the source, as only + joins them
_OPERATIONS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}  # fmt: skip
# Arguments that say what is so anyway: called name -> (position or keyword, value).
_DEFAULTS: dict[str, tuple[tuple[int | str, object], ...]] = {
    "enumerate": ((1, 0),), "sorted": (("reverse", False), ("key", None)), "open": ((1, "r"),), "round": ((1, None),),
    ".get": ((1, None),), ".split": ((0, None),), ".strip": ((0, None),), ".sort": (("reverse", False),),
    ".encode": ((0, "utf-8"),), ".decode": ((0, "utf-8"),),
}  # fmt: skip
_KEPT = 128  # results, unless it is told otherwise
_CONSUMERS = ("sum", "min", "max", "sorted", "set", "frozenset", "tuple", "list", "dict")


def _folded(node: ast.BinOp, view: View) -> ast.AST:
    """`60 * 60` is 3600."""
    if not (isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant)):
        return node
    left: Any = node.left
    right: Any = node.right
    numbers = all(type(side.value) in (int, float) for side in (left, right))
    texts = isinstance(node.op, ast.Add) and isinstance(left.value, str) and isinstance(right.value, str)
    if isinstance(node.op, ast.Pow) and numbers and _is_small(left.value) and right.value in range(33):
        return located(ast.Constant(value=left.value**right.value), node)
    operation = _OPERATIONS.get(type(node.op))
    if operation is None or not (texts or numbers):
        return node
    try:
        value = operation(left.value, right.value)
    except (ArithmeticError, ValueError):
        return node
    return node if numbers and not abs(value) < MAX_FOLDED else located(ast.Constant(value=value), node)


def _is_small(value: object) -> bool:
    return isinstance(value, int) and abs(value) <= 1000


def _signed(node: ast.UnaryOp, view: View) -> ast.AST:
    if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        if (type(value) is int and value) or type(value) is float:
            return located(ast.Constant(value=-value), node)
    return node


def _cached(node: ast.Call) -> ast.AST:
    """`lru_cache()` keeps 128 results, as `lru_cache` does; `lru_cache(None)` all, as `cache` does."""
    given = [*node.args, *(word.value for word in node.keywords)]
    if any(word.arg != "maxsize" for word in node.keywords) or len(given) > 1:
        return node
    size = given[0] if given else ast.Constant(value=_KEPT)
    if not isinstance(size, ast.Constant) or size.value not in (None, _KEPT):
        return node
    return located(
        ast.Name(id="functools.cache" if size.value is None else "functools.lru_cache", ctx=ast.Load()), node
    )


def _called(node: ast.Call, view: View) -> ast.AST:
    if isinstance(node.func, ast.Name) and node.func.id == "functools.lru_cache":
        return _cached(node)
    if isinstance(node.func, ast.Name) and node.func.id in ("dict", "list", "tuple", "set", "range", "super"):
        if view.is_builtin(node.func, node.func.id):
            return _display(node, node.func.id)
        return node
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if isinstance(node.func, ast.Attribute):
        name = f".{node.func.attr}"
    elif not view.is_builtin(node.func, name):
        return node
    for place, value in _DEFAULTS.get(name, ()):
        _drop(node, place, value)
    node.keywords.sort(key=lambda word: word.arg or "~") if all(is_pure(word.value) for word in node.keywords) else None
    if name in _CONSUMERS or name == ".join":
        _as_generator(node)
    return node


def _drop(node: ast.Call, place: int | str, value: object) -> None:
    if isinstance(place, int):
        if len(node.args) == place + 1 and _is(node.args[place], value):
            node.args.pop()
    else:
        node.keywords = [word for word in node.keywords if not (word.arg == place and _is(word.value, value))]


def _is(node: ast.expr, value: object) -> bool:
    return (isinstance(node, ast.Constant) and node.value is value) or (
        isinstance(node, ast.Constant) and type(node.value) is type(value) and node.value == value
    )


def _as_generator(node: ast.Call) -> None:
    """What takes every element anyway does not mind a list in between."""
    if len(node.args) == 1 and isinstance(node.args[0], ast.ListComp):
        inner = node.args[0]
        node.args = [located(ast.GeneratorExp(elt=inner.elt, generators=inner.generators), inner)]


def _display(node: ast.Call, name: str) -> ast.AST:
    """`dict(a=1)`, `list()`, `set(x for x in y)` as what they make."""
    new: ast.expr | None = None
    if name == "range":
        if len(node.args) == 3 and _is(node.args[2], 1):
            node.args.pop()
        if len(node.args) == 2 and _is(node.args[0], 0):
            node.args.pop(0)
        return node
    only = node.args[0] if len(node.args) == 1 and not node.keywords else None
    if not node.args and not node.keywords:
        new = {"dict": ast.Dict(keys=[], values=[]), "list": ast.List(elts=[], ctx=ast.Load()),
               "tuple": ast.Tuple(elts=[], ctx=ast.Load())}.get(name)  # fmt: skip
    elif name == "dict" and not node.args and all(word.arg for word in node.keywords):
        keys: list[ast.expr | None] = [ast.Constant(value=word.arg) for word in node.keywords]
        new = ast.Dict(keys=keys, values=[word.value for word in node.keywords])
    elif isinstance(only, (ast.GeneratorExp, ast.ListComp)):
        new = _comprehended(only, name)
    elif isinstance(only, (ast.List, ast.Tuple, ast.Set)) and name in ("list", "tuple", "set") and only.elts:
        display: Any = {"list": ast.List, "tuple": ast.Tuple, "set": ast.Set}[name]
        new = ast.Set(elts=only.elts) if name == "set" else display(elts=only.elts, ctx=ast.Load())
    return node if new is None else located(new, node)


def _comprehended(inner: ast.GeneratorExp | ast.ListComp, name: str) -> ast.expr | None:
    if name == "list":
        return ast.ListComp(elt=inner.elt, generators=inner.generators)
    if name == "set":
        return ast.SetComp(elt=inner.elt, generators=inner.generators)
    if name == "dict" and isinstance(inner.elt, ast.Tuple) and len(inner.elt.elts) == 2:
        return ast.DictComp(key=inner.elt.elts[0], value=inner.elt.elts[1], generators=inner.generators)
    if name == "tuple":
        call = ast.Call(func=ast.Name(id="tuple", ctx=ast.Load()), args=[inner], keywords=[])
        call.args = [ast.GeneratorExp(elt=inner.elt, generators=inner.generators)]
        return call
    return None


def _looped(node: Any, view: View) -> Any:
    """What is only gone through once may be a tuple or a list; a mapping gives its keys by itself."""
    where = node.iter
    if isinstance(where, ast.List):
        node.iter = located(ast.Tuple(elts=where.elts, ctx=ast.Load()), where)
    elif isinstance(where, ast.Call) and not where.args and isinstance(where.func, ast.Attribute):
        # sqlite3.Row has keys() and gives its values when it is gone through
        sure = view.lenient or kind_of(where.func.value, view.kinds) == "dict"
        node.iter = where.func.value if where.func.attr == "keys" and sure else where
    return node


def _copied(node: Any, view: View) -> Any:
    """`[x for x in y]` is list(y)."""
    part = node.generators[0]
    plain = len(node.generators) == 1 and not part.ifs and not part.is_async and isinstance(node.elt, ast.Name)
    if plain and isinstance(part.target, ast.Name) and part.target.id == node.elt.id:
        name = "set" if isinstance(node, ast.SetComp) else "list"
        func = ast.Name(id=name, ctx=ast.Load())
        return located(ast.Call(func=func, args=[part.iter], keywords=[]), node)
    return node


def _unpacked(node: ast.Dict, view: View) -> ast.AST:
    """`{**{"a": x}, "b": y}` is `{"a": x, "b": y}`."""
    if None not in node.keys:
        return node
    keys, values = list[ast.expr | None](), list[ast.expr]()
    for key, value in zip(node.keys, node.values, strict=True):
        inner = value if key is None and isinstance(value, ast.Dict) else None
        keys.extend(inner.keys if inner is not None else [key])
        values.extend(inner.values if inner is not None else [value])
    told = [key.value for key in keys if isinstance(key, ast.Constant)]
    return located(ast.Dict(keys=keys, values=values), node) if len(set(map(repr, told))) == len(keys) else node


def _sliced(node: ast.Slice, view: View) -> ast.AST:
    if node.lower is not None and (_is(node.lower, None) or _is(node.lower, 0)):
        node.lower = None
    if node.upper is not None and _is(node.upper, None):
        node.upper = None
    if node.step is not None and (_is(node.step, None) or _is(node.step, 1)):
        node.step = None
    return node


RULES: Rules = {
    ast.BinOp: (_folded,),
    ast.UnaryOp: (_signed,),
    ast.Call: (_called,),
    ast.For: (_looped,),
    ast.comprehension: (_looped,),
    ast.ListComp: (_copied,),
    ast.SetComp: (_copied,),
    ast.Slice: (_sliced,),
    ast.Dict: (_unpacked,),
}
