"""A module's source -> what others can use of it: functions with their parameters, exports, deprecation warnings."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

MAX_TEXT = 200  # characters of a default or a message that are kept
MAX_DEPTH = 60  # of nested classes and blocks: deeper ones are not looked into
CATEGORIES = ("FutureWarning", "DeprecationWarning", "PendingDeprecationWarning")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter. `default` is its source, None where it must be given; `keyword`: by name only."""

    name: str
    default: str | None = None
    keyword: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Callable:
    """A function or method; wherever it stands, it is the same to its users.

    Attributes:
        open: it takes any further arguments (* or **), so that none can be missed.
    """

    parameters: tuple[Parameter, ...]
    line: int = field(compare=False)
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A warning of coming change: which function gives it, of which category, and the constant part of its text."""

    function: str
    category: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleApi:
    """What a module offers.

    Attributes:
        callables: by dotted name within the module ("Scaler.transform"), private ones included.
        names: everything else that is bound at the top, classes among them.
        imports: name -> (module as written with its dots, name there) of `from x import y as z` at the top.
        stars: modules of which everything is imported.
        listed: __all__, where it is a plain list; None where there is none.
        warnings: in the order of the source.
    """

    callables: Mapping[str, Callable] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    imports: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    stars: tuple[str, ...] = ()
    listed: frozenset[str] | None = None
    warnings: tuple[Warned, ...] = ()

    def is_public(self, name: str) -> bool:
        """Whether a top-level name is meant for others."""
        return not name.startswith("_") if self.listed is None else name in self.listed or not name.startswith("_")


def api_of(tree: ast.Module, data: bytes) -> ModuleApi | None:
    """What a module offers, by its tree and its source; None where it is nested absurdly."""
    try:
        return _Reader().read(tree, _lines(data))
    except RecursionError:
        return None


class _Reader:
    def __init__(self) -> None:
        self.callables: dict[str, Callable] = {}
        self.names: set[str] = set()
        self.imports: dict[str, tuple[str, str]] = {}
        self.stars: list[str] = []
        self.listed: frozenset[str] | None = None
        self.warnings: list[Warned] = []

    def read(self, tree: ast.Module, warning_lines: Sequence[int]) -> ModuleApi:
        self._block(tree.body, "", 0)
        if warning_lines:
            self.warnings.extend(_warned(tree.body, "", warning_lines, 0))
        return ModuleApi(
            callables=self.callables, names=frozenset(self.names), imports=self.imports, stars=tuple(self.stars),
            listed=self.listed, warnings=tuple(self.warnings),
        )  # fmt: skip

    def _block(self, body: Iterable[ast.stmt], prefix: str, depth: int) -> None:
        """Definitions, also below conditions and try: which branch runs is not known here."""
        for node in body:
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef() if _is_overload(node):
                    pass  # a note for type checkers; the function itself follows
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self.callables.setdefault(prefix + node.name, _callable(node, is_method=bool(prefix)))
                case ast.ClassDef():
                    self.names.add(prefix + node.name)
                    if depth < MAX_DEPTH:
                        self._block(node.body, f"{prefix}{node.name}.", depth + 1)
                case ast.ImportFrom() if not prefix:
                    self._import(node)
                case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                    self._assign(node, prefix)
                case ast.If() | ast.Try() | ast.With() if depth < MAX_DEPTH:
                    for inner in (node.body, getattr(node, "orelse", []), getattr(node, "finalbody", [])):
                        self._block(inner, prefix, depth + 1)
                    for handler in getattr(node, "handlers", []):
                        self._block(handler.body, prefix, depth + 1)

    def _import(self, node: ast.ImportFrom) -> None:
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            if alias.name == "*":
                self.stars.append(module)
            else:
                self.imports.setdefault(alias.asname or alias.name, (module, alias.name))

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign, prefix: str) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            for name in ast.walk(target):
                if isinstance(name, ast.Name):
                    self.names.add(prefix + name.id)
        is_list = any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets) and not prefix
        if is_list and isinstance(node, ast.Assign) and isinstance(node.value, (ast.List, ast.Tuple)):
            texts = [item.value for item in node.value.elts if isinstance(item, ast.Constant)]
            self.listed = frozenset(text for text in texts if isinstance(text, str))


def _is_overload(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        (one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", "")) == "overload"
        for one in node.decorator_list
    )


def _callable(node: ast.FunctionDef | ast.AsyncFunctionDef, *, is_method: bool) -> Callable:
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + [_text(default) for default in arguments.defaults]
    found = [Parameter(name=one.arg, default=text) for one, text in zip(positional, defaults, strict=True)]
    static = any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in node.decorator_list)
    if is_method and found and not static:
        found = found[1:]  # self
    for one, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        found.append(Parameter(name=one.arg, default=None if value is None else _text(value), keyword=True))
    return Callable(
        parameters=tuple(found), line=node.lineno, open=arguments.vararg is not None or arguments.kwarg is not None
    )


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and node.kind is None and isinstance(node.value, (str, bool, int, type(None))):
        return repr(node.value)[:MAX_TEXT]  # nearly every default; unparsing takes twenty times as long
    return ast.unparse(node)[:MAX_TEXT]


def _lines(data: bytes) -> list[int]:
    """The lines, from 1, on which a category or a deprecation is named: nothing else needs to be walked."""
    text = data.lower()
    places = sorted(_places(text, b"deprecat") | _places(text, b"futurewarning"))
    lines, line, last = [], 1, 0
    for place in places:
        line += text.count(b"\n", last, place)
        last = place
        lines.append(line)
    return lines


def _places(text: bytes, word: bytes) -> set[int]:
    found: set[int] = set()
    place = text.find(word)
    while place >= 0:
        found.add(place)
        place = text.find(word, place + 1)
    return found


def _has_any(node: ast.AST, lines: Sequence[int]) -> bool:
    first, last = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
    if first is None or last is None:
        return True
    for decorator in getattr(node, "decorator_list", ()):
        first = min(first, decorator.lineno)
    place = bisect_left(lines, first)
    return place < len(lines) and lines[place] <= last


def _warned(body: Iterable[ast.AST], function: str, lines: Sequence[int], depth: int) -> Iterator[Warned]:
    """Calls that name one of the categories, by the function they stand in or decorate."""
    if depth > MAX_DEPTH:
        return
    for node in body:
        if not _has_any(node, lines):
            continue
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = f"{function}.{node.name}" if function else node.name
            yield from _decorated(node, name)
            yield from _warned(node.body, name, lines, depth + 1)
            continue
        if isinstance(node, ast.Call) and (category := _category(node)):
            yield Warned(function=function, category=category, text=_message(node))
        yield from _warned(ast.iter_child_nodes(node), function, lines, depth + 1)


def _decorated(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, name: str) -> Iterator[Warned]:
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        word = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        if "deprecat" in word.lower():
            text = _message(decorator) if isinstance(decorator, ast.Call) else ""
            yield Warned(function=name, category="DeprecationWarning", text=f"{word} {text}".strip()[:MAX_TEXT])


def _category(node: ast.Call) -> str | None:
    for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
        name = argument.attr if isinstance(argument, ast.Attribute) else getattr(argument, "id", None)
        if isinstance(name, str) and (name in CATEGORIES or name.endswith("DeprecationWarning")):
            return name
    return None


def _message(node: ast.Call) -> str:
    """The constant strings among the arguments, joined."""
    pieces = [
        inner.value
        for argument in (*node.args, *(keyword.value for keyword in node.keywords))
        for inner in ast.walk(argument)
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    ]
    return " ".join(" ".join(pieces).split())[:MAX_TEXT]
