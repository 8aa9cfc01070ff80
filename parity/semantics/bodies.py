"""What runs when a module is imported, and what a class is made from, as statements that can be compared."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Sequence

from parity.semantics.canonical import is_plain_constant
from parity.semantics.dump import dump
from parity.semantics.expressions import is_pure, walk
from parity.semantics.surroundings import Surroundings
from parity.semantics.tables import is_written
from parity.semantics.units import Unit


def without_objects(body: list[ast.stmt], own: Surroundings, other: Surroundings, unit: Unit) -> list[ast.stmt]:
    """Without objects that only this side makes when it is imported: the functions that use them are compared."""
    used = {node.id for node in walk(unit.node) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    gone = {name for name in own.objects if name in used and name not in other.bound}
    return [node for node in body if not (isinstance(node, ast.Assign) and targets(node) & gone)]


def header(node: ast.ClassDef) -> list[ast.stmt]:
    """What a class is made from, as the statements that it stands for: decorators, bases, keywords."""
    made = ast.Call(func=ast.Name(id="type", ctx=ast.Load()), args=node.bases, keywords=node.keywords)
    values = [*node.decorator_list, made]
    names = [f"@{number}" for number in range(len(node.decorator_list))] + ["class"]
    return [
        ast.fix_missing_locations(
            ast.copy_location(ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=value), node)
        )
        for name, value in zip(names, values, strict=True)
    ]


def without_one_sided(body: Sequence[ast.stmt], other: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Without constants whose name only this side has: what uses them is compared with their value in place."""
    names = constants(other)
    return [node for node in body if not only_writes(node) or targets(node) & names]


def constants(body: Sequence[ast.stmt]) -> set[str]:
    return {name for node in body if only_writes(node) for name in targets(node)}


def only_writes(node: ast.stmt) -> bool:
    """Whether a statement only gives a name to what is put together of constants and names."""
    if is_plain_constant(node):
        return True
    named = isinstance(node, ast.Assign) and all(isinstance(one, ast.Name) for one in node.targets)
    return named and isinstance(node, ast.Assign) and (is_written(node.value) or is_derived(node.value))


def is_derived(value: ast.expr) -> bool:
    """A display of which each element is worked out."""
    return isinstance(value, (ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.Dict)) and is_pure(value)


def targets(node: ast.stmt) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return {one.id for one in targets if isinstance(one, ast.Name)}


def module(tree: ast.Module, body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """What a module does when it is imported: imports and constants in a fixed order, docstrings left out.

    Of imports only those count that may be there for what importing them does: what functions use of the others, they
    name. A constant that is bound twice keeps its place.
    """
    used = {node.id for node in walk(tree) if isinstance(node, ast.Name)}
    bound = Counter(name for node in body for name in targets(node))
    imports, constants, acting = list[ast.stmt](), list[ast.stmt](), list[ast.stmt]()
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if acts(node, used):
                imports.append(node)
        elif is_plain_constant(node) and all(bound[name] == 1 for name in targets(node)):
            if not is_listing(node):
                constants.append(node)
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)) and not is_listing(node):
            acting.append(node)
    return [*sorted(imports, key=dump), *sorted(constants, key=dump), *acting]


def acts(node: ast.Import | ast.ImportFrom, used: set[str]) -> bool:
    """Whether an import may be there for what it does: it binds everything, or nothing that is used.

    The standard library's modules do nothing to others when they are imported.
    """
    if any(alias.name == "*" for alias in node.names):
        return True
    if isinstance(node, ast.ImportFrom):
        library = node.level == 0 and (node.module or "").partition(".")[0] in sys.stdlib_module_names
    else:
        library = all(alias.name.partition(".")[0] in sys.stdlib_module_names for alias in node.names)
    names = {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return not library and not names & used


def is_listing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets
    )
