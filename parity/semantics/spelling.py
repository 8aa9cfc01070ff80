"""Names as what they stand for."""

from __future__ import annotations

import ast
from dataclasses import replace

from parity.semantics.copying import copied
from parity.semantics.expressions import is_literal
from parity.semantics.inlining import Definition, applied
from parity.semantics.rewriting import located
from parity.semantics.surroundings import Surroundings
from parity.semantics.visiting import Transformer


def arguments_of(node: Definition) -> list[ast.arg]:
    """Every parameter of a function."""
    arguments = node.args
    rest = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *rest]


class Spelled(Transformer):
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
            tables = self._around.tables.keys() - {node.id}
            left = {name: value for name, value in self._around.made.items() if name in tables}
            plain = Spelled(replace(self._around, made=left), self._local, self._depth)
            made: ast.expr = plain.visit(copied(self._around.made[node.id]))
            return located(made, node)
        value = self._around.constants.get(node.id)
        if value is not None and is_literal(value):
            return located(copied(value), node)
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
        parameters = frozenset(argument.arg for argument in arguments_of(method))
        shown: ast.expr = Spelled(self._around, parameters, self._depth + 1).visit(value)
        return ast.copy_location(shown, node)

    def _made(self, node: ast.Call, func: ast.Attribute) -> ast.AST | None:
        """A call of a class's own way of making something that only returns an expression."""
        owner = func.value.id if isinstance(func.value, ast.Name) else ""
        maker = self._around.makers.get(f"{owner}.{func.attr}") if owner not in self._local else None
        if maker is None or self._depth > 3:
            return None
        value = applied(maker, ast.Call(func=func, args=[func.value, *node.args], keywords=node.keywords))
        if value is None:
            return None
        parameters = frozenset(argument.arg for argument in arguments_of(maker))
        shown: ast.expr = Spelled(self._around, parameters, self._depth + 1).visit(value)
        return ast.copy_location(shown, node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute):
            return self._method(node, node.func) or self._made(node, node.func) or node
        helper = self._around.functions.get(name) if name not in self._local else None
        if helper is None or self._depth > 3 or node.keywords or helper.decorator_list:
            return node
        value = applied(helper, node)
        if value is None:
            return node
        parameters = frozenset(argument.arg for argument in arguments_of(helper))
        shown: ast.expr = Spelled(self._around, parameters, self._depth + 1).visit(value)
        return ast.copy_location(shown, node)
