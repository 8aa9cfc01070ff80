"""Reads functions for what their values are used as: statements, scopes, and calls of what the module defines."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from parity.evaluation.generation.uses import binding, declarations, names
from parity.evaluation.generation.uses.cells import Cell, Kind, Trait, of_value, unify
from parity.evaluation.generation.uses.definitions import Definitions, Function, NotConstant, default

MAX_DEPTH = 4  # calls of own functions inside one another
MAX_NODES = 20_000  # that are read of one function and what it calls


@dataclass(slots=True)
class Scope:
    names: dict[str, Cell]
    outer: Scope | None = None
    owner: str | None = None  # the class whose method this is
    returned: list[Cell] = field(default_factory=list)
    yielded: list[Cell] = field(default_factory=list)
    nothing: set[str] = field(default_factory=set)  # names that start as None
    guarding: bool = False  # inside the test of an `if` that only raises

    def cell(self, name: str) -> Cell | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name].find()
            scope = scope.outer
        return None


@dataclass(frozen=True, slots=True)
class Closure:
    """A function that is a value: of the module, local, a method, or a lambda."""

    node: Function | ast.Lambda
    scope: Scope | None = None
    bound: Cell | None = None
    owner: str | None = None


Reading = Callable[["Reader", Any, Scope], Cell]  # of one kind of expression
Library = Callable[["Reader", str, list[Cell], dict[str, Cell]], Cell]  # of what is called by its dotted path


class Reader:
    def __init__(self, known: Definitions, readings: Mapping[type[ast.expr], Reading], library: Library) -> None:
        self.known = known
        self.readings = readings
        self.library = library
        self.depth = 0
        self.seen = 0
        self.handling = 0  # `try` statements around that take a lacking field
        self.globals: dict[str, Cell] = {}

    # -- functions ---------------------------------------------------------------------------------------------------

    def call(self, closure: Closure, positional: list[Cell], named: dict[str, Cell]) -> Cell:
        """Reads the body with these arguments, and says what comes back."""
        made = Cell()
        if self.depth >= MAX_DEPTH or self.seen > MAX_NODES:
            return made
        cells = [closure.bound, *positional] if closure.bound is not None else positional
        arguments = closure.node.args
        scope = Scope({}, closure.scope, closure.owner)
        parameters = [*arguments.posonlyargs, *arguments.args]
        for place, parameter in enumerate(parameters):
            cell = cells[place] if place < len(cells) else named.get(parameter.arg)
            scope.names[parameter.arg] = self.parameter(parameter, cell, default(arguments, parameter))
        for parameter in arguments.kwonlyargs:
            given = named.get(parameter.arg)
            scope.names[parameter.arg] = self.parameter(parameter, given, default(arguments, parameter))
        if arguments.vararg is not None:
            rest = named.get("*", Cell(Kind.TUPLE))
            for cell in cells[len(parameters) :]:
                unify(rest.elements(), cell)
            scope.names[arguments.vararg.arg] = rest
        if arguments.kwarg is not None:
            scope.names[arguments.kwarg.arg] = named.get("**", Cell(Kind.DICT))
        self.depth += 1
        try:
            if isinstance(closure.node, ast.Lambda):
                return self.expression(closure.node.body, scope)
            self.block(closure.node.body, scope)
        finally:
            self.depth -= 1
        if scope.yielded:
            made.vote(Kind.LIST)
            for cell in scope.yielded:
                unify(made.elements(), cell)
            return made
        known = [cell for cell in scope.returned if cell.find().votes]
        first = known[0] if known else made
        for cell in known[1:]:
            if first.leading() is cell.leading():
                unify(first, cell)
        return first.find()

    def apply(self, called: Cell, positional: list[Cell], named: dict[str, Cell], path: str | None = None) -> Cell:
        """The result of calling what `called` is."""
        called = called.find()
        if isinstance(called.function, Closure):
            return self.call(called.function, positional, named)
        path = path or (called.function if isinstance(called.function, str) else None)
        if path is not None:
            return self.library(self, path, positional, named)
        called.vote(Kind.CALLABLE)
        for place, cell in enumerate(positional[:4]):
            if cell.find().votes:
                unify(called.field(place), cell)
        return called.results()

    def parameter(self, node: ast.arg, cell: Cell | None, given: ast.expr | None) -> Cell:
        cell = cell.find() if cell is not None else Cell()
        cell.name = cell.name or node.arg
        if names.kinds(node.arg) == (Kind.TABLE,) and "pandas" in self.known.imports.values():
            cell.vote(Kind.TABLE, weight=6)
        if node.annotation is not None:
            declarations.read(cell, node.annotation, self.known)
        if given is not None:
            with contextlib.suppress(NotConstant):
                unify(cell, of_value(self.known.value(given)))
                cell.trait(Trait.DEFAULTED)
        return cell.find()

    # -- statements --------------------------------------------------------------------------------------------------

    def block(self, body: list[ast.stmt], scope: Scope) -> None:
        for node in body:
            self.statement(node, scope)

    def statement(self, node: ast.stmt, scope: Scope) -> None:  # noqa: PLR0915  # one for each kind
        self.seen += 1
        if self.seen > MAX_NODES:
            return
        match node:
            case ast.Assign(value=ast.Constant(value=None)):
                for target in node.targets:
                    cell = Cell()
                    cell.name = "nothing"  # yet: what replaces it need not be None
                    binding.assign(self, target, cell, scope)
                    scope.nothing.update([target.id] if isinstance(target, ast.Name) else [])
            case ast.Assign():
                cell = self.expression(node.value, scope)
                for target in node.targets:
                    binding.assign(self, target, cell, scope)
            case ast.AnnAssign(value=ast.expr() as value):
                cell = self.expression(value, scope)
                declarations.read(cell, node.annotation, self.known)
                binding.assign(self, node.target, cell, scope)
            case ast.AugAssign():
                from_target = ast.BinOp(left=binding.loaded(node.target), op=node.op, right=node.value)
                binding.assign(self, node.target, self.expression(from_target, scope), scope)
            case ast.For() | ast.AsyncFor():
                binding.assign(self, node.target, self.iterate(self.expression(node.iter, scope)), scope)
                self.block([*node.body, *node.orelse], scope)
            case ast.While():
                self.condition(node.test, scope)
                self.block([*node.body, *node.orelse], scope)
            case ast.If():
                self.choice(node, scope)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    cell = self.expression(item.context_expr, scope)
                    if item.optional_vars is not None:
                        binding.assign(self, item.optional_vars, cell, scope)
                self.block(node.body, scope)
            case ast.Try():
                self.handling += any(_handles_lacks(handler) for handler in node.handlers)
                self.block(node.body, scope)
                self.handling -= any(_handles_lacks(handler) for handler in node.handlers)
                self.block([*(s for h in node.handlers for s in h.body)], scope)
                self.block([*node.orelse, *node.finalbody], scope)
            case ast.Return(value=ast.expr() as value):
                scope.returned.append(self.expression(value, scope))
            case ast.Expr():
                self.expression(node.value, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                held = Cell(Kind.CALLABLE)
                held.function = Closure(node, scope, owner=scope.owner)
                scope.names[node.name] = held
            case ast.Assert():
                self.condition(node.test, scope, guarding=True)
            case ast.Raise(exc=ast.expr() as raised):
                self.expression(raised, scope)
            case ast.Delete():
                for target in node.targets:
                    self.expression(binding.loaded(target), scope)
            case ast.Match():
                subject = self.expression(node.subject, scope)
                for case in node.cases:
                    binding.pattern(self, case.pattern, subject, scope)
                    if case.guard is not None:
                        self.condition(case.guard, scope)
                    self.block(case.body, scope)
            case _:
                pass

    def choice(self, node: ast.If, scope: Scope) -> None:
        self.condition(node.test, scope, guarding=_refuses(node.body))
        before = dict(scope.names)
        self.block(node.body, scope)
        after = scope.names
        scope.names = dict(before)
        self.block(node.orelse, scope)
        for name, cell in after.items():
            other = scope.names.get(name)
            if other is None or not other.find().votes or other.find().name == "nothing":
                scope.names[name] = cell
            elif other.find() is not cell.find() and cell.find().votes:
                if cell.leading() is other.leading():
                    unify(other, cell)
                elif before.get(name) is other:
                    scope.names[name] = cell  # what it is turned into

    def condition(self, node: ast.expr, scope: Scope, *, guarding: bool = False) -> None:
        outer, scope.guarding = scope.guarding, guarding or scope.guarding
        self.expression(node, scope)
        scope.guarding = outer
        match node:
            case ast.Name() | ast.Subscript() | ast.Attribute():
                self.truth(node, scope)
            case ast.UnaryOp(op=ast.Not()):
                self.truth(node.operand, scope)
            case ast.BoolOp():
                for value in node.values:
                    if isinstance(value, (ast.Name, ast.Subscript, ast.Attribute)):
                        self.truth(value, scope)
            case _:
                pass

    def truth(self, node: ast.expr, scope: Scope) -> None:
        if isinstance(node, (ast.Name, ast.Subscript, ast.Attribute, ast.Call)):
            self.expression(node, scope).trait(Trait.FALSY)

    def iterate(self, cell: Cell) -> Cell:
        """What a loop over it sees."""
        cell = cell.find()
        if cell.is_a(Kind.DICT):
            return cell.keys()
        if cell.is_a(Kind.TEXT):
            one = Cell(Kind.TEXT)
            one.arity, one.kin = 1, cell
            return one
        if cell.is_a(Kind.TUPLE) and cell.fields and cell.element is None:
            return self.joined([cell.fields[k].find() for k in sorted(cell.fields, key=str)])
        if cell.is_a(Kind.ARRAY):
            return cell.members().trait(Trait.ROW)  # or an element
        if not cell.vague:
            return cell.elements()
        cell.hint(Kind.LIST)
        return cell.members()

    def joined(self, cells: list[Cell]) -> Cell:
        for other in cells[1:]:
            if other.leading() is cells[0].leading():
                unify(cells[0], other)
        return cells[0].find()

    # -- expressions -------------------------------------------------------------------------------------------------

    def expression(self, node: ast.expr, scope: Scope) -> Cell:
        self.seen += 1
        reading = self.readings.get(type(node))
        if self.seen > MAX_NODES or reading is None:
            return Cell()
        return reading(self, node, scope).find()

    def compatible(self, one: Cell, other: Cell) -> None:
        """Two values that are compared, or of which one replaces the other."""
        one, other = one.find(), other.find()
        first, second = one.leading(), other.leading()
        if first is None or second is None or first is second or (_number(first) and _number(second)):
            if first is None and second is None and one.kin is not None:
                return
            unify(one, other)
        elif Trait.OPTIONAL in other.traits and not other.votes:
            one.trait(Trait.OPTIONAL)


def _number(kind: Kind) -> bool:
    return kind in (Kind.INT, Kind.FLOAT, Kind.BOOL)


def _refuses(body: list[ast.stmt]) -> bool:
    return len(body) == 1 and isinstance(body[0], ast.Raise)


def _handles_lacks(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(kind, ast.Name) and kind.id in ("KeyError", "LookupError") for kind in kinds)
