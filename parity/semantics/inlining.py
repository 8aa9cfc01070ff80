"""Calls of functions that only compute something, as what they compute; variables as what they were set to."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from parity.semantics.copying import copied
from parity.semantics.expressions import is_inert, names_in, walk
from parity.semantics.visiting import Transformer

Definition = ast.FunctionDef | ast.AsyncFunctionDef
MAX_ROUNDS = 20
_ACTS = (ast.Lambda, ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await, ast.FunctionDef, ast.AsyncFunctionDef)


class Replaced(Transformer):
    """Names as the expressions that they stand for."""

    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return copied(self._values[node.id]) if node.id in self._values and isinstance(node.ctx, ast.Load) else node


def parameters_of(function: ast.AST) -> list[str] | None:
    """Names of its parameters, where it only has plain ones without defaults."""
    if not isinstance(function, ast.FunctionDef) or function.decorator_list:
        return None
    arguments = function.args
    extra = arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs or arguments.defaults
    return None if extra else [one.arg for one in arguments.args]


def body_of(function: Definition) -> list[ast.stmt]:
    """Its statements without its docstring."""
    return [one for one in function.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]


def applied(function: ast.AST, call: ast.Call) -> ast.expr | None:
    """A call of a function that only returns an expression, as that expression; None where that is not sure."""
    names = parameters_of(function)
    if names is None or not isinstance(function, ast.FunctionDef) or not _fits(call, names):
        return None
    body = body_of(function)
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
        return None
    bound = {one.id for one in walk(body[0]) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    if bound & _free(call, names) or any(isinstance(one, _ACTS) for one in walk(body[0])):
        return None
    value: ast.expr = Replaced(dict(zip(names, call.args, strict=True))).visit(copied(body[0].value))
    return value


def applied_lambda(call: ast.Call) -> ast.expr | None:
    """A call of a lambda where it stands, as what it gives; None where that is not sure."""
    function = call.func
    if not isinstance(function, ast.Lambda) or call.keywords:
        return None
    arguments = function.args
    plain = not (
        arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs or arguments.defaults
    )
    names = [one.arg for one in arguments.args]
    if not plain or not _fits(call, names) or any(isinstance(one, _ACTS) for one in walk(function.body)):
        return None
    bound = {one.id for one in walk(function.body) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    if bound & _free(call, names):
        return None
    value: ast.expr = Replaced(dict(zip(names, call.args, strict=True))).visit(copied(function.body))
    return value


def _fits(call: ast.Call, names: Sequence[str]) -> bool:
    return (
        not call.keywords
        and len(names) == len(call.args)
        and all(is_inert(one) and not isinstance(one, ast.Lambda) for one in call.args)
    )


def _free(call: ast.Call, names: Sequence[str]) -> set[str]:
    """Names that binding one inside could hide: those of the arguments, and the parameters themselves."""
    return {name for one in call.args for name in names_in(one)} | set(names)


def opened(node: Definition) -> None:
    """Calls of functions defined inside of it that only return an expression, as that expression; in place."""
    for _ in range(MAX_ROUNDS):
        stores = _stores(node)
        own = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef) and stores.count(one.name) == 1}
        if not own:
            return
        putting = _Opened(own)
        node.body = [putting.visit(one) for one in node.body]
        used = {one.id for one in walk(node) if isinstance(one, ast.Name)}
        node.body = [one for one in node.body if not (isinstance(one, ast.FunctionDef) and one.name not in used)] or [
            ast.copy_location(ast.Pass(), node)
        ]
        if not putting.done:
            return


class _Opened(Transformer):
    """Not inside of lambdas, whose parameters could hide what the expression names."""

    def __init__(self, own: Mapping[str, ast.FunctionDef]) -> None:
        self._own = own
        self._hidden: set[str] = set()
        self.done = 0

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        hidden = self._hidden
        bound = {one.arg for one in walk(node) if isinstance(one, ast.arg)} | set(_stores(node))
        self._hidden = hidden | bound | {node.name}
        self.generic_visit(node)
        self._hidden = hidden
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        function = self._own.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if function is None or function.name in self._hidden:
            return node
        value = applied(function, node)
        if value is None or self._hidden & set(names_in(function)):
            return node
        self.done += 1
        return ast.copy_location(value, node)


def _stores(node: ast.AST) -> list[str]:
    found = []
    for one in walk(node):
        if isinstance(one, ast.Name):
            if not isinstance(one.ctx, ast.Load):
                found.append(one.id)
        elif isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.append(one.name)
    return found


def expanded(node: Definition) -> None:
    """Each variable that is set once at the top, or by a walrus, as what it was set to; in place."""
    for _ in range(MAX_ROUNDS):
        stores = _stores(node)
        walrus = next((one for one in walk(node) if isinstance(one, ast.NamedExpr)), None)
        if walrus is not None and stores.count(walrus.target.id) == 1:
            _put(node, walrus.target.id, walrus.value)
            continue
        place = next(
            (
                number
                for number, one in enumerate(node.body)
                if isinstance(one, ast.Assign) and len(one.targets) == 1 and isinstance(one.targets[0], ast.Name)
                and stores.count(one.targets[0].id) == 1
                and not isinstance(one.value, (ast.List, ast.Dict, ast.Set))
            ),
            None,
        )  # fmt: skip
        if place is None:
            return
        assigned = node.body.pop(place)
        assert isinstance(assigned, ast.Assign)
        assert isinstance(assigned.targets[0], ast.Name)
        _put(node, assigned.targets[0].id, assigned.value)


def _put(node: Definition, name: str, value: ast.expr) -> None:
    class Put(Transformer):
        def visit_NamedExpr(self, inner: ast.NamedExpr) -> ast.AST:
            return value if inner.target.id == name else self.generic_visit(inner)

        def visit_Name(self, inner: ast.Name) -> ast.AST:
            return copied(value) if inner.id == name and isinstance(inner.ctx, ast.Load) else inner

    Put().generic_visit(node)


def merged_names(node: Definition, own: frozenset[str]) -> None:
    """`x = y` at the top of a function, both set only once: x is y; in place."""
    for _ in range(MAX_ROUNDS):
        names = [
            (number, one.targets[0].id, one.value.id)
            for number, one in enumerate(node.body)
            if isinstance(one, ast.Assign) and len(one.targets) == 1 and isinstance(one.targets[0], ast.Name)
            and isinstance(one.value, ast.Name) and one.value.id in own
        ]  # fmt: skip
        stores = _stores(node) if names else []
        place = next((number for number, *pair in names if all(stores.count(name) == 1 for name in pair)), None)
        if place is None:
            return
        assigned = node.body.pop(place)
        assert isinstance(assigned, ast.Assign)
        assert isinstance(assigned.targets[0], ast.Name)
        _put(node, assigned.targets[0].id, assigned.value)
