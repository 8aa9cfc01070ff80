"""Python source -> where it reads given environment variables, and what it does with what it reads."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parity.model.edits import VariableUse

# What classes of pydantic-settings, environs and the like call themselves.
SETTINGS = "Settings"
READERS = frozenset({"get", "getenv", "getenvb", "pop", "setdefault", "__getitem__"})
NUMBERS = frozenset({"int", "float"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One place that reads a variable; line is 1-based."""

    variable: str
    line: int
    use: VariableUse


def parse_environ(data: bytes, wanted: Iterable[str]) -> tuple[Reading, ...]:
    """Places that read one of the `wanted` variables, in order of the source; nothing where it cannot be parsed."""
    names = frozenset(wanted)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
        found = {**_fields(tree, names), **_read(tree, names)}
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError, LookupError):
        return ()
    return tuple(Reading(name, line, use) for (name, line), use in sorted(found.items(), key=lambda one: one[0][1]))


def _read(tree: ast.Module, names: frozenset[str]) -> dict[tuple[str, int], VariableUse]:
    """Calls and look-ups that name a variable, with the strongest thing that is done with each."""
    places = {
        id(node): (name, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.expr)
        for name in _named(node, names)
    }
    if not places:
        return {}
    found = dict.fromkeys(places.values(), VariableUse.TEXT)
    carriers = _carriers(tree, places)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NUMBERS:
            found |= dict.fromkeys(_reached(node.args, places, carriers), VariableUse.NUMBER)
    for choice, branches in _choices(tree):
        if any(_imports(branch) for branch in branches):
            use = VariableUse.FEATURE if _is_feature(branches) else VariableUse.IMPORT
            found |= dict.fromkeys(_reached([choice], places, carriers), use)
    return found


def _named(node: ast.expr, names: frozenset[str]) -> Iterator[str]:
    """The variable that a node reads: environ.get("X"), getenv("X"), env.bool("X"), environ["X"], "X" in environ."""
    match node:
        case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Constant(value=str(name)), *_]) if attr in READERS:
            pass
        case ast.Call(func=ast.Name(id=function), args=[ast.Constant(value=str(name)), *_]) if (
            "env" in function.lower()
        ):
            pass
        case ast.Call(func=ast.Attribute(value=base), args=[ast.Constant(value=str(name)), *_]) if _is_environ(base):
            pass
        case ast.Subscript(value=base, slice=ast.Constant(value=str(name)), ctx=ast.Load()) if _is_environ(base):
            pass
        case ast.Compare(left=ast.Constant(value=str(name)), comparators=[base, *_]) if _is_environ(base):
            pass
        case _:
            return
    if name in names:
        yield name


def _is_environ(node: ast.expr) -> bool:
    word = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return "env" in word.lower()


def _carriers(tree: ast.Module, places: dict[int, tuple[str, int]]) -> dict[str, set[tuple[str, int]]]:
    """Names that hold what was read: NAME = os.environ.get("X") == "1"."""
    found: dict[str, set[tuple[str, int]]] = {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            read = {places[id(one)] for one in ast.walk(node.value) if id(one) in places}
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if read and isinstance(target, ast.Name):
                    found.setdefault(target.id, set()).update(read)
    return found


def _reached(
    nodes: Sequence[ast.AST], places: dict[int, tuple[str, int]], carriers: dict[str, set[tuple[str, int]]]
) -> set[tuple[str, int]]:
    found: set[tuple[str, int]] = set()
    for root in nodes:
        for node in ast.walk(root):
            if id(node) in places:
                found.add(places[id(node)])
            elif isinstance(node, ast.Name):
                found |= carriers.get(node.id, set())
    return found


def _choices(tree: ast.Module) -> Iterator[tuple[ast.expr, list[list[ast.stmt]]]]:
    """Every condition with what it decides; one that raises inside a `try` decides for the handlers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If):
            yield node.test, [node.body, node.orelse]
        elif isinstance(node, ast.Try):
            handlers = [statement for handler in node.handlers for statement in handler.body]
            for inner in node.body:
                if isinstance(inner, ast.If) and any(isinstance(one, ast.Raise) for one in inner.body):
                    yield inner.test, [handlers]


def _imports(statements: list[ast.stmt]) -> bool:
    return any(_is_import(node) for one in statements for node in ast.walk(one))


def _is_feature(branches: list[list[ast.stmt]]) -> bool:
    """Whether one of two branches imports, and the other does nothing but set a flag that both set."""
    if len(branches) != 2:
        return False
    flags = [_flags(branch) for branch in branches]
    return any(
        own and set(own) <= set(flags[1 - number]) and len(own) == len(branch)
        for number, (branch, own) in enumerate(zip(branches, flags, strict=True))
    )


def _flags(statements: list[ast.stmt]) -> list[str]:
    """Names that are given a truth value."""
    return [
        target.id
        for statement in statements
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(statement.value.value, bool) and isinstance(target, ast.Name)
    ]


def _is_import(node: ast.AST) -> bool:
    """An import statement, or a call of importlib.import_module, __import__ and functions that say they import."""
    match node:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return "import" in name
    return False


def _fields(tree: ast.Module, names: frozenset[str]) -> dict[tuple[str, int], VariableUse]:
    """Fields of settings classes: `class Limits(BaseSettings): max_rows: int` reads MAX_ROWS (pydantic-settings)."""
    found = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef) or not any(_is_settings(base) for base in node.bases):
            continue
        prefix = _prefix(node)
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                name = f"{prefix}{field.target.id}".upper()
                number = isinstance(field.annotation, ast.Name) and field.annotation.id in NUMBERS
                if name in names:
                    found[name, field.lineno] = VariableUse.NUMBER if number else VariableUse.TEXT
    return found


def _is_settings(base: ast.expr) -> bool:
    word = base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""
    return word.endswith(SETTINGS)


def _prefix(node: ast.ClassDef) -> str:
    for inner in ast.walk(node):
        match inner:
            case ast.keyword(arg="env_prefix", value=ast.Constant(value=str(prefix))):
                return prefix
            case ast.Assign(targets=[ast.Name(id="env_prefix")], value=ast.Constant(value=str(prefix))):
                return prefix
    return ""
