"""What a module of Python does after an import of it has failed, as far as its own source tells."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache

from parity.model.edits import ImportGuard

FAILURES = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
MESSENGERS = frozenset({"warnings", "logging", "sys", "os", "traceback"})  # imported to tell of the failure
# Conditions that hold, or not, whatever is installed.
PLACES = frozenset({"TYPE_CHECKING", "version_info", "platform", "PY2", "PY3", "PYPY"})


def caught(expression: ast.expr) -> bool:
    """Whether a handler's types, or the arguments of suppress(...), hold an import that fails."""
    if isinstance(expression, ast.Call):
        word = expression.func.attr if isinstance(expression.func, ast.Attribute) else _name(expression.func)
        return word == "suppress" and any(caught(one) for one in expression.args)
    types = expression.elts if isinstance(expression, ast.Tuple) else [expression]
    return any((one.attr if isinstance(one, ast.Attribute) else _name(one)) in FAILURES for one in types)


def is_condition_of_place(test: ast.expr) -> bool:
    """TYPE_CHECKING, sys.version_info >= (3, 11), sys.platform == "win32", __name__ == "__main__"."""
    words = {one.attr if isinstance(one, ast.Attribute) else _name(one) for one in ast.walk(test)}
    return not words.isdisjoint(PLACES | {"__name__"})


def says_raise(statements: Iterable[ast.stmt]) -> bool:
    """Whether something in these statements raises, or asserts."""
    return any(isinstance(node, (ast.Raise, ast.Assert)) for one in statements for node in ast.walk(one))


def consequence(tree: ast.Module, tried: ast.Try, handler: ast.ExceptHandler) -> tuple[ImportGuard, str]:
    """What follows from a failure that the handler takes, and the module that is imported instead."""
    if any(isinstance(one, ast.Raise) for one in handler.body):
        return ImportGuard.WHEN_USED, ""
    if instead := next(imports_in(handler.body), ""):
        return ImportGuard.FALLBACK, instead
    if says_raise(handler.body):  # a stand-in that raises when it is called
        return ImportGuard.WHEN_USED, ""
    stubs = [one for one in handler.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))]
    if any(_is_replacement(one, handler.name) for one in handler.body if one not in stubs):
        return ImportGuard.FALLBACK, ""
    if stubs:
        return ImportGuard.STUB if all(_is_empty(one) for one in stubs) else ImportGuard.FALLBACK, ""
    names = set(_assigned([*handler.body, *tried.body, *tried.orelse]))
    within = {id(node) for node in ast.walk(tried)}
    guard = _of_names(tree, names, within)
    if guard is ImportGuard.WITHOUT and _is_missed(tree, tried, handler, within):
        guard = ImportGuard.WHEN_USED
    return guard, ""


def imports_in(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Modules that these statements import, but those that tell of a failure."""
    for one in statements:
        for node in ast.walk(one):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names if alias.name not in MESSENGERS)
            elif isinstance(node, ast.ImportFrom) and node.module not in MESSENGERS:
                yield "." * node.level + (node.module or "")


def _is_replacement(node: ast.stmt, failure: str | None) -> bool:
    """A class, or a name that is given something else than a constant or a word on the failure."""
    match node:
        case ast.ClassDef():
            return True
        case ast.Assign(value=value) | ast.Return(value=ast.expr() as value):
            plain = isinstance(value, (ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set))
            return not plain and not (failure and _mentions(value, {failure}))
    return False


def _is_empty(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it does nothing: pass, a docstring, or a constant that is returned."""
    return all(
        isinstance(one, ast.Pass)
        or (isinstance(one, (ast.Expr, ast.Return)) and (one.value is None or isinstance(one.value, ast.Constant)))
        for one in function.body
    )


def _assigned(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Names that tell whether the import succeeded."""
    for one in statements:
        match one:
            case ast.Assign(targets=targets):
                yield from (name for target in targets if (name := _name(target)))
            case ast.Import(names=names):
                yield from (alias.asname or alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name for alias in names)


def _of_names(tree: ast.Module, names: set[str], tried: set[int]) -> ImportGuard:
    """What the rest of the module does with names that hold nothing, or say that something is not there."""
    raises = another = False
    for node in _choices(tree):
        if id(node) in tried:
            continue
        if isinstance(node, (ast.If, ast.IfExp)) and _mentions(node.test, names):
            if isinstance(node, ast.IfExp):
                if not isinstance(node.body, ast.Constant) and not isinstance(node.orelse, ast.Constant):
                    return ImportGuard.FALLBACK
                continue
            if says_raise([*node.body, *node.orelse]):
                raises = True
            elif node.orelse or isinstance(node.body[-1], ast.Return):
                another = True
        elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and _mentions(node.values[0], names):
            return ImportGuard.FALLBACK
        elif isinstance(node, ast.Assert) and _mentions(node.test, names):
            raises = True
    if raises:
        return ImportGuard.WHEN_USED
    return ImportGuard.FALLBACK if another else ImportGuard.WITHOUT


def _is_missed(tree: ast.Module, tried: ast.Try, handler: ast.ExceptHandler, within: set[int]) -> bool:
    """Whether nothing but `pass` follows, and the rest of the module uses a name that then does not exist."""
    body = [*tried.body, *tried.orelse]
    if not all(isinstance(one, ast.Pass) for one in handler.body) or not all(
        isinstance(one, (ast.Import, ast.ImportFrom)) for one in body
    ):
        return False
    names = set(_assigned(body))
    used = False
    for node in ast.walk(tree):
        if id(node) in within:
            continue
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if name in names:
                used = True
            case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                if name in names:
                    return False
            case ast.Import() | ast.ImportFrom():
                if not names.isdisjoint(_assigned([node])):
                    return False
            case ast.ExceptHandler(type=ast.expr() as kind) if _mentions(kind, {"NameError"}):
                return False
            case ast.Constant(value=str(word)) if word in names:  # "quick" in globals()
                return False
    return used


@lru_cache(maxsize=1)  # of one module several imports are asked for, one after the other
def _choices(tree: ast.Module) -> tuple[ast.If | ast.IfExp | ast.BoolOp | ast.Assert, ...]:
    """Every node of a module that chooses or asserts."""
    return tuple(node for node in ast.walk(tree) if isinstance(node, (ast.If, ast.IfExp, ast.BoolOp, ast.Assert)))


def _mentions(expression: ast.expr, names: set[str]) -> bool:
    return any(isinstance(node, ast.Name) and node.id in names for node in ast.walk(expression))


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""
