"""Classes that both sides have under one name, brought to the same names of private attributes and the same form."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from parity.semantics.copying import copied
from parity.semantics.dump import dump
from parity.semantics.one_sided import attributes_of
from parity.semantics.rewriting import located
from parity.semantics.visiting import Transformer

Names = Mapping[str, str]


def aligned(before: ast.Module, after: ast.Module) -> tuple[ast.Module, ast.Module, Mapping[str, Names]]:
    """Both modules as they are compared, and of each class of after which attributes were renamed (new -> old)."""
    before, after = _as_class(before, after), _as_class(after, before)
    renamed: dict[str, Names] = {}
    ours, theirs = _classes(before), _classes(after)
    for name in ours.keys() & theirs.keys():
        found = _renamed(ours[name], theirs[name])
        if (
            found
            and not _touched_elsewhere(after, theirs[name], found)
            and not _touched_elsewhere(before, ours[name], {old: new for new, old in found.items()})
        ):
            renamed[name] = found
    if not renamed:
        return before, after, {}
    body = [
        _Attributes(renamed[one.name]).visit(copied(one))
        if isinstance(one, ast.ClassDef) and one.name in renamed
        else one
        for one in after.body
    ]
    return before, ast.Module(body=body, type_ignores=after.type_ignores), renamed


def _classes(tree: ast.Module) -> dict[str, ast.ClassDef]:
    found = [one for one in tree.body if isinstance(one, ast.ClassDef)]
    names = [one.name for one in found]
    return {one.name: one for one in found if names.count(one.name) == 1}


def _renamed(one: ast.ClassDef, other: ast.ClassDef) -> Names:
    """Private attributes of which the other side has as many, set to the same values in the same order."""
    if dump(one) == dump(other):
        return {}
    ours, theirs = (_private(side) for side in (one, other))
    old, new = [name for name in ours if name not in theirs], [name for name in theirs if name not in ours]
    if len(old) != len(new) or any(dump(ours[a]) != dump(theirs[b]) for a, b in zip(old, new, strict=True)):
        return {}
    return dict(zip(new, old, strict=True))


def _private(node: ast.ClassDef) -> dict[str, ast.expr]:
    names = attributes_of(node)
    return {name: value for name, value in names.items() if name.startswith("_") and not name.endswith("__")}


def _touched_elsewhere(tree: ast.Module, owner: ast.ClassDef, names: Names) -> bool:
    """Whether something outside of the class names one of them, or something anywhere does as a text."""
    inside = {id(node) for node in ast.walk(owner)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in names:
            return True
        if isinstance(node, ast.Attribute):
            of_self = isinstance(node.value, ast.Name) and node.value.id == "self" and id(node) in inside
            if (node.attr in names and not of_self) or (of_self and node.attr in names.values()):
                return True
    return False


class _Attributes(Transformer):
    def __init__(self, names: Names) -> None:
        self._names = names

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        node.attr = self._names.get(node.attr, node.attr)
        return node


def _as_class(tree: ast.Module, other: ast.Module) -> ast.Module:
    """`P = namedtuple("P", "x y")` as the class that the other side has, where that has the same fields."""
    classes = _classes(other)
    body = [_record(node, classes) or node for node in tree.body]
    if body == tree.body:
        return tree
    known = ast.ImportFrom(module="typing", names=[ast.alias(name="NamedTuple")], level=0)
    return ast.Module(body=[located(known, tree.body[0]), *body], type_ignores=tree.type_ignores)


def _record(node: ast.stmt, classes: Mapping[str, ast.ClassDef]) -> ast.ClassDef | None:
    call = node.value if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
    if not isinstance(node, ast.Assign) or not isinstance(call, ast.Call) or call.keywords or len(call.args) != 2:
        return None
    target, (name, fields) = node.targets[0], call.args
    made = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    known = classes.get(target.id) if isinstance(target, ast.Name) else None
    if known is None or made != "namedtuple" or not isinstance(name, ast.Constant) or name.value != known.name:
        return None
    bases = [base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in known.bases]
    theirs = [one for one in known.body if isinstance(one, ast.AnnAssign)]
    names = [one.target.id for one in theirs if isinstance(one.target, ast.Name) and one.value is None]
    if (
        bases != ["NamedTuple"]
        or not isinstance(known.bases[0], ast.Name)
        or len(names) != len(theirs)
        or names != _fields(fields)
    ):
        return None
    made_class = ast.ClassDef(
        name=known.name, bases=[*map(copied, known.bases)], keywords=[], body=[*map(copied, theirs)], decorator_list=[]
    )  # fmt: skip
    return located(made_class, node)


def _fields(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace(",", " ").split()
    held = node.elts if isinstance(node, (ast.List, ast.Tuple)) else []
    return [one.value for one in held if isinstance(one, ast.Constant) and isinstance(one.value, str)]
