"""Python syntax trees in a canonical form, from which only what provably changes nothing is missing.

Left out: positions, comments, docstrings, annotations that nobody reads at run time, the names of local variables,
statements that do nothing. Everything else stays: constants, order, decorators, defaults, the names of parameters, and
annotations in class bodies (dataclasses and pydantic read them). The form does not depend on the Python that writes it:
fields are written here, sorted, empty ones left out, rather than by `ast.dump`, whose output changes between versions.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from parity.model.code import Symbol
from parity.parsers.python_reflection import is_plain_decorator, is_pure_annotation
from parity.parsers.python_scopes import Scope, Scopes

DIGITS = 16
MAX_DEPTH = 300  # of nested nodes; deeper trees are machine-made, and compared by their bytes
MAX_PLAIN_INTEGER = 1 << 63  # larger ones are written in hex: Python bounds the decimal digits that it writes

_SILENT = frozenset({"ctx", "type_comment", "kind", "type_ignores"})  # fields that say nothing about what code does


def digest(texts: Iterable[str]) -> str:
    """The first 16 hex digits of the sha256 of some canonical forms."""
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def does_nothing(statement: ast.stmt) -> bool:
    """`pass`, `...`, a docstring or another constant on a line of its own."""
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What somebody may read at run time, and so stays: annotations of functions, docstrings."""

    annotations: bool
    docstrings: bool


class Writer:
    """Writes the statements of one module into tokens; `symbols` are the definitions met on the way."""

    def __init__(self, scopes: Scopes, reading: Reading) -> None:
        self.symbols: list[Symbol] = []
        self._scopes = scopes
        self._reading = reading
        self._out: list[str] = []
        self._scope: Scope | None = None
        self._place: list[str] = []  # names of the definitions that are being written, outermost first
        self._in_function = False  # whether the innermost of them is a function
        self._seen: dict[str, int] = {}

    def statement(self, node: ast.stmt) -> list[str]:
        """The tokens of one top-level statement. Raises RecursionError where it is nested deeper than `MAX_DEPTH`."""
        self._out = []
        self._write(node, 0)
        return self._out

    def _write(self, node: Any, depth: int) -> None:
        cls = node.__class__
        if cls is ast.Name:
            self._out.append(f"N {self._name(node.id)}")
            return
        if depth > MAX_DEPTH:
            raise RecursionError("nested too deeply")
        special = _SPECIAL.get(cls)
        if special is not None:
            special(self, node, depth + 1)
        else:
            self._node(node, depth + 1)

    def _node(self, node: Any, depth: int) -> None:
        """Any node: its class, then the fields that hold something, by name."""
        cls, out = node.__class__, self._out
        names = _FIELDS.get(cls)
        if names is None:
            names = _FIELDS[cls] = tuple(sorted(name for name in cls._fields if name not in _SILENT))
        out.append(f"({cls.__name__}")
        for name in names:
            value = getattr(node, name, None)
            if value is None or value == []:
                continue
            out.append(name)
            if value.__class__ is list:
                self._list(value, depth)
            elif isinstance(value, ast.AST):
                self._write(value, depth)
            else:
                out.append(ascii(value))
        out.append(")")

    def _list(self, items: Sequence[Any], depth: int) -> None:
        out = self._out
        out.append("[")
        for item in items:
            if isinstance(item, ast.AST):
                if not (isinstance(item, ast.stmt) and does_nothing(item) and not self._is_read(item)):
                    self._write(item, depth)
            else:
                out.append("-" if item is None else ascii(item))
        out.append("]")

    def _is_read(self, statement: ast.stmt) -> bool:
        """A docstring, in a module whose docstrings somebody reads."""
        value = statement.value if isinstance(statement, ast.Expr) else None
        return self._reading.docstrings and isinstance(value, ast.Constant) and isinstance(value.value, str)

    def _attribute(self, node: ast.Attribute, depth: int) -> None:
        self._out.append(f". {node.attr}")
        self._write(node.value, depth)

    def _call(self, node: ast.Call, depth: int) -> None:
        self._out.append("Call")
        self._write(node.func, depth)
        self._list(node.args, depth)
        self._list(node.keywords, depth)

    def _constant(self, node: ast.Constant, depth: int) -> None:
        """In ASCII: which characters count as printable changes with Python's Unicode tables."""
        value = node.value
        text = hex(value) if type(value) is int and abs(value) >= MAX_PLAIN_INTEGER else ascii(value)
        self._out.append(f"C {type(value).__name__} {text}")

    def _joined(self, node: ast.JoinedStr, depth: int) -> None:
        """An f-string: its constant parts joined, as Python versions split them differently."""
        self._out.append("(JoinedStr")
        text: list[str] = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                text.append(str(part.value))
                continue
            self._text(text)
            self._write(part, depth)
        self._text(text)
        self._out.append(")")

    def _text(self, parts: list[str]) -> None:
        if any(parts):
            self._out.append(f"C str {''.join(parts)!a}")
        parts.clear()

    def _formatted(self, node: ast.FormattedValue, depth: int) -> None:
        self._out.append(f"(Formatted {node.conversion}")
        self._write(node.value, depth)
        if isinstance(node.format_spec, ast.JoinedStr) and any(
            not isinstance(part, ast.Constant) or part.value for part in node.format_spec.values
        ):
            self._write(node.format_spec, depth)
        self._out.append(")")

    def _annotated(self, node: ast.AnnAssign, depth: int) -> None:
        """Of a local variable Python does not even evaluate the annotation."""
        if self._in_function:
            silent = not self._reading.annotations
        else:
            of_module = not self._place and isinstance(node.target, ast.Name) and node.value is not None
            silent = of_module and self._is_silent(node.annotation)
        if not silent:
            self._node(node, depth)
        elif node.value is None:
            self._out.append("Declare")
            self._write(node.target, depth)
        else:
            self._write(ast.Assign(targets=[node.target], value=node.value), depth)

    def _is_silent(self, annotation: ast.expr) -> bool:
        return not self._reading.annotations and is_pure_annotation(annotation)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, depth: int) -> None:
        start, name = len(self._out), self._enter(node.name)
        self._out.append(f"({type(node).__name__} {node.name}")
        self._list(node.decorator_list, depth)
        silent = all(is_plain_decorator(decorator) for decorator in node.decorator_list)
        self._parameters(node.args, depth, silent=silent)
        if node.returns is not None and not (silent and self._is_silent(node.returns)):
            self._out.append("->")
            self._write(node.returns, depth)
        outside = self._scope, self._in_function
        self._scope, self._in_function = self._scopes.of[node], True
        self._list(getattr(node, "type_params", ()), depth)  # Python 3.12
        self._list(node.body, depth)
        self._scope, self._in_function = outside
        self._leave(name, "function", start)

    def _class(self, node: ast.ClassDef, depth: int) -> None:
        start, name = len(self._out), self._enter(node.name)
        outside, self._in_function = self._in_function, False
        self._node(node, depth)
        self._in_function = outside
        self._leave(name, "class", start)

    def _enter(self, name: str) -> str:
        full = ".".join([*self._place, name])
        self._seen[full] = count = self._seen.get(full, 0) + 1
        self._place.append(name if count == 1 else f"{name}#{count}")
        return ".".join(self._place)

    def _leave(self, name: str, kind: str, start: int) -> None:
        self._out.append(")")
        self._place.pop()
        self.symbols.append(Symbol(name=name, kind=kind, digest=digest(self._out[start:])))

    def _lambda(self, node: ast.Lambda, depth: int) -> None:
        self._out.append("(Lambda")
        self._parameters(node.args, depth, silent=True)
        outside = self._scope
        self._scope = self._scopes.of[node]
        self._write(node.body, depth)
        self._scope = outside
        self._out.append(")")

    def _parameters(self, arguments: ast.arguments, depth: int, *, silent: bool) -> None:
        """Names and kinds of the parameters, their defaults, and what must stay of their annotations."""
        rest = [[argument] if argument else [] for argument in (arguments.vararg, arguments.kwarg)]
        for group in (arguments.posonlyargs, arguments.args, arguments.kwonlyargs, *rest):
            self._out.append("/")
            for argument in group:
                self._out.append(argument.arg)
                if argument.annotation is not None and not (silent and self._is_silent(argument.annotation)):
                    self._out.append(":")
                    self._write(argument.annotation, depth)
        self._list(arguments.defaults, depth)
        self._list(arguments.kw_defaults, depth)

    def _comprehension(self, node: Any, depth: int) -> None:
        """The first iterable is evaluated outside, the rest within."""
        outside, inside = self._scope, self._scopes.of[node]
        self._out.append(f"({type(node).__name__}")
        for number, part in enumerate(node.generators):
            self._scope = inside if number else outside
            self._write(part.iter, depth)
            self._scope = inside
            self._write(part.target, depth)
            self._list(part.ifs, depth)
            self._out.append("async" if part.is_async else "for")
        for name in ("key", "value", "elt"):
            if (value := getattr(node, name, None)) is not None:
                self._write(value, depth)
        self._scope = outside
        self._out.append(")")

    def _capture(self, node: Any, depth: int) -> None:
        """An except clause, or a pattern, that may bind a name."""
        field = "rest" if isinstance(node, ast.MatchMapping) else "name"
        name = getattr(node, field)
        self._out.append(f"as {self._name(name)}" if name is not None else "as")
        self._node(_without(node, field), depth)

    def _name(self, name: str) -> str:
        """A name as it is, or, of a local variable, how many functions further out it lives, and its number there."""
        scope, level = self._scope, 0
        while scope is not None:
            if not scope.is_class:
                if name in scope.bound:
                    if not scope.is_private(name):
                        return name
                    return f"${level}.{scope.numbers.setdefault(name, len(scope.numbers))}"
                level += 1
            scope = scope.parent
        return name


def _without(node: Any, field: str) -> Any:
    """The node without one field."""
    return type(node)(**{name: None if name == field else getattr(node, name, None) for name in node._fields})


_FIELDS: dict[type, tuple[str, ...]] = {}  # of each class of nodes, sorted; what it holds follows from the class alone
_SPECIAL: dict[type, Callable[[Writer, Any, int], None]] = {
    ast.Attribute: Writer._attribute,
    ast.Call: Writer._call,
    ast.Constant: Writer._constant,
    ast.JoinedStr: Writer._joined,
    ast.FormattedValue: Writer._formatted,
    ast.AnnAssign: Writer._annotated,
    ast.FunctionDef: Writer._function,
    ast.AsyncFunctionDef: Writer._function,
    ast.ClassDef: Writer._class,
    ast.Lambda: Writer._lambda,
    ast.ListComp: Writer._comprehension,
    ast.SetComp: Writer._comprehension,
    ast.DictComp: Writer._comprehension,
    ast.GeneratorExp: Writer._comprehension,
    ast.ExceptHandler: Writer._capture,
    ast.MatchAs: Writer._capture,
    ast.MatchStar: Writer._capture,
    ast.MatchMapping: Writer._capture,
}
