"""What expressions ask of the values in them, one function for each kind of expression."""

from __future__ import annotations

import ast

from parity.evaluation.generation.uses import attributes, calls, calls_of_methods, comparing, displays, indexing
from parity.evaluation.generation.uses.cells import Cell, Kind, Trait, counts, of_value, unify
from parity.evaluation.generation.uses.definitions import Definitions, NotConstant
from parity.evaluation.generation.uses.reading import Closure, Reader, Reading, Scope


def _constant(reader: Reader, node: ast.Constant, scope: Scope) -> Cell:
    return of_value(node.value)


def _name(reader: Reader, node: ast.Name, scope: Scope) -> Cell:
    cell = scope.cell(node.id)
    if cell is not None:
        return cell
    known = reader.known
    if node.id in reader.globals:
        return reader.globals[node.id]
    made = Cell()
    reader.globals[node.id] = made
    if node.id in known.functions:
        made.vote(Kind.CALLABLE).find().function = Closure(known.functions[node.id])
    elif node.id in known.assigned:
        try:
            made = of_value(known.value(known.assigned[node.id]))
        except NotConstant:
            made = reader.expression(known.assigned[node.id], Scope({}))
        reader.globals[node.id] = made
    elif (path := known.dotted(node)) is not None:
        made.vote(Kind.CALLABLE).find().function = path
    return made


def _binary(reader: Reader, node: ast.BinOp, scope: Scope) -> Cell:
    left, right = reader.expression(node.left, scope), reader.expression(node.right, scope)
    kinds = (left.leading(), right.leading())
    for kind in (Kind.ARRAY, Kind.TABLE, Kind.COLUMN):
        if kind in kinds:
            return indexing.elementwise(left, right, node.op)
    if isinstance(node.op, ast.Mod) and kinds[0] is Kind.TEXT:
        return Cell(Kind.TEXT)
    if isinstance(node.op, (ast.BitOr, ast.BitAnd, ast.BitXor, ast.Sub)) and (
        Kind.SET in kinds or (Kind.DICT in kinds and isinstance(node.op, ast.BitOr))
    ):
        both_are = Kind.SET if Kind.SET in kinds else Kind.DICT
        left.vote(both_are, weight=2)
        right.vote(both_are, weight=2)
        unify(left.elements(), right.elements())
        return left
    if isinstance(node.op, ast.Add):
        for one, other in ((left, right), (right, left)):
            if one.is_a(Kind.TEXT, Kind.LIST, Kind.TUPLE, Kind.BYTES):
                alike = one.leading()
                if alike is not None and (not other.votes or other.is_a(alike)):
                    other.vote(alike, weight=3)
                    made = Cell(alike)
                    if alike in (Kind.LIST, Kind.TUPLE):
                        unify(one.elements(), other.elements())
                        made.element = one.elements()
                    return made
    if isinstance(node.op, ast.Mult) and (Kind.LIST in kinds or Kind.TEXT in kinds):
        times, held = (right, left) if left.is_a(Kind.LIST, Kind.TEXT) else (left, right)
        counts(times)
        return held
    for moment, other in ((left, right), (right, left)):
        if moment.is_a(Kind.DATETIME, Kind.DATE, Kind.TIMEDELTA):
            if not other.votes and isinstance(node.op, (ast.Add, ast.Sub)):
                other.vote(Kind.DATETIME if isinstance(node.op, ast.Sub) else Kind.TIMEDELTA, weight=3)
            both = (
                isinstance(node.op, ast.Sub) and left.is_a(Kind.DATETIME, Kind.DATE) and not right.is_a(Kind.TIMEDELTA)
            )
            return Cell(Kind.TIMEDELTA) if both else moment
    return _arithmetic(left, right, node.op)


def _arithmetic(left: Cell, right: Cell, op: ast.operator) -> Cell:
    for one, other in ((left, right), (right, left)):
        if one.name == "length" and one.kin is not None:
            one.kin.length(*other.constants, *(2 * c for c in other.constants if isinstance(c, int)))
        if one.is_a(Kind.INT) and Trait.SIZE in one.traits and not isinstance(op, (ast.Div, ast.Mult, ast.Pow)):
            counts(other)
    whole = isinstance(op, (ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor))
    matrix = isinstance(op, ast.MatMult)
    for cell in (left, right):
        if not isinstance(op, (ast.Add, ast.Mod, ast.Mult)):
            cell.trait(Trait.NUMERIC)
        if whole:
            cell.vote(Kind.INT, weight=3)
        elif matrix:
            cell.vote(Kind.ARRAY)
        elif isinstance(op, (ast.Mod, ast.FloorDiv)):
            cell.vote(Kind.INT, weight=2).vote(Kind.FLOAT, weight=1)
        elif isinstance(op, ast.Add) and not cell.votes:
            cell.vote(Kind.FLOAT, Kind.INT, weight=1)
        elif isinstance(op, ast.Sub) and not cell.votes and (right if cell is left else left).is_a(Kind.INT):
            cell.vote(Kind.FLOAT, Kind.INT, weight=4)
        elif not cell.is_a(Kind.INT):
            cell.vote(Kind.FLOAT, weight=3 if isinstance(op, ast.Mult) else 4).vote(Kind.INT, weight=2)
        else:
            cell.vote(Kind.INT, Kind.FLOAT, weight=1)
    if isinstance(op, (ast.Div, ast.FloorDiv, ast.Mod)):
        right.trait(Trait.NONZERO)
    if matrix:
        return Cell(Kind.ARRAY)
    both = left.is_a(Kind.INT) and right.is_a(Kind.INT) and not isinstance(op, ast.Div)
    made = Cell(Kind.INT if both else Kind.FLOAT, weight=2)
    if isinstance(op, ast.Sub) and not left.constants and not right.constants:
        made.name = "distance"
    if isinstance(op, (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv)):
        made.kin = right if left.constants and not right.constants else left
    return made


def _unary(reader: Reader, node: ast.UnaryOp, scope: Scope) -> Cell:
    if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        try:
            return of_value(reader.known.value(node))
        except NotConstant:
            pass
    held = reader.expression(node.operand, scope)
    if isinstance(node.op, ast.Not):
        reader.truth(node.operand, scope)
        return Cell(Kind.BOOL)
    if held.vague or held.is_a(Kind.ARRAY, Kind.COLUMN):
        return held.hint(Kind.FLOAT, Kind.INT).trait(Trait.NUMERIC) if not held.votes else held
    made = Cell(held.leading() or Kind.FLOAT)
    made.kin = held
    return made


def _boolean(reader: Reader, node: ast.BoolOp, scope: Scope) -> Cell:
    cells = [reader.expression(value, scope) for value in node.values]
    for value in node.values[:-1]:
        reader.truth(value, scope)
    if isinstance(node.op, ast.Or):
        for other in cells[1:]:
            reader.compatible(cells[0], other)
    if all(cell.is_a(Kind.BOOL) for cell in cells):
        return Cell(Kind.BOOL)
    return cells[0] if isinstance(node.op, ast.Or) else cells[-1]


def _choice(reader: Reader, node: ast.IfExp, scope: Scope) -> Cell:
    reader.condition(node.test, scope)
    first, second = reader.expression(node.body, scope), reader.expression(node.orelse, scope)
    if not first.votes:
        first, second = second, first
    if second.votes and first.leading() is second.leading() and not second.constants and not first.constants:
        return unify(first, second)
    return first


def _inner(reader: Reader, node: ast.Starred | ast.Await, scope: Scope) -> Cell:
    return reader.expression(node.value, scope)


def _call(reader: Reader, node: ast.Call, scope: Scope) -> Cell:
    if isinstance(node.func, ast.Attribute) and reader.known.dotted(node.func) is None:
        return calls_of_methods.read(reader, node, node.func, scope)
    return calls.read(reader, node, scope)


READINGS: dict[type[ast.expr], Reading] = {
    ast.Constant: _constant, ast.Name: _name, ast.Attribute: attributes.read, ast.Subscript: indexing.read,
    ast.BinOp: _binary, ast.UnaryOp: _unary, ast.BoolOp: _boolean, ast.Compare: comparing.read, ast.IfExp: _choice,
    ast.ListComp: displays.comprehension, ast.SetComp: displays.comprehension, ast.GeneratorExp: displays.comprehension,
    ast.DictComp: displays.dict_comprehension, ast.List: displays.sequence, ast.Tuple: displays.sequence,
    ast.Set: displays.sequence, ast.Dict: displays.mapping, ast.JoinedStr: displays.formatted,
    ast.Lambda: displays.closure, ast.NamedExpr: displays.named, ast.Yield: displays.yielded,
    ast.YieldFrom: displays.yielded_from, ast.Starred: _inner, ast.Await: _inner, ast.Call: _call,
}  # fmt: skip


def reader(known: Definitions) -> Reader:
    return Reader(known, READINGS, calls.known)
