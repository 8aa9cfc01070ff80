"""Small questions about single nodes: what they are called, and whether they count, negate, append or ask."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence


def name_of(node: ast.AST) -> str:
    """The last name of what is called."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id.rpartition(".")[2] if isinstance(node, ast.Name) else ""


def library_of(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id.partition(".")[0] if isinstance(node, ast.Name) else ""


def own_attribute(node: ast.AST) -> str:
    """ "self.x" of an attribute of the object itself."""
    return f"self.{node.attr}" if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "self" else ""


def label_of(node: ast.AST) -> str:
    """The column or field that an expression reads, its name or text."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return node.attr if isinstance(node, ast.Attribute) else ""


def appends(node: ast.AST) -> bool:
    """To a list that has a name."""
    if isinstance(node, ast.Yield):
        return True
    return isinstance(node, ast.Call) and name_of(node.func) == "append" and isinstance(node.func.value, ast.Name)  # type: ignore[attr-defined]


def operand_of(node: ast.expr) -> str:
    """Name of what is compared; "" of what has none."""
    if isinstance(node, ast.Constant):
        return repr(node.value)
    return node.id if isinstance(node, ast.Name) else label_of(node)


def is_set(node: ast.AST) -> bool:
    return isinstance(node, (ast.Set, ast.SetComp)) or (
        isinstance(node, ast.Call) and name_of(node.func) in ("set", "frozenset")
    )


def is_small(node: ast.AST) -> bool:
    """0, 1, -1: as arguments they are axes, counts and the like, and told with the argument's name."""
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(node, ast.Constant) and node.value in (0, 1, -1)


def nothing_yet(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Variables that are None at first."""
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is None:
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def asks_whether_there(node: ast.expr, waiting: frozenset[str]) -> bool:
    """Whether a condition only asks if there is a value yet."""
    return isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and node.left.id in waiting


def is_number(node: ast.AST) -> bool:
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(node, ast.Constant) and type(node.value) is int


def is_backwards(node: ast.Slice) -> bool:
    """Whether it goes through from the end."""
    return is_negative(node.step)


def is_negative(node: ast.AST | None) -> bool:
    """Whether it is a number below 0, or something with a minus sign."""
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub)
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value < 0


def counts(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and name_of(node.func) in ("len", "range")


def is_counting(node: ast.BinOp | ast.AugAssign) -> bool:
    """Whether what is computed is a length or a place: len(x) - 1, i += 1."""
    if isinstance(node, ast.AugAssign):
        return isinstance(node.value, ast.Constant) and node.value.value == 1 and isinstance(node.target, ast.Name)
    if isinstance(node.op, (ast.Div, ast.Pow)):
        return False
    return any(counts(one) or (isinstance(one, ast.BinOp) and is_counting(one)) for one in (node.left, node.right))
