"""A tree -> text that is equal where the trees are, with local variables told by the order in which they appear."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from typing import Any

_SILENT = frozenset({"ctx", "type_comment", "kind", "type_ignores"})
_FIELDS: dict[type, tuple[str, ...]] = {}  # of each class of nodes: follows from the class alone


def dump(node: Any, local: Collection[str] = ()) -> str:
    """Raises RecursionError where it is nested absurdly."""
    numbers: dict[str, int] = {}
    out: list[str] = []

    def name_of(name: str) -> str:
        return f"${numbers.setdefault(name, len(numbers))}" if name in local else name

    _write(node, out, name_of)
    return " ".join(out)


def is_same(one: Any, other: Any) -> bool:
    """Whether `dump` writes two trees, or lists of trees, alike: without writing them, and at any depth."""
    waiting = [(one, other)]
    while waiting:
        one, other = waiting.pop()
        cls = one.__class__
        if one is other:
            continue
        if cls is not other.__class__:
            return False
        if cls is list:
            if len(one) != len(other):
                return False
            waiting.extend(zip(one, other, strict=True))
        elif cls is ast.Constant:
            if not _is_same_value(one.value, other.value):
                return False
        elif isinstance(one, ast.AST):
            waiting.extend([(getattr(one, name, None), getattr(other, name, None)) for name in _fields(cls)])
        elif one != other:
            return False
    return True


def _is_same_value(one: Any, other: Any) -> bool:
    if one.__class__ is not other.__class__:
        return False
    return bool(one == other) if one.__class__ in (str, bytes, int, bool) else _constant(one) == _constant(other)


def _fields(cls: type[ast.AST]) -> tuple[str, ...]:
    found = _FIELDS.get(cls)
    if found is None:
        found = _FIELDS[cls] = tuple(name for name in cls._fields if name not in _SILENT)
    return found


def dump_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """As `dump`, without the function's docstring and annotations, whoever may read them."""
    out: list[str] = [f"({function.__class__.__name__} {function.name}"]
    arguments = function.args
    for part in (
        *([one.arg for one in many] for many in (arguments.posonlyargs, arguments.args, arguments.kwonlyargs)),
        *(None if one is None else one.arg for one in (arguments.vararg, arguments.kwarg)),
        arguments.defaults,
        arguments.kw_defaults,
        function.decorator_list,
        [one for one in function.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))],
    ):
        _write(part, out, str, plain=True)
    return " ".join(out)


# Fields that hold the name of a variable as plain text.
_NAMING = {
    ast.Name: "id", ast.arg: "arg", ast.ExceptHandler: "name", ast.FunctionDef: "name", ast.AsyncFunctionDef: "name",
    ast.ClassDef: "name", ast.MatchAs: "name", ast.MatchStar: "name", ast.MatchMapping: "rest",
}  # fmt: skip


def _write(node: Any, out: list[str], name_of: Callable[[str], str], *, plain: bool = False) -> None:
    """`plain`: an annotated assignment is an assignment."""
    cls = node.__class__
    if cls is list or cls is tuple:
        out.append("[")
        for item in node:
            _write(item, out, name_of, plain=plain)
        out.append("]")
        return
    if not isinstance(node, ast.AST):
        out.append(f"{cls.__name__}:{node!r}")
        return
    if isinstance(node, ast.Constant):
        out.append(f"{type(node.value).__name__}={_constant(node.value)}")
        return
    if plain and isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
        node = ast.Assign(targets=[node.target], value=node.value)
        cls = ast.Assign
    naming = _NAMING.get(cls)
    out.append(f"({cls.__name__}")
    for field in _fields(cls):
        value = getattr(node, field, None)
        if value is None:
            out.append("NoneType:None")
        elif field == naming:
            out.append(name_of(value))
        else:
            _write(value, out, name_of, plain=plain)
    out.append(")")


def _constant(value: Any) -> str:
    """Python bounds the decimal digits that it writes."""
    return hex(value) if type(value) is int and abs(value) >= 1 << 63 else ascii(value)
