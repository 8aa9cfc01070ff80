"""A function, or statements, in the form that all proven rewrites of it share."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

from parity.semantics import comprehensions, conditions, inlining, literals, repetition, texts
from parity.semantics.comprehensions import Apart
from parity.semantics.dump import dump
from parity.semantics.expressions import NO_KINDS, is_inert, is_literal, uses
from parity.semantics.flow import inlined, straightened
from parity.semantics.inlining import Definition, applied, merged_names, opened, spliced
from parity.semantics.quiet import without_telling
from parity.semantics.repetition import forgetful, indexed
from parity.semantics.rewriting import Rewriter, View, located, merged
from parity.semantics.surroundings import Surroundings

BOOK = merged(comprehensions.RULES, repetition.RULES, literals.RULES, conditions.RULES, texts.RULES)
MAX_NODES = 20_000  # of a piece of code; larger ones are compared as they are
# Builtins that go through what they are given once, so that a list and a generator of it come to the same.
_CONSUMERS = ("sum", "any", "all", "sorted", "set", "list", "tuple", "dict", "max", "min", "frozenset")


def canonical(
    piece: Definition | Sequence[ast.stmt], surroundings: Surroundings, *, quiet: bool = False, expanded: bool = False,
    lenient: bool = False,
) -> list[ast.stmt]:  # fmt: skip
    """The piece's statements in canonical form; of a function, one statement: itself.

    Args:
        quiet: without what only tells people something (logging, printing, texts of errors).
        lenient: as `rewriting.View` has it.
        expanded: variables that are set once are put where they are read, however often: no longer the same work.
    """
    if isinstance(piece, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return [_function(deepcopy(piece), surroundings, quiet=quiet, expanded=expanded, lenient=lenient)]
    body = [deepcopy(node) for node in piece]
    if quiet:
        body = without_telling(body)
    view = View(surroundings=surroundings, lenient=lenient)
    return straightened(
        [Rewriter(BOOK, view).visit(node) for node in map(_Spelled(surroundings, frozenset()).visit, body)], view, ""
    )


def text_of(statements: Sequence[ast.stmt]) -> str:
    """Equal where the statements are; a function's own variables are told by the order in which they appear."""
    return "\n".join(dump(node, local_names(node)) for node in statements)


def local_names(node: ast.AST) -> frozenset[str]:
    """What a function binds besides its parameters; nothing for other statements."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return frozenset()
    parameters = {argument.arg for argument in _arguments(node)}
    shared = {name for inner in ast.walk(node) if isinstance(inner, (ast.Global, ast.Nonlocal)) for name in inner.names}
    bound = {
        inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load)
    }
    return frozenset(bound - parameters - shared)


def _arguments(node: Definition) -> list[ast.arg]:
    arguments = node.args
    rest = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *rest]


def _function(
    node: Definition, surroundings: Surroundings, *, quiet: bool, expanded: bool, lenient: bool
) -> Definition:
    if sum(1 for _ in ast.walk(node)) > MAX_NODES:
        return node
    parameters = frozenset(argument.arg for argument in _arguments(node))
    bound = parameters | local_names(node)
    if not surroundings.docstrings_read:
        node.body = [
            one for one in node.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        ]
    if not surroundings.annotations_read:
        _unannotated(node)
    if quiet:
        node.body = without_telling(node.body)
    node.body = spliced(node.body, surroundings.functions, bound)
    bound |= local_names(node)
    node = _Spelled(surroundings, bound).visit(node)
    view = View(surroundings=surroundings, kinds=NO_KINDS, local=bound, lenient=lenient)
    node = Rewriter(BOOK, view).visit(node)
    Apart().visit(node)
    _separated(node)
    node.body = straightened(node.body, view, "function")
    _computing(node, expanded=expanded)
    if expanded:
        forgetful(node)
        inlining.expanded(node)
    for _ in range(3):  # one rewrite makes room for another
        node.body = straightened(node.body, view, "function")
        _Finished().generic_visit(node)
        _gathered(node)
        merged_names(node, local_names(node))
        inlined(node, node.body, local_names(node))
    if expanded or lenient:
        indexed(node)
    Apart().visit(node)
    return node


def _computing(node: Definition, *, expanded: bool) -> None:
    """Functions inside of it that only compute something, put where they are called."""
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef):
            if expanded:
                inlining.expanded(inner)
            inlined(inner, inner.body, local_names(inner))
    opened(node)


def _unannotated(node: Definition) -> None:
    node.returns = None
    for argument in _arguments(node):
        argument.annotation = None
    for inner in ast.walk(node):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(inner, name, None)
            if isinstance(block, list):
                block[:] = [_plain(one) for one in block]


def _plain(node: ast.stmt) -> ast.stmt:
    if isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
        return ast.copy_location(ast.Assign(targets=[node.target], value=node.value), node)
    return node


class _Spelled(ast.NodeTransformer):
    """Names as what they stand for: imported ones by their dotted path, constants by their value, one-line helpers."""

    def __init__(self, surroundings: Surroundings, local: frozenset[str], depth: int = 0) -> None:
        self._around = surroundings
        self._local = local
        self._depth = depth

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self._local or not isinstance(node.ctx, ast.Load):
            return node
        if node.id in self._around.aliases:
            return ast.copy_location(ast.Name(id=self._around.aliases[node.id], ctx=ast.Load()), node)
        if node.id in self._around.made:
            plain = _Spelled(replace(self._around, made={}), self._local, self._depth)
            made: ast.expr = plain.visit(deepcopy(self._around.made[node.id]))
            return located(made, node)
        value = self._around.constants.get(node.id)
        if isinstance(value, ast.Constant) or (isinstance(value, ast.Tuple) and is_literal(value)):
            return located(deepcopy(value), node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and isinstance(node.ctx, ast.Load):
            path = node.value.id
            known = any(path == target or path.startswith(f"{target}.") for target in self._around.aliases.values())
            if known and path.partition(".")[0] not in self._local:
                return ast.copy_location(ast.Name(id=f"{path}.{node.attr}", ctx=ast.Load()), node)
        return node

    def _method(self, node: ast.Call, func: ast.Attribute) -> ast.AST | None:
        """A call of a private method of the same class that only returns an expression."""
        method = self._around.methods.get(func.attr)
        own = isinstance(func.value, ast.Name) and func.value.id == "self"
        if method is None or not own or self._depth > 3 or not method.args.args or method.args.args[0].arg != "self":
            return None
        value = applied(method, ast.Call(func=func, args=[func.value, *node.args], keywords=node.keywords))
        if value is None:
            return None
        parameters = frozenset(argument.arg for argument in _arguments(method))
        shown: ast.expr = _Spelled(self._around, parameters, self._depth + 1).visit(value)
        return ast.copy_location(shown, node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute):
            return self._method(node, node.func) or node
        helper = self._around.functions.get(name) if name not in self._local else None
        if helper is None or self._depth > 3 or node.keywords or helper.decorator_list:
            return node
        value = applied(helper, node)
        if value is None:
            return node
        parameters = frozenset(argument.arg for argument in _arguments(helper))
        shown: ast.expr = _Spelled(self._around, parameters, self._depth + 1).visit(value)
        return ast.copy_location(shown, node)


def _separated(node: Definition) -> None:
    """A name that is bound again and again on the way through a function, as one name for each of its values."""
    top = {name: number for number, one in enumerate(node.body) for name in _bound_here(one)}
    nested = {
        inner.id
        for one in node.body
        for inner in ast.walk(one)
        if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load) and inner.id not in _bound_here(one)
    }
    kept = {
        inner.id
        for one in ast.walk(node)
        if one is not node
        and isinstance(one, (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef, ast.Global, ast.Nonlocal))
        for inner in ast.walk(one)
        if isinstance(inner, ast.Name)
    }
    for name in sorted(top.keys() - nested - kept):
        number = 0
        for one in node.body:
            fresh = f"{name}#{number}" if number else name
            binds = name in _bound_here(one)
            for inner in ast.walk(one):
                if isinstance(inner, ast.Name) and inner.id == name:
                    stored = not isinstance(inner.ctx, ast.Load)
                    inner.id = f"{name}#{number + 1}" if stored and binds else fresh
            number += binds


def _bound_here(node: ast.stmt) -> set[str]:
    """The names that a plain assignment binds."""
    if not isinstance(node, ast.Assign):
        return set()
    return {one.id for one in node.targets if isinstance(one, ast.Name)}


class _Finished(ast.NodeTransformer):
    """Small things in one form: format specifications, calls that differ between two branches in one argument."""

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.format_spec, ast.Constant):
            node.format_spec = ast.copy_location(ast.JoinedStr(values=[node.format_spec]), node)
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        one, other = (
            block[0].value if len(block) == 1 and isinstance(block[0], ast.Expr) else None
            for block in (node.body, node.orelse)
        )
        if not (isinstance(one, ast.Call) and isinstance(other, ast.Call) and len(one.args) == len(other.args) == 1):
            return node
        if one.keywords or other.keywords or dump(one.func) != dump(other.func) or not is_inert_call(one.func):
            return node
        value = ast.IfExp(test=node.test, body=one.args[0], orelse=other.args[0])
        return located(ast.Expr(value=ast.Call(func=one.func, args=[value], keywords=[])), node)


def is_inert_call(function: ast.expr) -> bool:
    """Whether looking up what is called does nothing by itself."""
    return is_inert(function) or (isinstance(function, ast.Attribute) and is_inert(function.value))


def _gathered(node: Definition) -> None:
    """Lists that are filled by a loop as comprehensions; lists that are only gone through as generators."""
    for inner in ast.walk(node):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(inner, name, None)
            if isinstance(block, list):
                _gather_block(block)
        if isinstance(inner, ast.Call) and len(inner.args) == 1 and isinstance(inner.args[0], ast.ListComp):
            joins = isinstance(inner.func, ast.Attribute) and inner.func.attr == "join"
            if joins or (isinstance(inner.func, ast.Name) and inner.func.id in _CONSUMERS):
                made = inner.args[0]
                inner.args[0] = located(ast.GeneratorExp(elt=made.elt, generators=made.generators), made)


def _gather_block(block: list[ast.stmt]) -> None:
    place = 0
    while place + 1 < len(block):
        first, second = block[place], block[place + 1]
        made = _comprehension(first, second)
        if made is not None:
            block[place : place + 2] = [made]
        place += 1


def _comprehension(first: ast.stmt, loop: ast.stmt) -> ast.stmt | None:
    """`out = []` and a loop that only appends to it, as a comprehension; None where they are something else."""
    name = _empty_list(first)
    if name is None or not isinstance(loop, ast.For) or loop.orelse or len(loop.body) != 1:
        return None
    inner, tests = loop.body[0], list[ast.expr]()
    if isinstance(inner, ast.If) and not inner.orelse and len(inner.body) == 1:
        tests, inner = [inner.test], inner.body[0]
    item = _appended(inner, name)
    if item is None or any(uses(part, name) for part in (item, loop.iter, *tests)):
        return None
    if any(isinstance(part, (ast.Yield, ast.YieldFrom, ast.Await)) for part in ast.walk(loop)):
        return None
    part = ast.comprehension(target=loop.target, iter=loop.iter, ifs=tests, is_async=0)
    made = ast.ListComp(elt=item, generators=[part])
    return located(ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=made), loop)


def _empty_list(node: ast.stmt) -> str | None:
    """The name that an empty list is bound to."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.List) and not node.value.elts:
        names = [one.id for one in node.targets if isinstance(one, ast.Name)]
        return names[0] if len(names) == len(node.targets) == 1 else None
    return None


def _appended(node: ast.stmt, name: str) -> ast.expr | None:
    """What a statement appends to a list of that name."""
    call = node.value if isinstance(node, ast.Expr) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "append"):
        return None
    place = call.func.value
    fits = isinstance(place, ast.Name) and place.id == name and len(call.args) == 1 and not call.keywords
    return call.args[0] if fits else None


def is_plain_constant(node: ast.stmt) -> bool:
    """Whether a statement only gives a name to a literal."""
    return (
        isinstance(node, ast.Assign)
        and is_literal(node.value)
        and all(isinstance(one, ast.Name) for one in node.targets)
    )
