"""A function as the tree of its decisions: what follows a branch is repeated in both of its arms.

Guard clauses, nested ifs, flags that only carry a decision onward and results of helpers with several returns come out
as one tree.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from parity.semantics.arms import ENDS, MAX_WAYS, SCOPES, Arms, ways_through, without_idle
from parity.semantics.conditions import choices_of, negation, truth
from parity.semantics.copying import copied
from parity.semantics.dump import dump
from parity.semantics.expressions import is_inert, is_pure, names_in, walk
from parity.semantics.flow import evaluated_before
from parity.semantics.known import Known
from parity.semantics.rewriting import View, located

MAX_CHOICES = 12  # of `x in (1, 2)` that become decisions of their own
MAX_STATEMENTS = 300  # of a tree; what grows beyond stays as it is


class _TooLarge(Exception):
    """The tree is larger than allowed."""


class _Facts:
    """What is known on the way to a place: values of variables, and which decisions were taken."""

    def __init__(self, values: Mapping[str, ast.expr], taken: Mapping[str, tuple[bool, frozenset[str]]]) -> None:
        self.values, self.taken = dict(values), dict(taken)

    def but(self, names: set[str]) -> _Facts:
        """Without what is known of these names."""
        return _Facts(
            {name: value for name, value in self.values.items()
             if name not in names and not names & set(names_in(value))},
            {text: told for text, told in self.taken.items() if not told[1] & names},
        )  # fmt: skip

    def with_taken(self, test: ast.expr, *, holds: bool) -> _Facts:
        """Once a test was decided, where its outcome cannot change without a name being set again."""
        found = _Facts(self.values, self.taken)
        if _lasts(test):
            found.taken[dump(test)] = holds, frozenset(names_in(test))
        return found

    def decided(self, test: ast.expr) -> bool | None:
        """How a test comes out, where that is known."""
        if (told := self.taken.get(dump(test))) is not None:
            return told[0]
        mine = choices_of(test)
        if mine is None or _kinds(mine[1]) != {"str"} or len(mine[1]) != 1:
            return None
        for text, (holds, _) in self.taken.items():  # it equals another constant
            if holds and text != dump(test) and text.startswith(f"(Compare {dump(mine[0])} [ (Eq ) ] [ str="):
                return False
        return None


def _kinds(constants: Sequence[ast.expr]) -> set[str]:
    """Types of constants: those of one type are equal where they are written alike, unlike 1 and True."""
    return {type(getattr(one, "value", None)).__name__ for one in constants}


def _lasts(test: ast.expr) -> bool:
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Name):
        return isinstance(test.ops[0], (ast.Is, ast.Eq)) and isinstance(test.comparators[0], ast.Constant)
    called = test.func.id if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) else ""
    return called == "isinstance" and is_pure(test)


def as_tree(function: ast.FunctionDef | ast.AsyncFunctionDef, view: View) -> bool:
    """In place; False where the tree would be too large."""
    shared = {
        name for inner in walk(function) if isinstance(inner, SCOPES) and inner is not function
        for name in names_in(inner)
    }  # fmt: skip
    shared |= {
        name for inner in walk(function) if isinstance(inner, (ast.Global, ast.Nonlocal)) for name in inner.names
    }
    if sum(ways_through(function.body)) > MAX_WAYS:
        return False
    try:
        body = _Grower(view, frozenset(shared)).block(function.body, _Facts({}, {}), "function")
    except _TooLarge:
        return False
    function.body = body or [located(ast.Pass(), function)]
    without_idle(function)
    Arms(frozenset(shared)).separate(function.body)
    return True


class _Grower:
    def __init__(self, view: View, shared: frozenset[str]) -> None:
        self._view, self._shared, self._left = view, shared, MAX_STATEMENTS

    def block(self, body: Sequence[ast.stmt], facts: _Facts, tail: str) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        rest = list(body)
        while rest:
            self._left -= 1
            if self._left < 0:
                raise _TooLarge
            node = self._filled(rest.pop(0), facts)
            split = _split(node)
            if split is not None:
                rest.insert(0, split)
                continue
            if isinstance(node, ast.If):
                chosen = self._branch(node, rest, facts, tail)
                if isinstance(chosen, ast.If):
                    return [*found, *_simplified(chosen)]
                rest[:0] = chosen
                continue
            if isinstance(node, ENDS):
                return [*found, *([] if _falls_off(node, tail) else [node])]
            facts = self._passed(node, facts)
            found.append(node)
        return found

    def _branch(self, node: ast.If, rest: list[ast.stmt], facts: _Facts, tail: str) -> ast.If | list[ast.stmt]:
        """The decision with both ways from it; the way itself where it is decided already."""
        test = truth(node.test, self._view)
        if isinstance(test, ast.Constant):
            return list(node.body if test.value else node.orelse)
        if isinstance(test, ast.BoolOp):
            first, more = test.values[0], test.values[1:]
            left = located(ast.BoolOp(op=test.op, values=more), test) if len(more) > 1 else more[0]
            inner = located(ast.If(test=left, body=node.body, orelse=node.orelse), node)
            whole = located(ast.If(test=first, body=[inner], orelse=[inner]), node)
            if isinstance(test.op, ast.And):
                whole.orelse, inner.orelse = node.orelse, [copied(one) for one in node.orelse]
            else:
                whole.body, inner.body = node.body, [copied(one) for one in node.body]
            return [whole]
        told = choices_of(test)
        if told is not None and 1 < len(told[1]) <= MAX_CHOICES:
            found = list(node.orelse)
            for one in reversed(told[1]):
                each = ast.Compare(left=told[0], ops=[ast.Eq()], comparators=[one])
                found = [
                    located(
                        ast.If(test=located(copied(each), test), body=[copied(one) for one in node.body], orelse=found),
                        node,
                    )
                ]
            return found
        positive = _positive(test, self._view)
        if positive is not None:
            return [located(ast.If(test=positive, body=node.orelse, orelse=node.body), node)]
        decided = facts.decided(test)
        if decided is not None:
            return list(node.body if decided else node.orelse)
        return self._ways(node, test, rest, facts, tail)

    def _ways(self, node: ast.If, test: ast.expr, rest: list[ast.stmt], facts: _Facts, tail: str) -> ast.If:
        known = not set(names_in(test)) & self._shared
        yes, no = (facts.with_taken(test, holds=holds) if known else facts for holds in (True, False))
        again = [copied(one) for one in rest]
        body, orelse = self.block([*node.body, *rest], yes, tail), self.block([*node.orelse, *again], no, tail)
        return located(ast.If(test=test, body=body, orelse=orelse), node)

    def _filled(self, node: ast.stmt, facts: _Facts) -> ast.stmt:
        """With what is known of variables written where they are read."""
        if not facts.values:
            return node
        if isinstance(node, ast.If):
            node.test = Known(facts.values, self._view).visit(node.test)
            return node
        stored = _stored(node) if not isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)) else set[str]()
        values = {name: value for name, value in facts.values.items() if name not in stored}
        if values and set(values) & set(names_in(node)):
            filled: ast.stmt = Known(values, self._view).visit(node)
            return filled
        return node

    def _passed(self, node: ast.stmt, facts: _Facts) -> _Facts:
        """What is known after a statement, whose own blocks become trees; in place."""
        stored = _stored(node)
        after = facts.but(stored)
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name not in self._shared and self._is_known(node.value):
                after.values[name] = node.value
        loops = isinstance(node, (ast.For, ast.AsyncFor, ast.While))
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block and not isinstance(node, SCOPES):
                inside = _Facts(after.values, after.taken)
                setattr(node, field, self.block(block, inside, "loop" if loops and field == "body" else ""))
        for handler in getattr(node, "handlers", ()):
            handler.body = self.block(handler.body, _Facts(after.values, after.taken), "")
        return after

    def _is_known(self, value: ast.expr) -> bool:
        """Constants, and names that the function does not bind."""
        if isinstance(value, ast.Name):
            return value.id not in self._view.local
        return isinstance(value, (ast.Constant, ast.Lambda)) and not (
            isinstance(value, ast.Lambda) and set(names_in(value)) & self._view.local
        )


def _split(node: ast.stmt) -> ast.stmt | None:
    """`return f(a if c else b)` as the branch that it stands for, where nothing that acts is evaluated before c."""
    if not isinstance(node, (ast.Return, ast.Assign, ast.Expr)) or node.value is None:
        return None
    if isinstance(node, ast.Assign) and not all(isinstance(one, ast.Name) for one in node.targets):
        return None
    if not any(isinstance(one, ast.IfExp) for one in walk(node.value)):
        return None
    for choice, before in evaluated_before(node.value, ast.IfExp):
        if all(map(is_inert, before)):
            arms = [_Chosen(choice, arm).visit(node) for arm in (choice.body, choice.orelse)]
            return located(ast.If(test=choice.test, body=[arms[0]], orelse=[arms[1]]), node)
    return None


class _Chosen:
    """Copies of a statement with one of the two values in place of a choice."""

    def __init__(self, choice: ast.IfExp, value: ast.expr) -> None:
        self._choice, self._value = choice, value

    def visit(self, node: Any) -> Any:
        if node is self._choice:
            return copied(self._value)
        if isinstance(node, list):
            return [self.visit(one) for one in node]
        if not isinstance(node, ast.AST):
            return node
        made = type(node)(**{name: self.visit(getattr(node, name)) for name in node._fields if hasattr(node, name)})
        return ast.copy_location(made, node)


def _positive(test: ast.expr, view: View) -> ast.expr | None:
    """The opposite of a negative test."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    negative = isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.NotEq, ast.IsNot, ast.NotIn))
    return negation(test, view) if negative else None


def _simplified(node: ast.If) -> list[ast.stmt]:
    body, orelse = node.body, node.orelse
    if list(map(dump, body)) == list(map(dump, orelse)) and is_pure(node.test):
        return body
    if len(orelse) == 1 and isinstance(orelse[0], ast.If):
        inner = orelse[0]
        mine, other = choices_of(node.test), choices_of(inner.test)
        if mine is not None and other is not None and dump(mine[0]) == dump(other[0]):
            apart = not set(map(dump, mine[1])) & set(map(dump, other[1]))
            apart = apart and _kinds([*mine[1], *other[1]]) in ({"str"}, {"int"})
            if apart and dump(inner.test) < dump(node.test):
                swapped = located(ast.If(test=node.test, body=body, orelse=inner.orelse), node)
                return [located(ast.If(test=inner.test, body=inner.body, orelse=_simplified(swapped)), inner)]
    return [node]


def _falls_off(node: ast.stmt, tail: str) -> bool:
    if tail == "loop":
        return isinstance(node, ast.Continue)
    nothing = isinstance(node, ast.Return) and (
        node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)
    )
    return tail == "function" and nothing


def _stored(node: ast.stmt) -> set[str]:
    found = {inner.id for inner in walk(node) if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load)}
    return found | {inner.name for inner in walk(node) if isinstance(inner, ast.ExceptHandler) and inner.name}
