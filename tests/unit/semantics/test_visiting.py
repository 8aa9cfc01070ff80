"""Transformers do as those of the standard library."""

import ast
import inspect
from itertools import product

from parity.semantics import dump as source_of_dump
from parity.semantics.dump import dump, is_same
from parity.semantics.visiting import Transformer

CODE = inspect.getsource(source_of_dump) + "\nx = {**a, 'k': f'{b!r:>{c}}'}\nmatch x:\n    case [1, *rest]: pass\n"
WRITTEN = ("1", "1.0", "True", "0.0", "-0.0", "''", "b''", "f(x)", "f(*x)", "f(x=1)", "[x]", "(x,)", "x.y")


class _Theirs(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Attribute(value=node, attr="of", ctx=node.ctx)

    def visit_Pass(self, node: ast.Pass) -> None:
        return None

    def visit_If(self, node: ast.If) -> list[ast.stmt]:
        self.generic_visit(node)
        return [ast.Expr(value=node.test), *node.body]


class _Ours(Transformer):
    visit_Name, visit_Pass, visit_If = _Theirs.visit_Name, _Theirs.visit_Pass, _Theirs.visit_If


def test_it_does_as_its_base() -> None:
    ours, theirs = _Ours().visit(ast.parse(CODE)), _Theirs().visit(ast.parse(CODE))
    assert ast.dump(ours) == ast.dump(theirs)


def test_trees_are_the_same_where_they_are_written_alike() -> None:
    assert is_same(ast.parse(CODE), ast.parse(CODE))
    for one, other in product(WRITTEN, WRITTEN):
        trees = ast.parse(one), ast.parse(other)
        assert is_same(*trees) is (dump(trees[0]) == dump(trees[1])) is (one == other)
