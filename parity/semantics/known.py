"""What is known of variables, written where they are read."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from parity.semantics.inlining import Replaced, applied_lambda
from parity.semantics.rewriting import View, located
from parity.semantics.visiting import Transformer


class Known(Transformer):
    """Not inside of functions, which run later."""

    def __init__(self, values: Mapping[str, ast.expr], view: View) -> None:
        self._put, self._view = Replaced(values), view

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self._put.visit_Name(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        return applied_lambda(node) or node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        return compared(node)


def compared(node: ast.Compare) -> ast.expr:
    """A comparison of two constants, as its outcome."""
    left, right = node.left, node.comparators[0]
    if len(node.ops) != 1 or not isinstance(left, ast.Constant) or not isinstance(right, ast.Constant):
        return node
    same = type(left.value) is type(right.value) and left.value == right.value
    if not same and isinstance(left.value, (int, float)) and isinstance(right.value, (int, float)):
        return node
    if isinstance(node.ops[0], (ast.Is, ast.Eq)) and (isinstance(node.ops[0], ast.Eq) or is_single(left, right)):
        return located(ast.Constant(value=same), node)
    if isinstance(node.ops[0], (ast.IsNot, ast.NotEq)) and (
        isinstance(node.ops[0], ast.NotEq) or is_single(left, right)
    ):
        return located(ast.Constant(value=not same), node)
    return node


def is_single(left: ast.Constant, right: ast.Constant) -> bool:
    return any(one.value is None or isinstance(one.value, bool) for one in (left, right))
