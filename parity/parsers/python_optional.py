"""Python source -> where it imports given modules, and what becomes of it where they are not there."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from parity.model.edits import ImportGuard
from parity.parsers.import_words import imports_by_name
from parity.parsers.python_absence import caught, consequence, imports_in, is_condition_of_place, says_raise

# Calls that take a module's name as text: the first import it, the others only ask whether it is there.
IMPORTING = ("import",)
ASKING = ("find_spec", "available", "installed")
_OBJECT = re.compile(r"[a-z_]\w*(?:\.\w+)*(?::|\.)[A-Z]\w*")  # the path of a class
LENIENT = frozenset({"ignore", "warn"})  # as pandas has it: import_optional_dependency("numexpr", errors="warn")


@dataclass(frozen=True, slots=True)
class OptionalImport:
    """One place; line is 1-based.

    Attributes:
        instead: the module that is imported in its stead; "" where none is.
        after: the module whose absence leads here, so that nobody misses this one where that is; "" where none does.
    """

    module: str
    line: int
    guard: ImportGuard
    instead: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class _Around:
    """What surrounds a statement."""

    within: bool = False  # a function
    guard: ImportGuard | None = None
    instead: str = ""
    after: str = ""


def parse_optional_imports(data: bytes, wanted: Iterable[str], package: str = "") -> tuple[OptionalImport, ...]:
    """Places that import one of the `wanted` modules, in order; nothing where it cannot be parsed.

    Args:
        wanted: dotted; what lies below one counts as it.
        package: the dotted one that relative imports start from; "": they are passed over.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
        names = frozenset(wanted)
        quoted = any(quote + name.encode() in data for name in names for quote in (b'"', b"'"))
        tables = quoted and imports_by_name(data)
        found = set(_Reader(tree, names, package, quoted=quoted, tables=tables).read(tree.body, _Around()))
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError, LookupError):
        return ()
    return tuple(sorted(found, key=lambda one: (one.line, one.module, one.guard)))


class _Reader:
    """Walks the statements of one module.

    Args:
        quoted: whether it holds a name that is sought as text; else no call is looked at.
        tables: likewise of tables, where something in the module imports by name.
    """

    def __init__(self, tree: ast.Module, wanted: frozenset[str], package: str, *, quoted: bool, tables: bool) -> None:
        self._tree = tree
        self._wanted = wanted
        self._package = package.split(".") if package else []
        self._quoted = quoted
        self._tables = tables

    def read(self, statements: Sequence[ast.stmt], around: _Around) -> Iterator[OptionalImport]:
        for statement in statements:
            yield from self._statement(statement, around)

    def _statement(self, node: ast.stmt, around: _Around) -> Iterator[OptionalImport]:
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield from self._found(alias.name, node.lineno, around)
            case ast.ImportFrom(names=names):
                if origin := self._origin(node):
                    for module in dict.fromkeys(self._sought(f"{origin}.{alias.name}") for alias in names):
                        yield from self._found(module, node.lineno, around)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from self.read(node.body, replace(around, within=True))
            case ast.Try():
                yield from self._try(node, around)
            case ast.With(body=body) if any(caught(item.context_expr) for item in node.items):  # suppress(ImportError)
                yield from self.read(body, replace(around, guard=ImportGuard.WITHOUT))
            case ast.If():
                yield from self._if(node, around)
            case ast.For(iter=ast.Tuple(elts=elements) | ast.List(elts=elements), body=body):
                yield from self._candidates(node, elements, body)
                yield from self.read(body, around)
            case _:
                yield from self._inner(node, around)

    def _inner(self, node: ast.stmt, around: _Around) -> Iterator[OptionalImport]:
        """Statements and expressions within any other statement."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.stmt):
                yield from self._statement(child, around)
            elif isinstance(child, ast.expr):
                yield from self._calls(node, child, around)
            else:
                for inner in ast.iter_child_nodes(child):
                    if isinstance(inner, ast.stmt):
                        yield from self._statement(inner, around)

    def _try(self, node: ast.Try, around: _Around) -> Iterator[OptionalImport]:
        handler = next((one for one in node.handlers if one.type is None or caught(one.type)), None)
        tried = around
        if handler is not None:
            guard, instead = consequence(self._tree, node, handler)
            if not around.within and any(isinstance(one, ast.Raise) for one in handler.body):
                guard = ImportGuard.NONE
            tried = replace(around, guard=guard, instead=instead)
        yield from self.read([*node.body, *node.orelse], tried)
        first = next(imports_in(node.body), "") if handler is not None else ""
        for one in node.handlers:
            yield from self.read(one.body, replace(around, after=first) if one is handler else around)
        yield from self.read(node.finalbody, around)

    def _if(self, node: ast.If, around: _Around) -> Iterator[OptionalImport]:
        yield from self._calls(node, node.test, around)
        if is_condition_of_place(node.test):  # for type checkers, another system, or another version of Python
            if ast.unparse(node.test).rpartition(".")[2] == "TYPE_CHECKING":
                yield from self.read(node.orelse, around)
            return
        chosen = around if around.within or around.guard else replace(around, guard=ImportGuard.WITHOUT)
        yield from self.read([*node.body, *node.orelse], chosen)

    def _candidates(
        self, node: ast.For, elements: Sequence[ast.expr], body: Sequence[ast.stmt]
    ) -> Iterator[OptionalImport]:
        """`for name in ("chardet", "charset_normalizer")`, each tried in turn."""
        words = [one.value for one in elements if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        calls = (inner for one in body for inner in ast.walk(one) if isinstance(inner, ast.Call))
        if len(words) < 2 or not any(_word(call).endswith((*IMPORTING, "import_module", *ASKING)) for call in calls):
            return
        for word in words[:-1]:
            if word in self._wanted:
                yield OptionalImport(word, node.lineno, ImportGuard.FALLBACK, words[words.index(word) + 1])

    def _calls(self, statement: ast.stmt, expression: ast.expr, around: _Around) -> Iterator[OptionalImport]:
        for call in ast.walk(expression) if self._quoted else ():
            match call:
                case ast.Dict(values=values) if self._tables:
                    for value in values:
                        yield from self._registered(value)
                case ast.Call(args=[ast.Constant(value=str(name)), *_]) if self._sought(name):
                    word = _word(call)
                    if any(part in word for part in ASKING):
                        yield from self._found(name, call.lineno, self._asked(statement, around))
                    elif any(part in word for part in IMPORTING):
                        lenient = any(
                            isinstance(one.value, ast.Constant) and one.value.value in LENIENT for one in call.keywords
                        )
                        yield from self._found(name, call.lineno, self._asked(statement, around) if lenient else around)

    def _registered(self, value: ast.expr) -> Iterator[OptionalImport]:
        """What a table names to be imported when it is asked for: {"s3": "s3fs.S3FileSystem"}, "driver.mod:Class"."""
        path = value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""
        if _OBJECT.fullmatch(path) and (module := self._sought(path.partition(":")[0])):
            yield OptionalImport(module, value.lineno, ImportGuard.WHEN_USED)

    def _asked(self, statement: ast.stmt, around: _Around) -> _Around:
        """What follows from an answer that is "no"."""
        if isinstance(statement, ast.If) and says_raise(statement.body):
            return replace(around, guard=ImportGuard.WHEN_USED)
        return replace(around, guard=ImportGuard.ASKED)

    def _origin(self, node: ast.ImportFrom) -> str:
        """The module that it imports from; "" of a relative one that leads nowhere."""
        if node.level == 0:
            return node.module or ""
        up = len(self._package) - node.level + 1
        return ".".join([*self._package[:up], *filter(None, [node.module])]) if up > 0 else ""

    def _sought(self, name: str) -> str:
        """The wanted module that it is, or lies below; "" where it is none."""
        while name and name not in self._wanted:
            name = name.rpartition(".")[0]
        return name

    def _found(self, name: str, line: int, around: _Around) -> Iterator[OptionalImport]:
        if module := self._sought(name):
            guard = around.guard or (ImportGuard.WHEN_USED if around.within else ImportGuard.NONE)
            yield OptionalImport(module, line, guard, around.instead, around.after)


def _word(call: ast.Call) -> str:
    """The last word of what is called, in lower case."""
    match call.func:
        case ast.Name(id=word) | ast.Attribute(attr=word):
            return word.lower()
    return ""
