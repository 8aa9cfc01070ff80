"""Columns and rows of tables by one spelling: `t["a"]` for `t.a`, masks for `.loc` and `.query`: no proof."""

from __future__ import annotations

import ast

from parity.semantics.arrays import is_mask
from parity.semantics.rewriting import Rules, View, located
from parity.semantics.surroundings import Surroundings
from parity.semantics.visiting import Transformer

MAX_QUERY = 500  # characters
_TABLES = ("pandas", "polars", "dask", "cudf", "modin")
_COMBINED: dict[type[ast.boolop], ast.operator] = {ast.And: ast.BitAnd(), ast.Or: ast.BitOr()}


# What tables and columns have beside columns.
_OWN = frozenset({
    "index", "columns", "values", "shape", "T", "dtypes", "dtype", "loc", "iloc", "at", "iat", "str", "dt", "cat",
    "size", "empty", "ndim", "name", "names", "attrs", "plot", "axes", "is_unique", "hasnans", "array", "sparse",
    "year", "month", "day", "hour", "minute", "second", "weekday", "dayofweek", "dayofyear", "quarter", "date", "time",
    "days", "seconds", "codes", "categories", "levels",
})  # fmt: skip


def has_tables(surroundings: Surroundings) -> bool:
    """Whether a module imports a library of tables."""
    return any(path.startswith(_TABLES) for path in surroundings.aliases.values())


class ByName(Transformer):
    """`t.a` as `t["a"]`, of what is no module, no instance itself, and no method that is called."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Attribute):
            node.func.value = self.visit(node.func.value)
        else:
            node.func = self.visit(node.func)
        node.args = [self.visit(one) for one in node.args]
        node.keywords = [self.visit(one) for one in node.keywords]
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        held = node.value
        of_self = isinstance(held, ast.Name) and held.id in ("self", "cls")
        if of_self or node.attr in _OWN or node.attr.startswith("_") or isinstance(held, ast.Constant):
            return node
        return located(ast.Subscript(value=held, slice=ast.Constant(value=node.attr), ctx=node.ctx), node)


def _selected(node: ast.Subscript, view: View) -> ast.AST:
    """`t.loc[m, "a"]` as `t[m]["a"]`, but where it is set; `t.loc[m]` as `t[m]`."""
    held, rows = node.value, node.slice
    if not view.lenient or not isinstance(node.ctx, ast.Load) or not isinstance(held, ast.Attribute):
        return node
    column: ast.expr | None = None
    if isinstance(rows, ast.Tuple) and len(rows.elts) == 2:
        rows, column = rows.elts
    if held.attr != "loc" or not is_mask(rows):
        return node
    found: ast.expr = ast.Subscript(value=held.value, slice=rows, ctx=ast.Load())
    if column is not None:
        found = ast.Subscript(value=found, slice=column, ctx=ast.Load())
    return located(found, node)


def _queried(node: ast.Call, view: View) -> ast.AST:
    """`t.query("a > 0 and b == 1")` as `t[(t["a"] > 0) & (t["b"] == 1)]`."""
    func = node.func
    if not (view.lenient and isinstance(func, ast.Attribute) and func.attr == "query" and len(node.args) == 1):
        return node
    text = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
    if node.keywords or not isinstance(text, str) or len(text) > MAX_QUERY or not isinstance(func.value, ast.Name):
        return node
    try:
        asked = _asked(ast.parse(text, mode="eval").body, func.value.id)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return node
    return node if asked is None else located(ast.Subscript(value=func.value, slice=asked, ctx=ast.Load()), node)


def _asked(node: ast.expr, table: str) -> ast.expr | None:
    if isinstance(node, ast.Compare):
        sides = [_side(one, table) for one in (node.left, *node.comparators)]
        kept = [one for one in sides if one is not None]
        plain = not any(isinstance(op, (ast.In, ast.NotIn)) for op in node.ops)
        if len(kept) != 2 or len(sides) != 2 or not plain:
            return None
        return ast.Compare(left=kept[0], ops=node.ops, comparators=kept[1:])
    if isinstance(node, ast.BoolOp):
        parts = [_asked(one, table) for one in node.values]
        made = parts[0]
        for part in parts[1:]:
            if made is None or part is None:
                return None
            made = ast.BinOp(left=made, op=_COMBINED[type(node.op)], right=part)
        return made
    return None


def _side(node: ast.expr, table: str) -> ast.expr | None:
    if isinstance(node, ast.Name):
        name = ast.Constant(value=node.id)
        return ast.Subscript(value=ast.Name(id=table, ctx=ast.Load()), slice=name, ctx=ast.Load())
    if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant):
        return node
    return node if isinstance(node, ast.Constant) else None


RULES: Rules = {ast.Subscript: (_selected,), ast.Call: (_queried,)}
