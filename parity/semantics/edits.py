"""Two canonical pieces of code that differ -> what was edited, and what that does."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from parity.model.edits import Effect
from parity.semantics.dump import dump, is_same
from parity.semantics.forms import name_of
from parity.semantics.headers import COST_ARGUMENTS, costs_of_parameters, decorators, signature
from parity.semantics.quiet import is_telling, is_text
from parity.semantics.vocabulary import Helpers
from parity.semantics.ways import NO_HELPERS, Edit, another_way, weighed

MAX_TEXT = 200
_NUMBERED = re.compile(r"\b([^\W\d]\w*)(?:[@#]\w+)+")  # names as the canonical form keeps them apart
MAX_EDITS = 20
COPIES = ("copy", "deepcopy", "list", "tuple", "dict", "asarray", "ascontiguousarray")


def edits_between(
    before: Sequence[ast.stmt], after: Sequence[ast.stmt], helpers: tuple[Helpers, Helpers] = (NO_HELPERS, NO_HELPERS)
) -> list[Edit]:
    """Every edit, in the order of the code; of a piece that was written anew, one for the whole.

    Args:
        helpers: what only the one and only the other module has, by name.
    """
    whole = another_way(before, after, *helpers)
    if whole is not None:
        return [whole]
    found = list(_blocks(before, after))[:MAX_EDITS] or [_rewritten(before, after)]
    return weighed(found, before, after, helpers)


def shown(node: ast.AST | None) -> str:
    """A piece of code in one line."""
    if node is None:
        return ""
    try:
        return _NUMBERED.sub(r"\1", " ".join(ast.unparse(node).split()))[:MAX_TEXT]
    except (ValueError, RecursionError, AttributeError):
        return ""


def _blocks(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> Iterator[Edit]:
    """Statements against statements: equal ones are matched, the rest is told as replaced, added or removed."""
    ours, theirs = ([dump(node) for node in side] for side in (before, after))
    for tag, low, high, start, end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        old, new = before[low:high], after[start:end]
        for number in range(max(len(old), len(new))):
            one = old[number] if number < len(old) else None
            other = new[number] if number < len(new) else None
            if one is not None and other is not None:
                yield from _nodes(one, other, "")
            else:
                yield _alone(one or other, before=one, after=other)


def _alone(node: ast.AST | None, *, before: ast.AST | None, after: ast.AST | None) -> Edit:
    """A statement that only one side has."""
    kind = "added" if before is None else "removed"
    if isinstance(node, ast.stmt) and is_telling(node):
        return Edit(kind="logging", effect=Effect.MESSAGE, confidence=0.9, before=before, after=after)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return Edit(kind="import", effect=Effect.UNKNOWN, confidence=0.45, before=before, after=after)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return Edit(kind=kind, effect=Effect.NONE, confidence=0.8, before=before, after=after)
    if isinstance(node, ast.Assert):
        return Edit(kind="assertion", effect=Effect.RESULT, confidence=0.65, before=before, after=after)
    return Edit(kind=kind, effect=Effect.RESULT, confidence=0.75, before=before, after=after)


def _nodes(one: ast.AST, other: ast.AST, place: str) -> Iterator[Edit]:
    """Descend to the smallest nodes that differ. `place`: name of the keyword argument they stand in."""
    if is_same(one, other):
        return
    told = _judged(one, other, place)
    if told is not None:
        yield told
        return
    if type(one) is not type(other):
        yield _replaced(one, other)
        return
    if (operated := _operated(one, other)) is not None:
        yield operated
        return
    costs = frozenset[str]()
    if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)):
        costs = costs_of_parameters(one)
    for field in one._fields:
        old, new = getattr(one, field, None), getattr(other, field, None)
        if isinstance(old, list) and isinstance(new, list):
            yield from _lists(one, other, field, old, new)
        elif isinstance(old, ast.arguments) and isinstance(new, ast.arguments):
            yield from signature(old, new, costs)
        elif isinstance(old, ast.AST) and isinstance(new, ast.AST):
            yield from _nodes(old, new, getattr(one, "arg", None) or place if isinstance(one, ast.keyword) else place)
        elif old != new and field not in ("ctx", "type_comment", "kind"):
            yield _replaced(one, other)
            return


def _operated(one: ast.AST, other: ast.AST) -> Edit | None:
    """Another operator between the same operands, told with them."""
    if isinstance(one, ast.Compare) and isinstance(other, ast.Compare):
        same = [*map(dump, (one.left, *one.comparators))] == [*map(dump, (other.left, *other.comparators))]
        kind, confidence = "comparison", 0.92
    elif isinstance(one, ast.BinOp) and isinstance(other, ast.BinOp):
        same = (dump(one.left), dump(one.right)) == (dump(other.left), dump(other.right))
        kind, confidence = "operator", 0.9
    else:
        return None
    return Edit(kind=kind, effect=Effect.RESULT, confidence=confidence, before=one, after=other) if same else None


def _lists(one: ast.AST, other: ast.AST, field: str, old: list[ast.AST], new: list[ast.AST]) -> Iterator[Edit]:
    if is_same(old, new):
        return
    if field == "decorator_list":
        yield from decorators(old, new)
    elif (old and isinstance(old[0], ast.stmt)) or (new and isinstance(new[0], ast.stmt)):
        yield from _blocks(old, new)  # type: ignore[arg-type]  # a list of statements holds nothing else
    elif len(old) == len(new):
        if Counter(map(dump, old)) == Counter(map(dump, new)):
            yield Edit(kind="order", effect=Effect.RESULT, confidence=0.85, before=one, after=other)
            return
        for first, second in zip(old, new, strict=True):
            yield from _nodes(first, second, "")
    else:
        yield _arguments(one, other, old, new)


def _arguments(one: ast.AST, other: ast.AST, old: list[ast.AST], new: list[ast.AST]) -> Edit:
    ours, theirs = (Counter(map(dump, side)) for side in (old, new))
    odd = [node for node in (*old, *new) if (ours - theirs)[dump(node)] or (theirs - ours)[dump(node)]]
    cost = odd and all(isinstance(node, ast.keyword) and node.arg in COST_ARGUMENTS for node in odd)
    kind = "argument" if isinstance(one, ast.Call) else "element"
    return Edit(kind="resources" if cost else kind, effect=Effect.SPEED if cost else Effect.RESULT,
                confidence=0.75 if cost else 0.85, before=one, after=other)  # fmt: skip


def _judged(one: ast.AST, other: ast.AST, place: str) -> Edit | None:
    """Pairs of which more can be said than that they differ."""
    if place in COST_ARGUMENTS:
        return Edit(kind="resources", effect=Effect.SPEED, confidence=0.75, before=one, after=other)
    if isinstance(one, ast.Raise) and isinstance(other, ast.Raise) and _raised(one) == _raised(other) != "":
        return Edit(kind="message", effect=Effect.MESSAGE, confidence=0.85, before=one, after=other)
    if isinstance(one, ast.stmt) and isinstance(other, ast.stmt) and is_telling(one) and is_telling(other):
        return Edit(kind="logging", effect=Effect.MESSAGE, confidence=0.9, before=one, after=other)
    if (wrapped := _wrapped(one, other)) is not None:
        return wrapped
    return _rounded_otherwise(one, other)


def _rounded_otherwise(one: ast.AST, other: ast.AST) -> Edit | None:
    if isinstance(one, ast.BinOp) and isinstance(other, ast.BinOp) and _regrouped(one, other):
        return Edit(kind="association", effect=Effect.LAST_BITS, confidence=0.8, before=one, after=other)
    if _is_square(one, other) or _is_square(other, one):
        return Edit(kind="power", effect=Effect.LAST_BITS, confidence=0.7, before=one, after=other)
    return None


def _raised(node: ast.Raise) -> str:
    return name_of(node.exc.func) if isinstance(node.exc, ast.Call) else ""


def _wrapped(one: ast.AST, other: ast.AST) -> Edit | None:
    """A call put around something, or taken away: sorted(x) for x."""
    for inner, outer in ((one, other), (other, one)):
        if isinstance(outer, ast.Call) and len(outer.args) <= 1 and not outer.keywords:
            held = outer.args[0] if outer.args else outer.func.value if isinstance(outer.func, ast.Attribute) else None
            if held is not None and is_same(held, inner):
                if name_of(outer.func) in COPIES:  # what is changed in place afterwards is the caller's, or is not
                    return Edit(kind="copy", effect=Effect.RESULT, confidence=0.55, before=one, after=other)
                kind = "order" if name_of(outer.func) in ("sorted", "set", "reversed", "sort_values") else "call"
                return Edit(kind=kind, effect=Effect.RESULT, confidence=0.85, before=one, after=other)
    return None


def _replaced(one: ast.AST, other: ast.AST) -> Edit:
    """Two pieces of which nothing more can be said than of what kind they are."""
    kinds = (
        ((ast.Constant,), "constant", 0.9), ((ast.cmpop,), "comparison", 0.92), ((ast.operator,), "operator", 0.9),
        ((ast.unaryop, ast.boolop), "condition", 0.85), ((ast.Attribute, ast.Name), "name", 0.8),
        ((ast.Compare, ast.BoolOp), "condition", 0.75), ((ast.Call,), "call", 0.7),
    )  # fmt: skip
    text = f"{shown(one)} {shown(other)}"
    if any(word in text for word in ("float32", "float64", "float16", "int32", "int64", "bfloat16", "int8")):
        return Edit(kind="dtype", effect=Effect.RESULT, confidence=0.85, before=one, after=other)
    for types, kind, confidence in kinds:
        if isinstance(one, types) and isinstance(other, types):
            return Edit(kind=kind, effect=Effect.RESULT, confidence=confidence, before=one, after=other)
    if isinstance(one, ast.expr) and isinstance(other, ast.expr) and is_text(one) and is_text(other):
        return Edit(kind="text", effect=Effect.RESULT, confidence=0.7, before=one, after=other)
    return Edit(kind="rewritten", effect=Effect.RESULT, confidence=0.6, before=one, after=other)


def _rewritten(before: Sequence[ast.stmt], after: Sequence[ast.stmt]) -> Edit:
    one, other = (side[0] if side else None for side in (before, after))
    return Edit(kind="rewritten", effect=Effect.UNKNOWN, confidence=0.5, before=one, after=other)


def _regrouped(one: ast.BinOp, other: ast.BinOp) -> bool:
    """The same terms of a sum or product, grouped or ordered otherwise."""
    if type(one.op) is not type(other.op) or not isinstance(one.op, (ast.Add, ast.Mult)):
        return False
    return Counter(map(dump, _terms(one, type(one.op)))) == Counter(map(dump, _terms(other, type(one.op))))


def _terms(node: ast.expr, operator: type) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and type(node.op) is operator:
        yield from _terms(node.left, operator)
        yield from _terms(node.right, operator)
    else:
        yield node


def _is_square(one: ast.AST, other: ast.AST) -> bool:
    return (
        isinstance(one, ast.BinOp)
        and isinstance(one.op, ast.Mult)
        and is_same(one.left, one.right)
        and isinstance(other, ast.BinOp)
        and isinstance(other.op, ast.Pow)
        and isinstance(other.right, ast.Constant)
        and other.right.value == 2
        and is_same(other.left, one.left)
    )
