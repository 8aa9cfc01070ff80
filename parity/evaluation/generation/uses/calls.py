"""What calls ask of their arguments: of own functions and classes here, of others by what is known of them."""

from __future__ import annotations

import ast

from parity.evaluation.generation.uses import (
    calls_of_arrays,
    calls_of_builtins,
    calls_of_library,
    declarations,
    regexes,
)
from parity.evaluation.generation.uses.cells import Cell, Kind, unify
from parity.evaluation.generation.uses.reading import Closure, Reader, Scope

Arguments = list[Cell]


def read(reader: Reader, node: ast.Call, scope: Scope) -> Cell:
    path = reader.known.dotted(node.func)
    if isinstance(node.func, ast.Name) and scope.cell(node.func.id) is not None:
        path = None
    if isinstance(node.func, ast.Name) and path is None and _is_record(reader, node.func.id, scope):
        return _made(reader, node.func.id, *_arguments(reader, node, scope))
    if path == "zip" and len(node.args) == 1 and isinstance(node.args[0], ast.Starred):
        return calls_of_builtins.transposed(reader, reader.expression(node.args[0].value, scope))
    called = reader.expression(node.func, scope)
    positional, named = _arguments(reader, node, scope)
    return reader.apply(called, positional, named, path)


def _arguments(reader: Reader, node: ast.Call, scope: Scope) -> tuple[Arguments, dict[str, Cell]]:
    positional = [reader.expression(argument, scope) for argument in node.args]
    named = {k.arg: reader.expression(k.value, scope) for k in node.keywords if k.arg is not None}
    for keyword in node.keywords:
        if keyword.arg is None:
            reader.expression(keyword.value, scope).vote(Kind.DICT, weight=3)
    return positional, named


def _is_record(reader: Reader, name: str, scope: Scope) -> bool:
    return scope.cell(name) is None and (name in reader.known.classes or reader.known.record(name) is not None)


def _made(reader: Reader, name: str, positional: Arguments, named: dict[str, Cell]) -> Cell:
    """An instance of a class of the module."""
    made = Cell(Kind.OBJECT, weight=20)
    made.owner = name
    fields = reader.known.record(name)
    for place, (field, annotation, _) in enumerate(fields or ()):
        cell = positional[place] if place < len(positional) else named.get(field)
        if annotation is not None and cell is not None:
            declarations.read(cell, annotation, reader.known)
        if cell is not None:
            unify(made.attribute(field), cell)
    owner = reader.known.classes.get(name)
    for statement in owner.body if owner is not None and fields is None else ():
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            reader.call(Closure(statement, None, made, name), positional, named)
    return made.find()


def known(reader: Reader, path: str, positional: Arguments, named: dict[str, Cell]) -> Cell:
    first = positional[0] if positional else Cell()
    last = path.rsplit(".", 1)[-1]
    if path.startswith(("numpy.", "pandas.", "scipy.")):
        return calls_of_arrays.function(reader, path, positional, named)
    handled = calls_of_builtins.HANDLED.get(path) or calls_of_library.HANDLED.get(path)
    if handled is not None:
        return handled(reader, first, positional, named)
    if path.startswith("math."):
        return calls_of_library.of_math(last, positional)
    if path.startswith("re."):
        return regexes.function(last, positional)
    if path.startswith("statistics."):
        return calls_of_library.of_statistics(first)
    if path in calls_of_library.RESULTS:
        asked, result = calls_of_library.RESULTS[path]
        if asked is not None and positional:
            first.vote(asked, weight=4)
        return Cell(result) if result is not None else Cell()
    return Cell()
