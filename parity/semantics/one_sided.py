"""What only one of two modules, or versions of a class, has by itself: helpers, objects made once, attributes."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from parity.semantics.copying import copied
from parity.semantics.expressions import walk
from parity.semantics.surroundings import Surroundings
from parity.semantics.units import Function, Unit

_RANDOM = re.compile(r"(?i)rand|rng|seed|generator|count\b|lock|queue")  # having only one is the point of it
_HOLDERS = ("set", "frozenset", "list", "tuple")
_MUTABLE = ("list", "dict", "set", "defaultdict", "OrderedDict", "Counter", "deque", "bytearray")
MANY = 1_000
_STARTS = ("__init__", "__post_init__", "setup", "__setstate__")


def helpers_of(own: tuple[Unit, Surroundings], other: tuple[Unit, Surroundings]) -> Mapping[str, ast.AST]:
    """Functions and values that a function can use and the other side's cannot, by name ("self.x" within a class)."""
    (unit, around), (_, others) = own, other
    singletons = {name: value for name, value in around.singletons.items() if not _RANDOM.search(ast.dump(value))}
    known: dict[str, ast.AST] = {**singletons, **around.values, **around.functions}
    found = {name: node for name, node in known.items() if name not in others.bound}
    if unit.owner is not None and other[0].owner is not None:
        names = mentioned(other[0].owner)
        members = {**attributes_of(unit.owner), **methods_of(unit.owner)}
        found.update({f"self.{name}": node for name, node in members.items() if name not in names})
    return found


def mentioned(owner: ast.ClassDef) -> frozenset[str]:
    """Names of all attributes that a class reads or sets, and of what it defines."""
    return frozenset(node.attr for node in walk(owner) if isinstance(node, ast.Attribute)) | methods_of(owner).keys()


def methods_of(owner: ast.ClassDef) -> dict[str, Function]:
    """The methods of a class, by name."""
    return {one.name: one for one in owner.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))}


def attributes_of(owner: ast.ClassDef) -> dict[str, ast.expr]:
    """What its objects have from the start, where it is set once: name -> value."""
    found: dict[str, list[ast.expr]] = {}
    for name, method in methods_of(owner).items():
        for node in ast.walk(method):
            for target, value in _set(node):
                found.setdefault(target, []).append(value if name in _STARTS else ast.Constant(value=None))
    return {name: values[0] for name, values in found.items() if len(values) == 1 and not _is_none(values[0])}


def _set(node: ast.AST) -> list[tuple[str, ast.expr]]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    value = getattr(node, "value", None)
    return [
        (one.attr, value) for one in targets
        if value is not None and isinstance(one, ast.Attribute) and getattr(one.value, "id", "") == "self"
    ]  # fmt: skip


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def without_own_attributes(unit: Unit, other: Unit) -> Unit:
    """A constructor without attributes of which the other side's class knows nothing: methods that use them are told.

    Only those that some other method of its own class reads; for the rest there may be readers elsewhere.
    """
    if unit.owner is None or other.owner is None or not isinstance(unit.node, ast.FunctionDef):
        return unit
    if unit.node.name not in _STARTS:
        return unit
    names = mentioned(other.owner)
    read = {
        node.attr for method in methods_of(unit.owner).values() if method is not unit.node
        for node in walk(method) if isinstance(node, ast.Attribute)
    }  # fmt: skip
    node = copied(unit.node)
    node.body = [
        one for one in node.body
        if not any(target not in names and target in read for target, _ in _set(one))
    ] or [ast.copy_location(ast.Pass(), node)]  # fmt: skip
    return replace(unit, node=node)


def shared_by_all(own: ast.ClassDef, other: ast.ClassDef) -> tuple[str, ...]:
    """Names of what can change and stands in a class, for all of its objects, where the other's each have their own."""
    shared = {
        target.id
        for node in own.body
        for target in (node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)])
        if isinstance(target, ast.Name) and _can_change(getattr(node, "value", None))
    }
    ours, theirs = (
        {name for start in _STARTS if (method := methods_of(side).get(start)) for one in ast.walk(method)
         for name, _ in _set(one)}
        for side in (own, other)
    )  # fmt: skip
    return tuple(sorted((shared & theirs) - ours))


def _can_change(value: object) -> bool:
    if isinstance(value, ast.Call):
        return getattr(value.func, "id", getattr(value.func, "attr", "")) in _MUTABLE
    return isinstance(value, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp))


def held_otherwise(before: ast.Module, after: ast.Module) -> dict[str, int]:
    """Constants of both modules that are a set on one side and a list on the other, and only asked what is in them.

    By name; with the number of their members, MANY where a comprehension does not tell.
    """
    ours, theirs = (dict(pair for node in side.body for pair in _members(node)) for side in (before, after))
    found: dict[str, int] = {}
    for name in sorted(ours.keys() & theirs.keys()):
        (kind, members, count), (other, others, _) = ours[name], theirs[name]
        if kind != other and members == others and all(_only_asked(side, name) for side in (before, after)):
            found[name] = count
    return found


def assigned(tree: ast.Module, name: str) -> ast.stmt | None:
    """The statement of a module that binds a constant."""
    return next((node for node in tree.body if any(found == name for found, _ in _members(node))), None)


def _members(node: ast.stmt) -> list[tuple[str, tuple[str, frozenset[str], int]]]:
    """Name of a constant, whether it is a set, its members, and how many they are."""
    if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)):
        return []
    name, value, kind = node.targets[0].id, node.value, "list"
    if isinstance(value, ast.Call) and getattr(value.func, "id", "") in _HOLDERS and len(value.args) == 1:
        kind = "set" if getattr(value.func, "id", "") in ("set", "frozenset") else kind
        value = value.args[0]
    if isinstance(value, (ast.Set, ast.SetComp)):
        kind = "set"
    if isinstance(value, (ast.List, ast.Tuple, ast.Set)):
        return [(name, (kind, frozenset(ast.dump(one) for one in value.elts), len(value.elts)))]
    if isinstance(value, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
        told = frozenset(ast.dump(one) for one in (value.elt, *value.generators))
        return [(name, (kind, told, _turns(value.generators)))]
    if kind == "set" or isinstance(value, ast.Call):
        return [(name, (kind, frozenset([ast.dump(value)]), 1))]
    return []


def _turns(generators: Sequence[ast.comprehension]) -> int:
    """How often a comprehension over numbers is gone through; MANY where it does not tell."""
    (first, *further) = generators
    call = first.iter
    if further or first.ifs or not isinstance(call, ast.Call) or getattr(call.func, "id", "") != "range":
        return MANY
    numbers = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, int)]
    return len(range(*numbers)) if len(numbers) == len(call.args) and 0 < len(numbers) < 3 else MANY


def _only_asked(tree: ast.Module, name: str) -> bool:
    asked = {
        id(one) for node in ast.walk(tree) if isinstance(node, ast.Compare)
        for operator, one in zip(node.ops, node.comparators, strict=True) if isinstance(operator, (ast.In, ast.NotIn))
    }  # fmt: skip
    read = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    ]
    return bool(read) and all(id(node) in asked for node in read)


def without_held(body: Sequence[ast.stmt], names: frozenset[str]) -> list[ast.stmt]:
    """The statements without those that make constants of these names."""
    return [node for node in body if not any(name in names for name, _ in _members(node))]
