"""Calls of arrays and tables in one form: methods as functions or the reverse, arguments by name, axes by number.

For values of the usual types: a `.mean()` is that of an array, `.loc` that of a table.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from parity.semantics.dump import dump
from parity.semantics.rewriting import Rules, View, located

# Methods of arrays that are functions of numpy too, and give the same of a table's columns.
_FUNCTIONS = frozenset({
    "sum", "mean", "min", "max", "prod", "argmax", "argmin", "cumsum", "cumprod", "round", "reshape", "transpose",
    "ravel", "squeeze", "repeat", "take", "any", "all", "swapaxes", "argsort", "clip", "diagonal", "trace",
})  # fmt: skip


_AXIS_SECOND = frozenset({"sum", "mean", "min", "max", "prod", "argmax", "argmin", "cumsum", "cumprod", "any", "all",
                          "std", "var", "median", "concatenate", "stack", "argsort", "expand_dims"})  # fmt: skip


_BY_ONE = frozenset({"reshape", "transpose"})  # take a shape, or its numbers one by one


# Functions to which a tuple of arrays or numbers is as good as a list.
_JOINING = frozenset(
    f"numpy.{name}" for name in ("array", "asarray", "concatenate", "stack", "vstack", "hstack", "column_stack")
)


_ALIASES = {"isnull": "isna", "notnull": "notna"}


# The first parameter of methods of tables, and arguments that say what is so anyway.
_FIRST = {"sort_values": "by", "groupby": "by", "merge": "right", "fillna": "value", "head": "n", "rename": "mapper",
          "agg": "func", "aggregate": "func", "isin": "values", "set_index": "keys", "astype": "dtype"}  # fmt: skip


_DEFAULTS: dict[str, tuple[tuple[str, object], ...]] = {
    "sort_values": (("ascending", True),), "merge": (("how", "inner"),), "concatenate": (("axis", 0),),
}  # fmt: skip


_DTYPES = frozenset({"float32", "float64", "float16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"})


def _called(node: ast.Call, view: View) -> ast.AST:
    if not view.lenient:
        return node
    func = node.func
    if isinstance(func, ast.Name) and func.id in ("pandas.merge", "pandas.isna", "pandas.notna") and node.args:
        attr = func.id.rpartition(".")[2]
        func = located(ast.Attribute(value=node.args[0], attr=attr, ctx=ast.Load()), node)
        node = located(ast.Call(func=func, args=node.args[1:], keywords=node.keywords), node)
    if isinstance(func, ast.Attribute):
        func.attr = _ALIASES.get(func.attr, func.attr)
        _worded(node, func.attr)
        if func.attr in _FUNCTIONS and not _is_text(func.value):
            node = _as_function(node, func)
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in _JOINING and node.args and isinstance(node.args[0], ast.Tuple):
        node.args[0] = located(ast.List(elts=node.args[0].elts, ctx=ast.Load()), node)
    if name.startswith("numpy."):
        _axes(node, name.removeprefix("numpy."))
    for word in node.keywords:
        word.value = _dtype(word.value) if word.arg == "dtype" else word.value
    if isinstance(node.func, ast.Attribute) and node.func.attr == "astype" and node.args:
        node.args[0] = _dtype(node.args[0])
    return node


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, (ast.JoinedStr, ast.Constant))


def _as_function(node: ast.Call, func: ast.Attribute) -> ast.Call:
    """`x.mean(axis=0)` as `numpy.mean(x, axis=0)`."""
    arguments = list(node.args)
    if func.attr in _BY_ONE and len(arguments) > 1:
        arguments = [ast.Tuple(elts=arguments, ctx=ast.Load())]
    name = ast.Name(id=f"numpy.{func.attr}", ctx=ast.Load())
    return located(ast.Call(func=name, args=[func.value, *arguments], keywords=node.keywords), node)


def _axes(node: ast.Call, name: str) -> None:
    """Axes by name; a permutation that moves one axis as that move. In place."""
    if name in _AXIS_SECOND and len(node.args) == 2 and not any(word.arg == "axis" for word in node.keywords):
        node.keywords.insert(0, ast.keyword(arg="axis", value=node.args.pop()))
    _without_defaults(node, name)
    order = node.args[1] if name == "transpose" and len(node.args) == 2 else None
    if name == "transpose" and len(node.args) == 1:
        order = next((word.value for word in node.keywords if word.arg == "axes"), None)
    if isinstance(order, (ast.Tuple, ast.List)):
        numbers = [one.value for one in order.elts if isinstance(one, ast.Constant) and isinstance(one.value, int)]
        moved = _moved(numbers) if len(numbers) == len(order.elts) else None
        if moved is not None:
            node.func = located(ast.Name(id="numpy.moveaxis", ctx=ast.Load()), node)
            node.args = [node.args[0], *(located(_number(one), node) for one in moved)]
            node.keywords = []


def _number(value: int) -> ast.expr:
    return ast.Constant(value=value)


def _moved(order: Sequence[int]) -> tuple[int, int] | None:
    """Of (0, 3, 1, 2): axis 3, which is the last, goes to 1. The last one is called -1 on either side."""
    count = len(order)
    if sorted(order) != list(range(count)) or count < 3:
        return None
    for source in range(count):
        for target in range(count):
            rest = [one for one in range(count) if one != source]
            rest.insert(target, source)
            if source != target and rest == list(order) and abs(source - target) > 1:
                return (source if source != count - 1 else -1), (target if target != count - 1 else -1)
    return None


def _worded(node: ast.Call, name: str) -> None:
    """Arguments by place where they may stand by name, left and right keys of one name as `on`. In place."""
    words = {word.arg: word for word in node.keywords}
    first = _FIRST.get(name)
    if first in words and not node.args:
        node.args.append(words[first].value)
        node.keywords.remove(words[first])
    left, right = words.get("left_on"), words.get("right_on")
    if name == "merge" and left is not None and right is not None and dump(left.value) == dump(right.value):
        node.keywords = [word for word in node.keywords if word not in (left, right)]
        node.keywords.append(ast.keyword(arg="on", value=left.value))
    axis = words.get("axis")
    if name == "drop" and node.args and axis is not None and is_one_of(axis.value, 1, "columns"):
        node.keywords.remove(axis)
        node.keywords.append(ast.keyword(arg="columns", value=node.args.pop(0)))
    for word in node.keywords:
        if word.arg == "columns" and isinstance(word.value, ast.Constant) and name == "drop":
            word.value = located(ast.List(elts=[word.value], ctx=ast.Load()), word.value)
    _without_defaults(node, name)
    node.keywords.sort(key=lambda word: word.arg or "~")


def _without_defaults(node: ast.Call, name: str) -> None:
    for told, value in _DEFAULTS.get(name, ()):
        node.keywords = [word for word in node.keywords if not (word.arg == told and is_one_of(word.value, value))]


def is_one_of(node: ast.expr, *values: object) -> bool:
    return isinstance(node, ast.Constant) and any(type(one) is type(node.value) and one == node.value for one in values)


def _dtype(node: ast.expr) -> ast.expr:
    """ "float32" as numpy.float32."""
    if isinstance(node, ast.Constant) and node.value in _DTYPES:
        return located(ast.Name(id=f"numpy.{node.value}", ctx=ast.Load()), node)
    return node


def _located(node: ast.Subscript, view: View) -> ast.AST:
    """`df.loc[mask]` and `df.loc[:, names]` as `df[...]`."""
    held = node.value
    if not view.lenient or not isinstance(held, ast.Attribute) or held.attr != "loc":
        return node
    where = node.slice
    if isinstance(where, ast.Tuple) and len(where.elts) == 2 and _is_all(where.elts[0]):
        columns = where.elts[1]
        if isinstance(columns, (ast.List, ast.Name)) or (
            isinstance(columns, ast.Constant) and isinstance(columns.value, str)
        ):
            return located(ast.Subscript(value=held.value, slice=columns, ctx=node.ctx), node)
    if is_mask(where):
        return located(ast.Subscript(value=held.value, slice=where, ctx=node.ctx), node)
    return node


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Slice) and node.lower is node.upper is node.step is None


def is_mask(node: ast.expr) -> bool:
    """Whether it says of each row whether it is meant."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.BitAnd, ast.BitOr))
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Invert)
    called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
    return isinstance(node, ast.Compare) or called in (
        "isna",
        "notna",
        "isin",
        "between",
        "duplicated",
        "isnull",
        "notnull",
    )


RULES: Rules = {ast.Call: (_called,), ast.Subscript: (_located,)}
