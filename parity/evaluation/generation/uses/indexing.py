"""What subscripts and element-wise arithmetic ask of the values in them."""

from __future__ import annotations

import ast

from parity.evaluation.generation.uses.cells import Cell, Kind, Trait, counts, unify
from parity.evaluation.generation.uses.definitions import NotConstant
from parity.evaluation.generation.uses.reading import Reader, Scope


def read(reader: Reader, node: ast.Subscript, scope: Scope) -> Cell:
    held = reader.expression(node.value, scope)
    if held.name == "shape" and held.kin is not None:
        return _of_shape(held.kin.find(), node.slice)
    if isinstance(node.slice, ast.Slice):
        return _slice(reader, held, node.slice, scope)
    if isinstance(node.slice, ast.Tuple):
        return _of_dimensions(reader, held, node.slice.elts, scope)
    try:
        constant = reader.known.value(node.slice)
    except NotConstant:
        constant = None
    if isinstance(constant, str):
        if reader.handling:
            held.find().loose.add(constant)
        return _named(held, constant)
    if isinstance(constant, int) and not isinstance(constant, bool):
        return _placed(held, constant)
    if isinstance(node.slice, ast.Constant) and node.slice.value is None:
        return held if held.is_a(Kind.ARRAY) else Cell(Kind.ARRAY)
    if isinstance(constant, (list, tuple)) and constant and all(isinstance(c, str) for c in constant):
        held.vote(Kind.TABLE)
        for name in constant:
            held.field(str(name)).vote(Kind.COLUMN, weight=2)
        return held
    return _by(reader, held, reader.expression(node.slice, scope))


def _named(held: Cell, name: str) -> Cell:
    if name in held.written and name not in held.fields:
        return held.written[name]
    if held.is_a(Kind.TABLE):
        column = held.field(name)
        return column.vote(Kind.COLUMN, weight=3) if not column.is_a(Kind.COLUMN) else column
    if held.votes[Kind.TABLE] and any(cell.find().is_a(Kind.COLUMN) for cell in held.fields.values()):
        held.vote(Kind.TABLE, weight=2 * held.votes[Kind.DICT])
    held.vote(Kind.DICT)
    return held.field(name)


def _placed(held: Cell, place: int) -> Cell:
    if held.is_a(Kind.TEXT):
        one = Cell(Kind.TEXT)
        one.kin = held
        return one
    if held.is_a(Kind.ARRAY):
        return held.elements()
    if held.is_a(Kind.DICT) and (held.key is None or held.keys().is_a(Kind.INT)):
        held.keys().vote(Kind.INT).constant(place)
        return held.elements()
    if not held.votes:
        held.vote(Kind.LIST, Kind.TUPLE, weight=2)
    held.trait(Trait.MANY)
    return held.field(place) if place >= 0 else held.elements()


def _slice(reader: Reader, held: Cell, node: ast.Slice, scope: Scope) -> Cell:
    for bound in (node.lower, node.upper, node.step):
        if bound is not None:
            cell = reader.expression(bound, scope)
            counts(cell)
            held.length(*(abs(c) for c in cell.find().constants if isinstance(c, int)))
    if not held.votes:
        held.vote(Kind.LIST, weight=2).vote(Kind.TEXT, weight=1)
    if held.is_a(Kind.TEXT):
        made = Cell(Kind.TEXT)
        made.kin = held
        return made
    return held


def _of_dimensions(reader: Reader, held: Cell, parts: list[ast.expr], scope: Scope) -> Cell:
    """`x[:, 0]`, `x[..., None]`, `df.loc[mask, "a"]`, and `table[a, b]` of a dict by pairs."""
    constants = [p.value for p in parts if isinstance(p, ast.Constant)]
    sliced = any(isinstance(p, ast.Slice) for p in parts) or Ellipsis in constants or None in constants
    names = [c for c in constants if isinstance(c, str)]
    cells = [Cell() if isinstance(p, (ast.Slice, ast.Constant)) else reader.expression(p, scope) for p in parts]
    for part in parts:
        for bound in (part.lower, part.upper) if isinstance(part, ast.Slice) else ():
            if bound is not None:
                counts(reader.expression(bound, scope))
    if held.is_a(Kind.TABLE):
        return _named(held, names[0]) if names else held
    if held.is_a(Kind.DICT) and not sliced:
        return held.elements()
    held.vote(Kind.ARRAY)
    taken = [p for p in parts if not (isinstance(p, ast.Constant) and p.value in (None, Ellipsis))]
    rank = len(taken) + (1 if Ellipsis in constants else 0)
    if not (Ellipsis in constants and len(taken) == 0):
        held.rank = max(held.rank or 1, rank)
    for cell in cells:
        if cell.is_a(Kind.INT, Kind.FLOAT):
            cell.trait(Trait.SIZE)
        else:
            _places(cell)
    scalar = all(not isinstance(p, ast.Slice) and c.is_a(Kind.INT) for p, c in zip(parts, cells, strict=True))
    if scalar and (held.rank or 0) <= len(parts):
        return held.elements()
    made = Cell(Kind.ARRAY)
    made.element = held.elements()
    if all(isinstance(p, ast.Slice) or (isinstance(p, ast.Constant) and p.value is None) for p in parts):
        made.rank = len(parts)
    return made


def _places(index: Cell) -> None:
    """An array or a list of places in another, unless it is one of truths."""
    if index.is_a(Kind.ARRAY, Kind.LIST) and not index.elements().is_a(Kind.BOOL) and index.function is None:
        element = index.elements()
        if element.vague:
            element.vote(Kind.INT, weight=6)
        element.trait(Trait.INDEX)


def _of_shape(array: Cell, index: ast.expr) -> Cell:
    if isinstance(index, ast.Constant) and isinstance(index.value, int):
        if not array.is_a(Kind.TABLE):
            array.rank = max(array.rank or 1, index.value + 1)
        return Cell(Kind.INT).trait(Trait.SIZE)
    if isinstance(index, ast.Slice) and isinstance(index.upper, ast.Constant) and isinstance(index.upper.value, int):
        array.rank = max(array.rank or 1, index.upper.value)
    return Cell(Kind.TUPLE)


def _by(reader: Reader, held: Cell, index: Cell) -> Cell:
    """By a value that is not written out."""
    if held.is_a(Kind.TABLE, Kind.COLUMN):
        if index.is_a(Kind.LIST, Kind.TUPLE):
            parts = [index.elements(), *index.fields.values()]
            for name in [c for part in parts for c in part.find().constants]:
                if isinstance(name, str) and name not in held.written:
                    held.field(name).vote(Kind.COLUMN, weight=2)
            return held
        if index.is_a(Kind.TEXT):
            for name in index.constants:
                if isinstance(name, str):
                    held.field(name).vote(Kind.COLUMN, weight=2)
            index.trait(Trait.COLUMN_NAME)
            made = Cell(Kind.COLUMN)
            first = next((n for n in index.constants if isinstance(n, str)), None)
            return held.field(first) if first is not None else made
        return held
    if held.is_a(Kind.ARRAY):
        if index.is_a(Kind.ARRAY, Kind.LIST) or index.vague:
            _places(index)
            return held
        if index.is_a(Kind.INT):
            index.trait(Trait.SIZE)
        return held.elements()
    if held.is_a(Kind.DICT):
        if index.is_a(Kind.TEXT):
            for name in index.constants:
                if isinstance(name, str) and held.fields:
                    held.field(name)
        unify(held.keys(), index)
        return held.elements()
    if index.is_a(Kind.INT):
        held.vote(Kind.LIST, weight=3)
        index.trait(Trait.INDEX)
        return held.elements()
    if index.is_a(Kind.TEXT):
        held.vote(Kind.DICT, weight=4)
        unify(held.keys(), index)
        return held.elements()
    if index.is_a(Kind.FLOAT) and (held.vague or held.is_a(Kind.LIST, Kind.TUPLE, Kind.TEXT)):
        counts(index)
        held.hint(Kind.LIST)
    elif held.vague and held.member is not None and held.members() is index:
        held.vote(Kind.DICT)  # looked for by the same value before
        unify(held.keys(), index)
    elif held.vague:
        held.hint(Kind.DICT)
        unify(held.keys(), index)
    elif held.is_a(Kind.LIST, Kind.TUPLE, Kind.TEXT):
        counts(index)
    return held.elements()


def elementwise(left: Cell, right: Cell, op: ast.operator) -> Cell:
    """Arithmetic of an array or a column: the result is of its form, and stands for it."""
    whole, other = (left, right) if left.is_a(Kind.ARRAY, Kind.COLUMN, Kind.TABLE) else (right, left)
    if isinstance(op, (ast.BitAnd, ast.BitOr)):
        return whole
    if isinstance(op, ast.MatMult):
        for one in (left, right):
            if one.vague:
                one.vote(Kind.ARRAY)
        return Cell(Kind.ARRAY)
    element = whole.elements()
    if isinstance(op, ast.Sub) and left.is_a(Kind.COLUMN) and right.is_a(Kind.COLUMN):
        made = Cell(Kind.COLUMN)
        made.name, made.fields = "difference", {0: left, 1: right}
        return made
    if not element.votes:
        element.vote(Kind.FLOAT, weight=2)
    if Trait.ROW in other.traits and other.vague and (whole.rank or 1) > 1:
        other.vote(Kind.ARRAY)
    elif not other.votes:
        other.vote(Kind.FLOAT, weight=2)
    if isinstance(op, (ast.Div, ast.FloorDiv, ast.Mod)) and other is right:
        right.trait(Trait.NONZERO)
    if other.is_a(Kind.ARRAY):
        if (other.rank or 1) > (whole.rank or 1) and whole.function is None and whole.rank is None:
            whole.rank = other.rank
        if whole.width is None and other.width is not None:
            whole.width = other.width
        elif other.width is None and whole.width is not None and other.function is None:
            other.width = whole.width
        if left.function == "own" and (left.rank or 0) < (right.rank or 0):
            return right
    return left if left.is_a(Kind.ARRAY, Kind.COLUMN, Kind.TABLE) else right
