"""Code that does the same work more often: what is needed to see that it comes to the same."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from parity.semantics.dump import dump
from parity.semantics.expressions import COMPREHENSIONS, called_name, is_steady, is_steady_name, walk
from parity.semantics.inlining import Definition, Replaced
from parity.semantics.rewriting import Rules, View, located
from parity.semantics.surroundings import Surroundings

# Objects whose state is the point of having only one of them.
_STATEFUL = re.compile(
    r"(?i)rand|rng|seed|count|cache|lock|queue|pool|deque|dict|iter|generator|stream|buffer|histor|set$|list$"
)
_COARSE = frozenset(
    {"round", "int", "len", "lower", "upper", "strip", "casefold", "date", "floor", "id", "type", "split"}
)
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_NOT_INDEXED = frozenset(
    {"range", "enumerate", "zip", "map", "filter", "items", "values", "keys", "reversed", "iter", "open"}
)


def with_objects(around: Surroundings) -> Surroundings:
    """The same surroundings, with what the module makes once written wherever it is used."""
    made = {name: value for name, value in {**around.singletons, **around.values}.items() if not is_stateful(value)}
    return replace(around, made=made)


def is_stateful(value: ast.AST) -> bool:
    """Whether having only one of what an expression makes may be the point of it."""
    if isinstance(value, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)):
        return True
    return any(isinstance(node, ast.Call) and bool(_STATEFUL.search(called_name(node))) for node in walk(value))


def repeats_steadily(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> bool:
    """Whether what one side calls more often than the other is known to give the same again."""
    old, new = (
        Counter(called_name(node) for one in side for node in walk(one) if isinstance(node, ast.Call))
        for side in (before, after)
    )
    odd = (old - new) + (new - old)
    return bool(odd) and all(is_steady_name(name) for name in odd)


def align(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> bool:
    """Give the second piece's own variables the names that they have in the first; whether parameters were renamed.

    Variables in the order in which they appear, where both sides have as many that the other has not; parameters by
    their place. Then another name is no edit of its own. In place.
    """
    ours, theirs = (_stored(side) for side in (before, after))
    old = [name for name in ours if name not in theirs]
    new = [name for name in theirs if name not in ours]
    names = dict(zip(new, old, strict=True)) if len(old) == len(new) else {}
    for one in after:
        for node in ast.walk(one):
            if isinstance(node, ast.Name) and node.id in names:
                node.id = names[node.id]
    return _rename_parameters(before, after)


def _rename_parameters(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> bool:
    """Give the second function's parameters their names in the first, where only names differ; whether one did.

    Only where the new name means nothing in the first and the old one nothing in the second. In place.
    """
    if len(before) != 1 or len(after) != 1:
        return False
    one, other = before[0], after[0]
    if not isinstance(one, ast.FunctionDef) or not isinstance(other, ast.FunctionDef):
        return False
    ours, theirs = (
        [(kind, argument) for kind in ("posonlyargs", "args", "kwonlyargs") for argument in getattr(side.args, kind)]
        for side in (one, other)
    )
    if [kind for kind, _ in ours] != [kind for kind, _ in theirs]:
        return False
    names = {new.arg: old.arg for (_, old), (_, new) in zip(ours, theirs, strict=True) if old.arg != new.arg}
    known, used = (
        {node.id for node in walk(side) if isinstance(node, ast.Name)}
        | {node.arg for node in walk(side) if isinstance(node, ast.arg)}
        for side in (one, other)
    )
    if not names or names.keys() & known or set(names.values()) & used:
        return False
    for node in walk(other):
        if isinstance(node, ast.Name) and node.id in names:
            node.id = names[node.id]
        elif isinstance(node, ast.arg) and node.arg in names:
            node.arg = names[node.arg]
    return True


def _stored(body: Sequence[ast.stmt]) -> list[str]:
    found = (node.id for one in body for node in ast.walk(one) if isinstance(node, ast.Name) and _is_stored(node))
    return list(dict.fromkeys(found))


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def looks_up(body: Sequence[ast.stmt]) -> int:
    """How often it asks whether something is in something."""
    return sum(isinstance(node, (ast.In, ast.NotIn)) for one in body for node in walk(one))


def whole_lists(body: Sequence[ast.AST]) -> int:
    """How often all of a list is made where a generator would be asked until the answer is known."""
    return sum(
        isinstance(node, ast.Call)
        and called_name(node) in ("any", "all", "next")
        and bool(node.args)
        and _is_made(node.args[0])
        for one in body
        for node in walk(one)
    )


def _is_made(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and called_name(node) in ("iter", "list", "tuple") and len(node.args) == 1:
        inner = node.args[0]
        taken = COMPREHENSIONS if called_name(node) != "iter" else (ast.ListComp,)
        return isinstance(inner, taken)
    return isinstance(node, ast.ListComp)


def only_patterns(before: Surroundings, after: Surroundings) -> bool:
    """Whether all that only one of two modules makes are regular expressions."""
    odd = before.singletons.keys() ^ after.singletons.keys()
    made = {**before.singletons, **after.singletons}
    return all(called_name(made[name]) in ("re.compile", "compile", "regex.compile") for name in odd)


def indexed(node: Definition, *, plain: bool = False) -> None:
    """`[f(x) for x in v]` as `[f(v[i]) for i in range(len(v))]`: for what has a length and places. In place.

    Args:
        plain: only where v is not worked out: otherwise it is work that is done again.
    """
    for inner in ast.walk(node):
        if isinstance(inner, COMPREHENSIONS) and len(inner.generators) == 1 and not inner.generators[0].is_async:
            part = inner.generators[0]
            worked = any(isinstance(one, ast.Call) for one in ast.walk(part.iter)) and called_name(part.iter) not in (
                "enumerate", "zip",
            )  # fmt: skip
            found = None if plain and worked else _places(part.target, part.iter)
            if found is not None:
                index, values, first = found
                _by_place(inner, Replaced(values), index, first)


def _places(target: ast.expr, source: ast.expr) -> tuple[str, dict[str, ast.expr], ast.expr] | None:
    """Name of the index, what stands for each variable, and what gives the length; None where it has no places."""
    name = called_name(source).rpartition(".")[2] if isinstance(source, ast.Call) else ""
    names = [one.id for one in target.elts if isinstance(one, ast.Name)] if isinstance(target, ast.Tuple) else []
    if not is_steady(source) or isinstance(source, COMPREHENSIONS):
        return None
    if isinstance(target, ast.Name) and name not in _NOT_INDEXED:
        return target.id, {target.id: _at(source, target.id)}, source
    if not isinstance(source, ast.Call) or source.keywords or not source.args:
        return None
    if name == "enumerate" and len(names) == 2 and len(source.args) == 1:
        return names[0], {names[1]: _at(source.args[0], names[0])}, source.args[0]
    if name == "zip" and len(names) == len(source.args):
        values = {one: _at(held, names[0]) for one, held in zip(names, source.args, strict=True)}
        return names[0], values, source.args[0]
    return None


def _at(held: ast.expr, index: str) -> ast.expr:
    return located(ast.Subscript(value=held, slice=ast.Name(id=index, ctx=ast.Load()), ctx=ast.Load()), held)


def _by_place(node: Comprehension, put: Replaced, index: str, held: ast.expr) -> None:
    for field in ("elt", "key", "value"):
        if hasattr(node, field):
            setattr(node, field, put.visit(getattr(node, field)))
    part = node.generators[0]
    part.ifs = [put.visit(test) for test in part.ifs]
    length = ast.Call(func=ast.Name(id="len", ctx=ast.Load()), args=[held], keywords=[])
    part.iter = located(ast.Call(func=ast.Name(id="range", ctx=ast.Load()), args=[length], keywords=[]), part.iter)
    part.target = located(ast.Name(id=index, ctx=ast.Store()), part.target)


def forgetful(node: Definition) -> None:
    """Results that are kept in a mapping and looked up there, worked out each time instead. In place."""
    body = node.body
    for place, one in enumerate(body):
        found = _kept(one, body[place + 1 :])
        if found is not None:
            node.body = [*body[:place], *found]
            return


def _kept(node: ast.stmt, rest: list[ast.stmt]) -> list[ast.stmt] | None:
    """`if k not in c: c[k] = x` and `return c[k]`, or `if k in c: return c[k]` and what works it out and keeps it."""
    if not (isinstance(node, ast.If) and isinstance(node.test, ast.Compare) and len(node.test.ops) == 1):
        return None
    if not _tells_apart(node.test.left):
        return None
    entry = ast.Subscript(value=node.test.comparators[0], slice=node.test.left, ctx=ast.Load())
    if isinstance(node.test.ops[0], ast.NotIn) and not node.orelse and len(rest) == 1 and _gives(rest[0], entry):
        *first, last = node.body
        if isinstance(last, ast.Assign) and len(last.targets) == 1 and dump(last.targets[0]) == dump(entry):
            return [*first, located(ast.Return(value=last.value), node)]
    if isinstance(node.test.ops[0], ast.In) and len(node.body) == 1 and _gives(node.body[0], entry):
        work = node.orelse or rest
        if work and isinstance(work[-1], ast.Return) and not (node.orelse and rest):
            left = [one for one in work if not _stores(one, entry)]
            if len(left) == len(work) - 1:
                if isinstance(left[-1], ast.Return) and left[-1].value is not None and _gives(left[-1], entry):
                    (kept,) = (one for one in work if _stores(one, entry))
                    assert isinstance(kept, ast.Assign)
                    left[-1] = located(ast.Return(value=kept.value), node)
                return left
    return None


def _tells_apart(key: ast.expr) -> bool:
    """Whether results are kept by what they are made from: not by a part of it, or by something rounded."""
    return not any(
        isinstance(one, (ast.Slice, ast.FloorDiv, ast.Mod))
        or (isinstance(one, ast.Call) and called_name(one).rpartition(".")[2] in _COARSE)
        for one in ast.walk(key)
    )


def _gives(node: ast.stmt, entry: ast.expr) -> bool:
    return isinstance(node, ast.Return) and node.value is not None and dump(node.value) == dump(entry)


def _stores(node: ast.stmt, entry: ast.expr) -> bool:
    return isinstance(node, ast.Assign) and len(node.targets) == 1 and dump(node.targets[0]) == dump(entry)


def _pattern(node: ast.Call, view: View) -> ast.AST:
    """`re.compile(p).sub(x, y)` is `re.sub(p, x, y)`."""
    func = node.func
    if not (isinstance(func, ast.Attribute) and isinstance(func.value, ast.Call) and func.attr in _OF_PATTERNS):
        return node
    made = func.value
    if (
        called_name(made) != "re.compile"
        or len(made.args) != 1
        or made.keywords
        or len(node.args) > _OF_PATTERNS[func.attr]
    ):
        return node
    name = ast.Name(id=f"re.{func.attr}", ctx=ast.Load())
    return located(ast.Call(func=name, args=[made.args[0], *node.args], keywords=node.keywords), node)


# Methods of patterns that are functions of the module re too -> arguments that both take by position.
_OF_PATTERNS = {"sub": 3, "subn": 3, "match": 1, "search": 1, "fullmatch": 1, "findall": 1, "finditer": 1, "split": 2}
RULES: Rules = {ast.Call: (_pattern,)}
