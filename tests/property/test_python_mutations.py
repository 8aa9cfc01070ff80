"""Real modules, edited: every edit that could change an answer changes the meaning, and no rewriting does."""

from __future__ import annotations

import ast
import bisect
import builtins
import copy
import heapq
import symtable
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parity.parsers import python_scopes, python_tree
from parity.parsers.python_source import parse_python

MODULES = [Path(module.__file__) for module in (heapq, bisect, python_scopes, python_tree) if module.__file__]
MODULES.append(Path(__file__))
DO_NOTHING = (ast.Pass,)


@lru_cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


@lru_cache
def meaning_of(path: Path) -> str:
    return parse_python(ast.unparse(tree_of(path))).meaning


def acting(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node that is neither in an annotation nor a constant on a line of its own."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns"):
                continue
            for child in value if isinstance(value, list) else [value]:
                idle = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
                if isinstance(child, ast.AST) and not idle:
                    waiting.append(child)


def other_operator(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        node.op = ast.Sub() if not isinstance(node.op, ast.Sub) else ast.Add()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.Compare):
        node.ops[0] = ast.LtE() if not isinstance(node.ops[0], ast.LtE) else ast.Lt()
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        node.op = ast.UAdd()
    else:
        return False
    return True


def other_constant(node: ast.AST) -> bool:
    if not isinstance(node, ast.Constant) or node.value is Ellipsis:
        return False
    value = node.value
    node.value = (
        not value if isinstance(value, bool)
        else value + 1 if isinstance(value, (int, float, complex))
        else value + "x" if isinstance(value, str)
        else value + b"x" if isinstance(value, bytes)
        else 0
    )  # fmt: skip
    return True


def other_order(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and len(node.args) > 1 and ast.dump(node.args[0]) != ast.dump(node.args[1]):
        node.args[0], node.args[1] = node.args[1], node.args[0]
        return not any(isinstance(argument, ast.Starred) for argument in node.args)
    if isinstance(node, (ast.BinOp, ast.Compare)):
        right = node.right if isinstance(node, ast.BinOp) else node.comparators[0]
        if ast.dump(node.left) == ast.dump(right):
            return False
        if isinstance(node, ast.BinOp):
            node.left, node.right = right, node.left
        else:
            node.left, node.comparators[0] = right, node.left
        return True
    return False


def other_name(node: ast.AST) -> bool:
    field = {ast.Attribute: "attr", ast.arg: "arg", ast.keyword: "arg", ast.Name: "id"}.get(type(node))
    name = getattr(node, field) if field else None
    if field is None or name is None or (field == "id" and not hasattr(builtins, name)):
        return False
    setattr(node, field, name + "_x")
    return True


def one_statement_less(node: ast.AST) -> bool:
    body = getattr(node, "body", None)
    if not isinstance(body, list) or len(body) < 2:
        return False
    for number in range(len(body) - 1, 0, -1):
        idle = isinstance(body[number], ast.Expr) and isinstance(body[number].value, ast.Constant)
        if not idle and not isinstance(body[number], DO_NOTHING):
            del body[number]
            return True
    return False


def other_branch(node: ast.AST) -> bool:
    if isinstance(node, ast.IfExp):
        node.body, node.orelse = node.orelse, node.body
    elif isinstance(node, (ast.If, ast.While)):
        node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
    elif isinstance(node, ast.Return) and node.value is not None:
        node.value = ast.List(elts=[node.value], ctx=ast.Load())
    else:
        return False
    return True


EDITS = [other_operator, other_constant, other_order, other_name, one_statement_less, other_branch]


@pytest.mark.parametrize("edit", EDITS)
@given(path=st.sampled_from(MODULES), data=st.data())
@settings(max_examples=20, deadline=None)
def test_an_edit_changes_the_meaning(edit: Callable[[ast.AST], bool], path: Path, data: st.DataObject) -> None:
    nodes = len(list(acting(tree_of(path))))
    edited = copy.deepcopy(tree_of(path))
    start = data.draw(st.integers(0, nodes - 1))
    every = list(acting(edited))
    if not any(edit(node) for node in (*every[start:], *every[:start])):
        return
    source = ast.unparse(ast.fix_missing_locations(edited))
    if ast.dump(ast.parse(source)) == ast.dump(ast.parse(ast.unparse(tree_of(path)))):
        return  # an operator's priority brought the same tree back
    assert parse_python(source).meaning != meaning_of(path)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_rewriting_changes_nothing(path: Path) -> None:
    original = parse_python(path.read_bytes())
    commented = "".join(f"{line}  # as it was\n" if line.endswith(")") else f"{line}\n" for line in
                        path.read_text().splitlines())  # fmt: skip
    assert parse_python(ast.unparse(tree_of(path))) == original
    if ast.dump(ast.parse(commented)) == ast.dump(tree_of(path)):  # no comment fell into a string
        assert parse_python(commented) == original
    assert parse_python(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")) == original


SOURCE = """
def f(first, *, second=1):
    total, held = 0, []
    with open(first) as handle:
        for line in handle:
            size = len(line)
            if (found := size) > second:
                held.append([word for word in line.split() if word])
            total += found
    try:
        pairs = {name: lambda: total for name in held}
    except ValueError as error:
        raise KeyError(error)
    def inner(scale):
        nonlocal total
        shifted = total * scale
        return [shifted + size for size in range(scale)]
    return pairs, inner, total
"""
PRIVATE = ["held", "handle", "line", "size", "found", "word", "pairs", "name", "error", "shifted"]
SEEN = ["first", "second", "total", "inner", "scale", "len", "range", "append", "f"]


class Rename(ast.NodeTransformer):
    """Renames a variable wherever it stands."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        for name in ("id", "name", "arg", "attr"):
            if getattr(node, name, None) == self.old:
                setattr(node, name, self.new)
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            node.names = [self.new if name == self.old else name for name in node.names]
        return self.generic_visit(node)


def renamed(old: str) -> str:
    return ast.unparse(Rename(old, "something_else").visit(ast.parse(SOURCE)))


@pytest.mark.parametrize("name", PRIVATE)
def test_a_variable_that_nobody_else_can_name_may_be_called_anything(name: str) -> None:
    symtable.symtable(renamed(name), "f.py", "exec")  # it is still Python
    assert parse_python(renamed(name)) == parse_python(SOURCE)


@pytest.mark.parametrize("name", SEEN)
def test_a_name_that_somebody_else_uses_stays(name: str) -> None:
    assert parse_python(renamed(name)).meaning != parse_python(SOURCE).meaning


@pytest.mark.parametrize(("one", "other"), [("size", "found"), ("line", "handle"), ("pairs", "held")])
def test_two_variables_made_one_are_another_program(one: str, other: str) -> None:
    merged = ast.unparse(Rename(one, other).visit(ast.parse(SOURCE)))
    assert parse_python(merged).meaning != parse_python(SOURCE).meaning


def test_a_comprehension_may_call_its_variable_what_its_iterable_is_called() -> None:
    merged = ast.unparse(Rename("word", "line").visit(ast.parse(SOURCE)))
    assert parse_python(merged) == parse_python(SOURCE)
