"""A module's tree -> what its functions see around them: imported names, constants, functions, classes."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field

from parity.parsers.python_order import bound_names
from parity.parsers.python_reflection import reads_annotations, reads_docstrings
from parity.parsers.python_scopes import scopes_of
from parity.semantics.expressions import is_literal, walk
from parity.semantics.units import Function

BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What one side's module gives its functions.

    Attributes:
        aliases: imported name -> dotted name of what it stands for, for names that nothing else binds.
        constants: name -> its literal, for names that nothing else binds.
        singletons: name -> the call that made it, for names that nothing else binds.
        values: name -> any other expression, for names that nothing else binds.
        functions: plain functions of the module, bound once.
        methods: private methods of the class that a piece of code belongs to.
        made: expressions that stand for a name wherever it is read; none unless somebody asks for it.
        tables: displays and the like that nothing in the module changes.
        makers: methods of the module's classes that are called on the class, by dotted name, without decorators.
        alike: functions and methods that both sides have in the same words, by the names of units.
        bound: every name bound at the top level.
        annotations_read, docstrings_read: whether somebody may read them at run time.
        containers: names of empty containers that are made at the top level and bound once.
        keywords: of each called name, the keyword names that some call in this module uses.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, ast.expr] = field(default_factory=dict)
    singletons: Mapping[str, ast.expr] = field(default_factory=dict)
    values: Mapping[str, ast.expr] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    methods: Mapping[str, Function] = field(default_factory=dict)
    made: Mapping[str, ast.expr] = field(default_factory=dict)
    tables: Mapping[str, ast.expr] = field(default_factory=dict)
    makers: Mapping[str, Function] = field(default_factory=dict)
    alike: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    annotations_read: bool = False
    docstrings_read: bool = False
    keywords: Mapping[str, frozenset[str]] = field(default_factory=dict)
    containers: frozenset[str] = frozenset()

    @property
    def objects(self) -> frozenset[str]:
        """Names of what is made once when the module is imported, by a call or otherwise; constants are none."""
        return frozenset(self.singletons) | self.containers | frozenset(self.values)

    def is_builtin(self, name: str) -> bool:
        """Whether a free name means the builtin of that name."""
        return name in BUILTINS and name not in self.bound


def surroundings_of(tree: ast.Module) -> Surroundings:
    """One walk over the module and its top-level statements."""
    names, scopes = bound_names(tree.body), scopes_of(tree)
    elsewhere = {name for node in walk(tree) if isinstance(node, ast.Global) for name in node.names}
    aliases: dict[str, str] = {}
    constants: dict[str, ast.expr] = {}
    singletons: dict[str, ast.expr] = {}
    values: dict[str, ast.expr] = {}
    functions: dict[str, Function] = {}
    dotted: set[str] = set()
    containers: set[str] = set()
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for bound, target in imported_names(node):
                if isinstance(node, ast.Import) and "." in target and target.partition(".")[0] == bound:
                    dotted.add(bound)
                elif bound not in elsewhere and (names.is_once(bound) or aliases.get(bound) == target):
                    aliases[bound] = target
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if names.is_once(node.name) and node.name not in elsewhere:
                functions[node.name] = node
        elif (assigned := _assigned(node)) is not None and names.is_once(assigned[0]) and assigned[0] not in elsewhere:
            name, value = assigned
            if is_literal(value):
                constants[name] = value
            elif isinstance(value, ast.Call):
                singletons[name] = value
            elif isinstance(value, (ast.Dict, ast.List, ast.Set)) and not list(ast.iter_child_nodes(value))[1:]:
                containers.add(name)
            else:
                values[name] = value
    return Surroundings(
        makers=_makers(tree, names.is_once),
        aliases={**aliases, **{name: name for name in dotted if names.count[name] == 1 and not names.open}},
        constants=constants,
        singletons=singletons,
        values=values,
        functions=functions,
        bound=frozenset(names.count) | (BUILTINS if names.open else frozenset()),
        annotations_read=reads_annotations(scopes.imports, scopes.words),
        docstrings_read=reads_docstrings(scopes.imports, scopes.words),
        keywords=_keywords(tree),
        containers=frozenset(containers),
    )


def _makers(tree: ast.Module, is_once: Callable[[str], bool]) -> dict[str, Function]:
    found: dict[str, Function] = {}
    for owner in (one for one in tree.body if isinstance(one, ast.ClassDef) and is_once(one.name)):
        for node in owner.body:
            if isinstance(node, ast.FunctionDef) and len(node.decorator_list) == 1:
                decorator = node.decorator_list[0]
                kind = decorator.id if isinstance(decorator, ast.Name) else ""
                if kind in ("classmethod", "staticmethod"):
                    plain = copy(node)
                    plain.decorator_list = []
                    if kind == "staticmethod":
                        plain.args = copy(node.args)
                        plain.args.args = [ast.arg(arg="cls~"), *node.args.args]
                    found[f"{owner.name}.{node.name}"] = plain
    return found


def imported_names(node: ast.Import | ast.ImportFrom) -> list[tuple[str, str]]:
    """(name that is bound, dotted name of what it stands for)."""
    if isinstance(node, ast.Import):
        return [(alias.asname or alias.name.partition(".")[0], alias.name) for alias in node.names]
    source = "." * node.level + (node.module or "")
    separator = "" if source.endswith(".") else "."
    return [(alias.asname or alias.name, f"{source}{separator}{alias.name}") for alias in node.names]


def _assigned(node: ast.stmt) -> tuple[str, ast.expr] | None:
    """Name and value of a plain assignment."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id, node.value
    if isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
        return node.target.id, node.value
    return None


def _keywords(tree: ast.Module) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for node in walk(tree):
        if isinstance(node, ast.Call) and node.keywords:
            called = node.func
            name = (
                called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
            )
            found.setdefault(name, set()).update(keyword.arg or "**" for keyword in node.keywords)
    return {name: frozenset(words) for name, words in found.items()}
