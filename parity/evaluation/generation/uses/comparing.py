"""What comparisons ask of the values on both sides."""

from __future__ import annotations

import ast

from parity.evaluation.generation.uses import names
from parity.evaluation.generation.uses.cells import Cell, Kind, Trait, counts, unify
from parity.evaluation.generation.uses.reading import Reader, Scope

_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def read(reader: Reader, node: ast.Compare, scope: Scope) -> Cell:
    cells = [reader.expression(value, scope) for value in (node.left, *node.comparators)]
    of_array: Cell | None = None
    for place, op in enumerate(node.ops):
        left, right = cells[place].find(), cells[place + 1].find()
        for kind in (Kind.ARRAY, Kind.COLUMN, Kind.TABLE):
            if kind in (left.leading(), right.leading()):
                of_array = left if left.is_a(kind) else right
                other = right if of_array is left else left
                if not other.votes and names.is_number(other.name or ""):
                    other.vote(Kind.FLOAT, weight=3).vote(Kind.INT, weight=1)
                if other.is_a(Kind.INT, Kind.FLOAT, Kind.TEXT):
                    unify(of_array.elements(), other)
        if of_array is not None and not isinstance(op, (ast.In, ast.NotIn)):
            continue
        if isinstance(op, (ast.Is, ast.IsNot)) and isinstance(node.left, ast.Name) and node.left.id in scope.nothing:
            continue
        if isinstance(op, (ast.In, ast.NotIn)):
            _contained(left, right)
        elif scope.guarding and right.constants:
            left.constant(*right.constants, guard=True)
            left.vote(*right.votes, weight=2)
        elif scope.guarding and left.constants and right.votes:
            right.constant(*left.constants, guard=True)
        else:
            _compared(reader, left, right, op)
    if of_array is not None:
        made = Cell(of_array.leading() or Kind.ARRAY)
        made.elements().vote(Kind.BOOL)
        made.rank = of_array.rank
        return made
    return Cell(Kind.BOOL)


def _compared(reader: Reader, left: Cell, right: Cell, op: ast.cmpop) -> None:
    source = None if left.kin is None else left.origin() if left.is_a(Kind.TEXT) else left.kin.find()
    if source is not None and right.constants:
        if left.is_a(Kind.TEXT) and source.is_a(Kind.TEXT):
            source.fragment(str(c) for c in right.constants)
            source.constant(*right.constants)
            source.trait(Trait.VARIED)
        elif left.name == "distance":
            source.find().steps.extend(c for c in right.constants if c not in source.find().steps)
            right.trait(*([Trait.NUMERIC] if not right.traits else []))
        elif source.is_a(Kind.INT, Kind.FLOAT):
            source.constant(*right.constants)
    for one, other in ((left, right), (right, left)):
        if one.name == "length" and one.kin is not None:
            counts(other)
            one.kin.length(*other.constants)
            return
        if Trait.SIZE in one.traits and one.is_a(Kind.INT) and not other.votes:
            counts(other)
    if isinstance(op, (ast.Eq, ast.NotEq)):
        for one, other in ((left, right), (right, left)):
            if other.constants and one.votes.keys() <= {Kind.TEXT} | set(other.votes):
                one.trait(Trait.CHOICE)
    if isinstance(op, _ORDERED):
        left.trait(Trait.ORDERED)
        right.trait(Trait.ORDERED)
    if isinstance(op, _ORDERED) and not left.votes and not right.votes:
        for cell in (left, right):
            cell.vote(Kind.FLOAT, Kind.INT, weight=1)
    reader.compatible(left, right)


def _contained(left: Cell, right: Cell) -> None:
    if right.is_a(Kind.TEXT):
        right.fragment(str(c) for c in left.constants if isinstance(c, str))
        left.vote(Kind.TEXT, weight=3)
        if right.constants and not left.constants:
            left.constant(*(c for text in right.constants if isinstance(text, str) for c in text[:12]))
    elif right.is_a(Kind.DICT):
        for name in left.constants:
            if isinstance(name, str):
                right.field(name)
                right.loose.add(name)
        if not left.constants:
            unify(right.keys(), left)
    elif left.constants and not right.votes and left.is_a(Kind.TEXT):
        right.vote(Kind.TEXT, Kind.DICT, Kind.LIST, weight=1)
        right.fragment(str(c) for c in left.constants)
        for name in left.constants:
            if isinstance(name, str):
                right.loose.add(name)
    else:
        if right.vague:
            right.hint(Kind.LIST, Kind.SET)
            unify(right.members(), left)
            return
        source = left.origin() if left.is_a(Kind.TEXT) else left
        if source is not left and right.element is not None:
            source.constant(*right.elements().constants)
            source.trait(Trait.VARIED)
        for place in [p for p in right.fields if isinstance(p, int)]:
            if not left.votes or left.is_a(*filter(None, [right.fields[place].leading()])):
                left.constant(*right.fields[place].find().constants)
        unify(right.elements(), left)
