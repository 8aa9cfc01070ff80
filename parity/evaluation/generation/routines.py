"""The two functions that are compared, and which of their parameters belong together."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from parity.evaluation.generation.uses.definitions import Definitions, Function, default, definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """One side's function, where it stands."""

    function: ast.FunctionDef | ast.AsyncFunctionDef
    module: ast.Module
    owner: ast.ClassDef | None = None


class Incompatible(Exception):
    """One side needs a parameter that the other does not have: no call fits both."""


@dataclass(frozen=True, slots=True)
class Declared:
    node: ast.arg
    default: ast.expr | None
    place: int | None  # None: by its name only


def declared(arguments: ast.arguments) -> list[Declared]:
    positional = [*arguments.posonlyargs, *arguments.args]
    return [
        *(Declared(node, default(arguments, node), place) for place, node in enumerate(positional)),
        *(Declared(node, default(arguments, node), None) for node in arguments.kwonlyargs),
    ]


def bound(routine: Routine) -> bool:
    """Whether the first parameter is the instance or the class."""
    decorated = {d.id for d in routine.function.decorator_list if isinstance(d, ast.Name)}
    return routine.owner is not None and "staticmethod" not in decorated


def paired(before: ast.arguments, after: ast.arguments, bound: bool) -> list[tuple[Declared, Declared]]:
    """Required parameters by position, as they are called; others by name, unless they were only renamed."""
    first, second = declared(before)[1 if bound else 0 :], declared(after)[1 if bound else 0 :]
    mine, its = {d.node.arg for d in first}, {d.node.arg: d for d in second}
    pairs = []
    for one, other in zip(first, second, strict=False):
        required = one.default is None and other.default is None
        renamed = one.node.arg not in its and other.node.arg not in mine
        if not required and not renamed and one.node.arg != other.node.arg:
            break
        pairs.append((one, other))
    met = {id(d) for pair in pairs for d in pair}
    for one in first[len(pairs) :]:
        found = its.get(one.node.arg)
        if found is not None and id(found) not in met:
            pairs.append((one, found))
    met = {id(d) for pair in pairs for d in pair}
    if any(d.default is None and id(d) not in met for d in [*first, *second]):
        raise Incompatible
    return pairs


def constructor(before: Routine, after: Routine) -> list[tuple[Declared, Declared]] | None:
    if before.owner is None or after.owner is None or not bound(before):
        return None
    if any(isinstance(d, ast.Name) and d.id == "classmethod" for d in before.function.decorator_list):
        return None
    first, second = (made_with(side.owner, side.module) for side in (before, after) if side.owner is not None)
    return paired(first, second, bound=True) if first is not None and second is not None else []


def made_with(owner: ast.ClassDef, module: ast.Module) -> ast.arguments | None:
    """The parameters that a class is called with: of its `__init__`, or by its fields; None where neither is there."""
    for statement in owner.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            return statement.args
    fields = definitions(module).record(owner.name) or Definitions(classes={owner.name: owner}).record(owner.name)
    if not fields:
        return None
    given = [d for _, _, d in fields if d is not None]
    names_of = [ast.arg(arg="self"), *(ast.arg(arg=n, annotation=a) for n, a, _ in fields)]
    return ast.arguments(posonlyargs=[], args=names_of, kwonlyargs=[], kw_defaults=[], defaults=given)


def prior(routine: Routine) -> Function | None:
    """The method that sets what the compared one reads and `__init__` leaves open: fit before transform.

    Of a property, one that changes what it reads: what was read before must not stay.
    """
    if routine.owner is None or not bound(routine):
        return None
    methods = {s.name: s for s in routine.owner.body if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef))}
    known = {name for s in routine.owner.body for name in _assigned_in_class(s)} | set(methods)
    if "__init__" in methods:
        known |= set(_attributes(methods["__init__"], ast.Store))
    elif known <= set(methods):
        return None
    wanted = set(_attributes(routine.function, ast.Load)) - known - set(_attributes(routine.function, ast.Store))
    for name, method in methods.items():
        if name not in ("__init__", routine.function.name) and wanted & set(_attributes(method, ast.Store)):
            return method
    if not any("property" in ast.unparse(one) for one in routine.function.decorator_list):
        return None
    read = set(_attributes(routine.function, ast.Load))
    changing = (method for name, method in methods.items() if name not in ("__init__", routine.function.name))
    return next((method for method in changing if read & set(_changed(method))), None)


def _changed(function: Function) -> Iterator[str]:
    """Attributes of the instance that it sets, or on which it calls something."""
    yield from _attributes(function, ast.Store)
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            held = node.func.value
            if isinstance(held, ast.Attribute) and isinstance(held.value, ast.Name) and held.value.id == "self":
                yield held.attr


def _attributes(function: Function, context: type[ast.expr_context]) -> Iterator[str]:
    """Of the instance, as they are read or set."""
    names = [*function.args.posonlyargs, *function.args.args]
    for node in ast.walk(function):
        held = node.value if isinstance(node, ast.Attribute) and isinstance(node.ctx, context) else None
        if isinstance(node, ast.Attribute) and isinstance(held, ast.Name) and names and held.id == names[0].arg:
            yield node.attr


def _assigned_in_class(node: ast.stmt) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    yield from (t.id for t in targets if isinstance(t, ast.Name))
