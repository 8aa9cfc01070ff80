"""Python syntax trees in a canonical form, from which only what provably changes nothing is missing.

Left out: positions, comments, docstrings, annotations that nobody reads at run time, the names of local variables.
Everything else stays: constants, order, decorators, defaults, and annotations in class bodies (dataclasses and pydantic
read them). The form does not depend on the Python that writes it: fields are written here, sorted, empty ones left out,
rather than by `ast.dump`, whose output changes between versions.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

DIGITS = 16
MAX_DEPTH = 200  # of nested nodes; deeper trees are machine-made, and compared by their bytes

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

_INNER_SCOPES = (*SCOPES, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SILENT = frozenset({"ctx", "type_comment", "kind", "type_ignores"})  # fields that say nothing about what code does
_LOOKS_AT_NAMES = frozenset({"locals", "eval", "exec", "vars", "dir", "globals", "_getframe", "currentframe", "stack"})


def written(node: ast.AST) -> str:
    """The canonical form. Raises RecursionError where it is nested deeper than `MAX_DEPTH`."""
    return _Writer().node(node)


def digest(texts: Iterable[str]) -> str:
    """The first 16 hex digits of the sha256 of some canonical forms."""
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def names_in(node: ast.AST) -> set[str]:
    """Every variable that is named anywhere inside."""
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def without_docstring(body: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
    """A body's statements after its docstring."""
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return body[1:]
    return body


@dataclass(slots=True)
class _Scope:
    """A function or class body that is being written; a function's local variables get numbers as they appear."""

    is_function: bool
    local: frozenset[str] = frozenset()
    numbers: dict[str, int] = field(default_factory=dict)


class _Writer:
    def __init__(self) -> None:
        self._depth = 0
        self._scopes: list[_Scope] = []

    def node(self, node: ast.AST) -> str:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise RecursionError("nested too deeply")
        try:
            return self._node(node)
        finally:
            self._depth -= 1

    def _node(self, node: ast.AST) -> str:
        if isinstance(node, FUNCTIONS):
            text = self._function(node)
        elif isinstance(node, ast.ClassDef):
            text = self._class(node)
        elif isinstance(node, ast.Name):
            text = f"Name({self._name(node.id)})"
        elif isinstance(node, ast.Constant):
            text = f"Constant({type(node.value).__name__} {_plain(node.value)})"
        elif isinstance(node, ast.arguments):
            text = self._arguments(node)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            text = self._fields(node, name=self._name(node.name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and self._in_function():
            # Python does not even evaluate the annotation of a local variable.
            assigned = "" if node.value is None else f"targets=[{self.node(node.target)}];value={self.node(node.value)}"
            text = f"Assign({assigned})" if assigned else "Pass()"
        else:
            text = self._fields(node)
        return text

    def _in_function(self) -> bool:
        return bool(self._scopes) and self._scopes[-1].is_function

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
        outside = [
            self._name(node.name),
            self._list(node.decorator_list),
            self._arguments(node.args),
            self._list(getattr(node, "type_params", [])),  # Python 3.12
        ]
        self._scopes.append(_Scope(is_function=True, local=_local_names(node)))
        try:
            body = self._list(without_docstring(node.body))
        finally:
            self._scopes.pop()
        return f"{type(node).__name__}({';'.join(outside)};{body})"

    def _class(self, node: ast.ClassDef) -> str:
        self._scopes.append(_Scope(is_function=False))
        try:
            body = self._list(without_docstring(node.body))
        finally:
            self._scopes.pop()
        return self._fields(node, body=body)

    def _arguments(self, arguments: ast.arguments) -> str:
        """Names, kinds and defaults of the parameters; annotations are left out."""
        kinds = [
            ",".join(argument.arg for argument in group)
            for group in (arguments.posonlyargs, arguments.args, arguments.kwonlyargs)
        ]
        rest = [argument.arg if argument else "" for argument in (arguments.vararg, arguments.kwarg)]
        keyword = [self.node(default) if default else "" for default in arguments.kw_defaults]
        return f"arguments({'/'.join([*kinds, *rest])};{self._list(arguments.defaults)};[{','.join(keyword)}])"

    def _fields(self, node: ast.AST, **given: str) -> str:
        parts = []
        for name, value in sorted(ast.iter_fields(node)):
            if name in given:
                parts.append(f"{name}={given[name]}")
            elif name not in _SILENT and value is not None and value != []:
                parts.append(f"{name}={self._value(value)}")
        return f"{type(node).__name__}({';'.join(parts)})"

    def _value(self, value: object) -> str:
        if isinstance(value, ast.AST):
            return self.node(value)
        if isinstance(value, list):
            return "[" + ",".join(self._value(item) for item in value) + "]"
        return _plain(value)

    def _list(self, nodes: Sequence[ast.AST]) -> str:
        return "[" + ",".join(self.node(node) for node in nodes) + "]"

    def _name(self, name: str) -> str:
        scope = self._scopes[-1] if self._scopes else None
        if scope is None or name not in scope.local:
            return ascii(name)
        return f"${scope.numbers.setdefault(name, len(scope.numbers))}"


def _plain(value: object) -> str:
    """A constant in ASCII: which characters count as printable changes with Python's Unicode tables."""
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(map(ascii, value)))}}}"
    return ascii(value)


def _local_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """Variables that only the function's own statements can name: how they are called is of no matter.

    None where the function holds another scope (which sees its variables) or asks for variables by name; never one
    that a string mentions: pandas' `query("x > @limit")` looks at the caller's variables.
    """
    bound: set[str] = set()
    fixed = {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
    for node in _walk_body(function):
        if isinstance(node, _INNER_SCOPES):
            return frozenset()
        if isinstance(node, ast.Name):
            if node.id in _LOOKS_AT_NAMES:
                return frozenset()
            if not isinstance(node.ctx, ast.Load):
                bound.add(node.id)
        elif isinstance(node, ast.Attribute) and node.attr in _LOOKS_AT_NAMES:
            return frozenset()
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            fixed.update(node.names)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            fixed.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            fixed.update(re.findall(r"\w+", node.value))
        elif isinstance(node, (ast.MatchAs, ast.MatchStar, ast.MatchMapping)):
            fixed.update(name for name in (getattr(node, "name", None), getattr(node, "rest", None)) if name)
    return frozenset(bound - fixed)


def _walk_body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterable[ast.AST]:
    return (inner for statement in without_docstring(function.body) for inner in ast.walk(statement))
