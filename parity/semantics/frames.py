"""Chains of a table's methods as single steps, columns that are set as steps too: for what is a table."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from parity.semantics.arrays import is_mask, is_one_of
from parity.semantics.copying import copied
from parity.semantics.inlining import Replaced
from parity.semantics.rewriting import located

# Methods of tables that give a new one.
FRESH = frozenset({
    "copy", "assign", "merge", "drop", "reset_index", "sort_values", "rename", "fillna", "dropna", "astype", "join",
    "drop_duplicates", "set_index", "sort_index", "melt", "pivot", "replace", "query", "to_frame", "head", "tail",
})  # fmt: skip


class Steps:
    """Chains of a table's methods as one step after the other, each of which has a name; lambdas applied to it."""

    def __init__(self) -> None:
        self._own, self._count = set[str](), 0

    def block(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for node in body:
            for name in ("body", "orelse", "finalbody"):
                block = getattr(node, name, None)
                if isinstance(block, list) and block and not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                    setattr(node, name, self.block(block))
            found.extend(self._statement(node))
        return found

    def _statement(self, node: ast.stmt) -> list[ast.stmt]:
        before: list[ast.stmt] = []
        if isinstance(node, (ast.Assign, ast.Return, ast.Expr)) and node.value is not None:
            if isinstance(node, ast.Expr) and (changed := self._in_place(node.value)) is not None:
                node = located(changed, node)
            assert isinstance(node, (ast.Assign, ast.Return, ast.Expr))
            assert node.value is not None
            node.value = self._lifted(node.value, before)
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            return [*before, node]
        target = node.targets[0]
        if isinstance(target, ast.Name):
            (self._own.add if _is_fresh(node.value) else self._own.discard)(target.id)
        set_column = _column(target)
        if set_column is not None and set_column[0] in self._own:
            name, column = set_column
            made = _assigned(ast.Name(id=name, ctx=ast.Load()), column, node.value)
            return [*before, located(ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=made), node)]
        return [*before, node]

    def _in_place(self, call: ast.expr) -> ast.Assign | None:
        """`df.drop(..., inplace=True)` as `df = df.drop(...)`, `m.fit(x)` as `m = m.fit(x)`."""
        if not (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
        ):
            return None
        name = call.func.value.id
        word = next((one for one in call.keywords if one.arg == "inplace" and is_one_of(one.value, True)), None)
        if word is not None and name in self._own and call.func.attr in FRESH:
            call.keywords.remove(word)
        elif call.func.attr != "fit":
            return None
        return ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=call)

    def _lifted(self, node: ast.expr, before: list[ast.stmt]) -> ast.expr:
        """The same value; its steps that are named come before."""
        if isinstance(node, (ast.Subscript, ast.Attribute)):
            node.value = self._lifted(node.value, before)
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Lambda):
                self._selected(node, node.slice, before)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node.func.value = self._lifted(node.func.value, before)
            return self._method(node, node.func, before)
        return node

    def _selected(self, node: ast.Subscript, chosen: ast.Lambda, before: list[ast.stmt]) -> None:
        """`t[lambda d: d["a"] > 0]`, with or without `.loc`; in place."""
        held = node.value.value if isinstance(node.value, ast.Attribute) else node.value
        named = self._named(held, before)
        node.slice = _of(chosen, named)
        if isinstance(node.value, ast.Attribute) and not is_mask(node.slice):
            node.value.value = named
        else:
            node.value = named

    def _method(self, node: ast.Call, func: ast.Attribute, before: list[ast.stmt]) -> ast.expr:
        held = func.value
        if func.attr == "pipe" and node.args:
            piped = ast.Call(func=node.args[0], args=[held, *node.args[1:]], keywords=node.keywords)
            return self._lifted(located(piped, node), before)
        words = [(word.arg, word.value) for word in node.keywords if word.arg is not None]
        if len(words) != len(node.keywords):
            return node
        if func.attr == "assign" and words:
            return self._columns(held, [(ast.Constant(value=name), value) for name, value in words], before)
        values = [*node.args, *(value for name, value in words if name == "value")]
        if (
            func.attr == "fillna"
            and len(values) == len(node.args) + len(words) == 1
            and isinstance(values[0], ast.Dict)
        ):
            keys = [key for key in values[0].keys if key is not None]
            if len(keys) == len(values[0].values):
                named = self._named(held, before)
                filled = zip(keys, values[0].values, strict=True)
                return self._columns(named, [(key, _filled(named, key, value)) for key, value in filled], before)
        return node

    def _columns(
        self, held: ast.expr, columns: Sequence[tuple[ast.expr, ast.expr]], before: list[ast.stmt]
    ) -> ast.expr:
        first = self._named(held, before)
        now: ast.expr = first
        for name, value in columns:
            current = self._named(now, before)
            given = _of(value, current) if isinstance(value, ast.Lambda) else value
            now = located(_assigned(current, name, given), held)
        return now

    def _named(self, node: ast.expr, before: list[ast.stmt]) -> ast.expr:
        if isinstance(node, ast.Name):
            return node
        self._count += 1
        name = f"step~{self._count}"
        before.append(located(ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=node), node))
        return located(ast.Name(id=name, ctx=ast.Load()), node)


def _of(function: ast.Lambda, value: ast.expr) -> ast.expr:
    names = [one.arg for one in function.args.args]
    if len(names) != 1:
        return function
    applied: ast.expr = Replaced({names[0]: value}).visit(copied(function.body))
    return applied


def _assigned(held: ast.expr, column: ast.expr, value: ast.expr) -> ast.Call:
    """A table with one more column, whatever its name may be."""
    func = ast.Attribute(value=held, attr="assign", ctx=ast.Load())
    return ast.Call(func=func, args=[copied(column), value], keywords=[])


def _filled(held: ast.expr, column: ast.expr, value: ast.expr) -> ast.expr:
    place = ast.Subscript(value=copied(held), slice=copied(column), ctx=ast.Load())
    return ast.Call(func=ast.Attribute(value=place, attr="fillna", ctx=ast.Load()), args=[value], keywords=[])


def _column(target: ast.expr) -> tuple[str, ast.expr] | None:
    if not (isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name)):
        return None
    named = isinstance(target.slice, ast.JoinedStr) or (
        isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str)
    )
    return (target.value.id, target.slice) if named else None


def _is_fresh(value: ast.expr) -> bool:
    """A table that nobody else has."""
    if isinstance(value, ast.Subscript):
        return is_mask(value.slice) or isinstance(value.slice, (ast.List, ast.Lambda))
    if not isinstance(value, ast.Call):
        return False
    name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    return name in FRESH or name in ("pandas.DataFrame", "pandas.merge", "pandas.concat", "pandas.read_csv")
