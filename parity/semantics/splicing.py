"""Statements that take what a function gives, as that function's own statements, with names of their own."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from parity.semantics.copying import copied
from parity.semantics.expressions import is_inert, is_literal, names_in, walk
from parity.semantics.flow import ends, evaluated_before
from parity.semantics.inlining import Definition, Replaced, body_of
from parity.semantics.rewriting import located
from parity.semantics.visiting import Transformer

MAX_SPLICED = 40  # statements of a function that are put in place of a call of it
MAX_TOGETHER = 120  # statements that are put in place of calls in one function
_APART = (
    ast.Lambda, ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await, ast.FunctionDef, ast.AsyncFunctionDef, ast.Global,
    ast.Nonlocal, ast.ClassDef, ast.Import, ast.ImportFrom, ast.ExceptHandler, ast.Delete,
)  # fmt: skip
_BUILTINS = frozenset(dir(builtins))
BLOCKS = ("body", "orelse", "finalbody")
Methods = Mapping[str, Definition]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Functions whose statements may stand for calls of them.

    Attributes:
        functions: of the module, by name. methods: private ones of the class, by name.
        bound: names that mean something else where the calls stand.
    """

    functions: Mapping[str, Definition]
    methods: Methods
    bound: frozenset[str]

    def called(self, call: ast.Call) -> tuple[ast.FunctionDef, list[ast.expr]] | None:
        """What a call calls, and the arguments by position that it hands to it."""
        func = call.func
        if isinstance(func, ast.Name):
            function = self.functions.get(func.id) if func.id not in self.bound else None
            plain = isinstance(function, ast.FunctionDef) and not function.decorator_list
            return (function, list(call.args)) if plain else None  # type: ignore[return-value]  # it is one
        if not (isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id == "self"):
            return None
        method = self.methods.get(func.attr)
        if not isinstance(method, ast.FunctionDef):
            return None
        decorators = [one.id for one in method.decorator_list if isinstance(one, ast.Name)]
        if not method.decorator_list:
            return method, [func.value, *call.args]
        return (method, list(call.args)) if decorators == ["staticmethod"] else None


class Splicer:
    """Goes through the blocks of one function."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._count, self._left = 0, MAX_TOGETHER

    def block(self, body: Sequence[ast.stmt], depth: int = 0) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for node in body:
            put = self._statement(node) if depth < 4 else None
            if put is not None:
                found.extend(self.block(put, depth + 1))
                continue
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                for name in BLOCKS:
                    block = getattr(node, name, None)
                    if isinstance(block, list) and block:
                        setattr(node, name, self.block(block, depth))
                for handler in getattr(node, "handlers", ()):
                    handler.body = self.block(handler.body, depth)
            found.append(node)
        return found

    def _statement(self, node: ast.stmt) -> list[ast.stmt] | None:
        """A statement with one call less; None where there is none that can be spliced."""
        field = {ast.If: "test", ast.For: "iter"}.get(type(node), "value")
        if not isinstance(node, (ast.Assign, ast.Return, ast.Expr, ast.AugAssign, ast.If, ast.For)):
            return None
        held = getattr(node, field)
        if held is None:
            return None
        if isinstance(held, ast.Call) and isinstance(node, (ast.Assign, ast.Return, ast.Expr)):
            put = self._put(node, held)
            if put is not None:
                return put
        if isinstance(node, ast.AugAssign) and not isinstance(node.target, ast.Name):
            return None
        for call, before in evaluated_before(held, ast.Call):
            if call is held and isinstance(node, (ast.Assign, ast.Return, ast.Expr)):
                continue
            if not all(map(is_inert, before)) or self._known.called(call) is None or _is_expression(self._known, call):
                continue
            self._count += 1
            name = f"taken~{self._count}"
            first = located(ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=copied(call)), node)
            spliced = self._put(first, first.value)
            if spliced is not None:
                setattr(node, field, _Put(call, name).visit(held))
                return [*spliced, node]
        return None

    def _put(self, node: ast.stmt, call: ast.expr) -> list[ast.stmt] | None:
        assert isinstance(call, ast.Call)
        told = self._known.called(call)
        if told is None or _is_expression(self._known, call):
            return None
        function, arguments = told
        given = _given(function, arguments, call.keywords)
        body = body_of(function)
        if given is None or not _can_stand(function, body, self._known.bound):
            return None
        self._left -= sum(isinstance(one, ast.stmt) for statement in body for one in walk(statement))
        if self._left < 0:
            return None
        self._count += 1
        stored = _stored(body)
        mark = f"@{function.name}{self._count}"
        put: dict[str, ast.expr] = {}
        first: list[ast.stmt] = []
        for name, value in given:
            if name not in stored and isinstance(value, (ast.Name, ast.Constant)):
                put[name] = value
            else:
                target = ast.Name(id=name + mark, ctx=ast.Store())
                first.append(located(ast.Assign(targets=[target], value=copied(value)), node))
                put[name] = ast.Name(id=name + mark, ctx=ast.Load())
        names = {name: name + mark for name in stored | {name for name, _ in given if name + mark in
                 {one.targets[0].id for one in first if isinstance(one, ast.Assign)
                  and isinstance(one.targets[0], ast.Name)}}}  # fmt: skip
        plain = Replaced({name: value for name, value in put.items() if name not in names})
        renaming = _Renamed(names)
        own = [renaming.visit(plain.visit(copied(one))) for one in body]
        return _ended([*first, *own], node)


def _is_expression(known: Known, call: ast.Call) -> bool:
    """Whether it calls what only returns an expression, of plain arguments: that is put where it is called."""
    told = known.called(call)
    if told is None:
        return False
    body = body_of(told[0])
    simple = all(isinstance(one, (ast.Name, ast.Constant, ast.Attribute)) for one in call.args)
    plain = not told[0].args.defaults and not call.keywords
    return len(body) == 1 and isinstance(body[0], ast.Return) and simple and plain


def _given(
    function: ast.FunctionDef, arguments: Sequence[ast.expr], keywords: Sequence[ast.keyword]
) -> list[tuple[str, ast.expr]] | None:
    """Each parameter and what it is given, in the order in which that is worked out."""
    told = function.args
    if told.vararg or told.kwarg or told.posonlyargs or any(isinstance(one, ast.Starred) for one in arguments):
        return None
    names = [one.arg for one in told.args]
    if len(arguments) > len(names) or any(word.arg is None for word in keywords):
        return None
    found: dict[str, ast.expr] = dict(zip(names, arguments, strict=False))
    for word in keywords:
        if word.arg in found or word.arg is None:
            return None
        found[word.arg] = word.value
    defaults = dict(zip(names[len(names) - len(told.defaults) :], told.defaults, strict=True))
    defaults |= {
        one.arg: value for one, value in zip(told.kwonlyargs, told.kw_defaults, strict=True) if value is not None
    }
    every = [*names, *(one.arg for one in told.kwonlyargs)]
    if set(found) - set(every):
        return None
    for name in every:
        if name not in found:
            if name not in defaults or not is_literal(defaults[name]):
                return None
            found[name] = defaults[name]
    return list(found.items())


def _can_stand(function: ast.FunctionDef, body: Sequence[ast.stmt], bound: frozenset[str]) -> bool:
    inner = [one for statement in body for one in walk(statement)]
    if not body or sum(isinstance(one, ast.stmt) for one in inner) > MAX_SPLICED:
        return False
    if any(isinstance(one, _APART) for one in inner):
        return False
    own = _stored(body) | {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    free = {one.id for one in inner if isinstance(one, ast.Name)} - own
    return not free & (bound - {"self"}) and function.name not in free


def _stored(body: Sequence[ast.stmt]) -> set[str]:
    return {
        one.id for node in body for one in walk(node) if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)
    }


def _ended(body: list[ast.stmt], node: ast.stmt) -> list[ast.stmt] | None:
    """The function's statements, what it returns given to who called it."""
    if isinstance(node, ast.Return):
        nothing = located(ast.Return(value=ast.Constant(value=None)), node)
        return body if ends(body) else [*body, nothing]

    def taken(value: ast.expr | None) -> list[ast.stmt]:
        given = value or located(ast.Constant(value=None), node)
        if isinstance(node, ast.Assign):
            return unpacked(located(ast.Assign(targets=[copied(one) for one in node.targets], value=given), node))
        return [] if isinstance(given, (ast.Name, ast.Constant)) else [located(ast.Expr(value=given), node)]

    return _tails(body, taken)


def _tails(body: Sequence[ast.stmt], taken: Callable[[ast.expr | None], list[ast.stmt]]) -> list[ast.stmt] | None:
    """With something else done in place of each return; None where one returns from the middle of something."""
    for place, node in enumerate(body):
        if isinstance(node, ast.Return):
            return [*body[:place], *taken(node.value)]
        if isinstance(node, ast.Raise):
            return list(body[: place + 1])
        if not any(isinstance(one, ast.Return) for one in walk(node)):
            continue
        rest = body[place + 1 :]
        if isinstance(node, ast.If):
            arms = [_tails(arm if ends(arm) else [*arm, *map(copied, rest)], taken) for arm in (node.body, node.orelse)]
            if arms[0] is None or arms[1] is None:
                return None
            made = ast.If(test=node.test, body=arms[0] or [located(ast.Pass(), node)], orelse=arms[1])
            return [*body[:place], located(made, node)]
        return None
    return [*body, *taken(None)]


class _Renamed(Transformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.copy_location(ast.Name(id=self._names.get(node.id, node.id), ctx=node.ctx), node)


class _Put(Transformer):
    """A name in place of one call."""

    def __init__(self, call: ast.Call, name: str) -> None:
        self._call, self._name = call, name

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if node is self._call:
            return ast.copy_location(ast.Name(id=self._name, ctx=ast.Load()), node)
        return self.generic_visit(node)


def unpacked(node: ast.stmt) -> list[ast.stmt]:
    """`a, b = x, y` as two statements, where neither can touch the other."""
    if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Tuple)):
        return [node]
    targets, value = node.targets[0].elts, node.value
    if not isinstance(value, ast.Tuple) or len(value.elts) != len(targets):
        return [node]
    if any(isinstance(one, ast.Starred) for one in value.elts):
        return [node]
    names = {one.id for one in targets if isinstance(one, ast.Name)}
    if len(names) != len(targets) or names & set(names_in(value)):
        return [node]
    return [
        located(ast.Assign(targets=[target], value=one), node) for target, one in zip(targets, value.elts, strict=True)
    ]
