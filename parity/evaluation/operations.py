"""What expressions ask of the values in them, one function for each kind of expression."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from parity.evaluation import calls_of_functions, calls_of_methods, indexing
from parity.evaluation.cells import Cell, Kind, Trait, counts, of_value, unify
from parity.evaluation.definitions import NotConstant
from parity.evaluation.usages import Closure, Reader, Scope

_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_PARTS_OF_TIME = frozenset({"year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"})
_ARRAYS = frozenset({"shape", "dtype", "ndim", "T", "nbytes", "itemsize", "strides", "flat", "real", "imag"})
_TABLES = frozenset({"columns", "loc", "iloc", "at", "iat", "values", "index", "empty", "dtypes"})
_COLUMNS = frozenset({"dt", "str", "cat"})


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


def _attribute(reader: Reader, node: ast.Attribute, scope: Scope) -> Cell:
    path = reader.known.dotted(node)
    if path is not None and (not isinstance(node.value, ast.Name) or scope.cell(node.value.id) is None):
        made = Cell()
        if path in ("math.pi", "math.e", "math.inf", "math.nan", "numpy.pi", "numpy.e", "numpy.inf", "numpy.nan"):
            return made.vote(Kind.FLOAT)
        made.find().function = path
        return made
    held = reader.expression(node.value, scope)
    name = node.attr
    if held.owner is not None and name in _methods(reader, held.owner):
        made = Cell(Kind.CALLABLE)
        method = _methods(reader, held.owner)[name]
        if any(isinstance(d, ast.Name) and d.id == "property" for d in method.decorator_list):
            return reader.call(Closure(method, None, held, held.owner), [], {})
        made.function = Closure(method, None, held, held.owner)
        return made
    if held.owner is not None or name in held.attributes:
        return held.attribute(name)
    if name in _PARTS_OF_TIME and not held.is_a(Kind.OBJECT, Kind.COLUMN):
        held.vote(Kind.DATETIME, weight=2)
        return Cell(Kind.INT)
    if name in ("days", "seconds"):
        held.vote(Kind.TIMEDELTA, weight=2)
        return Cell(Kind.INT)
    if name in _COLUMNS and held.vague and not held.attributes and "pandas" in reader.known.imports.values():
        held.vote(Kind.COLUMN)
    if name in _COLUMNS and held.is_a(Kind.COLUMN):
        if name == "dt":
            for part in held.fields.values() if held.name == "difference" else (held,):
                part.find().elements().vote(Kind.DATETIME, weight=4)
        elif name == "str":
            held.elements().vote(Kind.TEXT, weight=4)
        return held
    if name in _TABLES and not (name == "index" and held.is_a(Kind.LIST, Kind.TEXT)):
        if not held.is_a(Kind.COLUMN, Kind.OBJECT):
            held.vote(Kind.TABLE)
        return held if name in ("loc", "iloc", "at", "iat", "values") else Cell(Kind.COLUMN)
    if name in _ARRAYS or name == "size":
        return _of_array(held, name)
    if not held.votes:
        held.vote(Kind.OBJECT, weight=2)
    return held.attribute(name)


def _of_array(held: Cell, name: str) -> Cell:
    if not held.is_a(Kind.TABLE, Kind.COLUMN):
        held.vote(Kind.ARRAY)
    if name == "shape":
        made = Cell(Kind.TUPLE, weight=20)
        made.vote(Kind.TUPLE).find().kin = held
        made.name = "shape"
        return made
    return held if name in ("T", "real", "imag") else Cell(Kind.INT) if name in ("ndim", "size") else Cell()


def _methods(reader: Reader, owner: str) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    node = reader.known.classes.get(owner)
    if node is None:
        return {}
    return {s.name: s for s in node.body if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef))}


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


def _compare(reader: Reader, node: ast.Compare, scope: Scope) -> Cell:
    cells = [reader.expression(value, scope) for value in (node.left, *node.comparators)]
    of_array: Cell | None = None
    for place, op in enumerate(node.ops):
        left, right = cells[place].find(), cells[place + 1].find()
        for kind in (Kind.ARRAY, Kind.COLUMN, Kind.TABLE):
            if kind in (left.leading(), right.leading()):
                of_array = left if left.is_a(kind) else right
                other = right if of_array is left else left
                if other.is_a(Kind.INT, Kind.FLOAT, Kind.TEXT):
                    unify(of_array.elements(), other)
        if of_array is not None and not isinstance(op, (ast.In, ast.NotIn)):
            continue
        if isinstance(op, (ast.Is, ast.IsNot)) and isinstance(node.left, ast.Name) and node.left.id in scope.nothing:
            continue
        if isinstance(op, (ast.In, ast.NotIn)):
            _contained(left, right, node.comparators[place])
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
    source = left.kin.find() if left.kin is not None else None
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


def _contained(left: Cell, right: Cell, node: ast.expr) -> None:
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
        source = left.kin.find() if left.kin is not None and left.is_a(Kind.TEXT) else None
        if source is not None and source.is_a(Kind.TEXT) and right.element is not None:
            source.constant(*right.elements().constants)
            source.trait(Trait.VARIED)
        for place in [p for p in right.fields if isinstance(p, int)]:
            if not left.votes or left.is_a(*filter(None, [right.fields[place].leading()])):
                left.constant(*right.fields[place].find().constants)
        unify(right.elements(), left)


def _choice(reader: Reader, node: ast.IfExp, scope: Scope) -> Cell:
    reader.condition(node.test, scope)
    first, second = reader.expression(node.body, scope), reader.expression(node.orelse, scope)
    if not first.votes:
        first, second = second, first
    if second.votes and first.leading() is second.leading() and not second.constants and not first.constants:
        return unify(first, second)
    return first


def _comprehension(reader: Reader, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope) -> Cell:
    inner = _generators(reader, node.generators, scope)
    made = Cell(Kind.SET if isinstance(node, ast.SetComp) else Kind.LIST)
    made.element = reader.expression(node.elt, inner)
    if len(node.generators) == 1:
        source = reader.expression(node.generators[0].iter, scope)
        made.kin = source if source is not made else None
    return made


def _generators(reader: Reader, generators: list[ast.comprehension], scope: Scope) -> Scope:
    inner = Scope({}, scope, scope.owner)
    for generator in generators:
        reader.assign(generator.target, reader.iterate(reader.expression(generator.iter, inner)), inner)
        for test in generator.ifs:
            reader.condition(test, inner)
    return inner


def _dict_comprehension(reader: Reader, node: ast.DictComp, scope: Scope) -> Cell:
    inner = _generators(reader, node.generators, scope)
    made = Cell(Kind.DICT)
    made.key, made.element = reader.expression(node.key, inner), reader.expression(node.value, inner)
    return made


def _sequence(reader: Reader, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Cell:
    kind = Kind.LIST if isinstance(node, ast.List) else Kind.TUPLE if isinstance(node, ast.Tuple) else Kind.SET
    made = Cell(kind)
    for place, element in enumerate(node.elts):
        cell = reader.expression(element, scope)
        if isinstance(element, ast.Starred):
            unify(made.elements(), reader.iterate(cell))
        elif kind is Kind.TUPLE:
            made.fields[place] = cell
        elif made.element is None or made.elements().leading() is cell.leading():
            made.element = unify(made.elements(), cell) if made.element is not None else cell
    if kind is Kind.TUPLE:
        made.arity = len(node.elts)
    return made


def _dict(reader: Reader, node: ast.Dict, scope: Scope) -> Cell:
    made = Cell(Kind.DICT)
    for key, value in zip(node.keys, node.values, strict=True):
        cell = reader.expression(value, scope)
        if key is None:
            cell.vote(Kind.DICT)
            unify(made, cell)
        elif isinstance(key, ast.Constant) and isinstance(key.value, str):
            unify(made.field(key.value), cell)
        else:
            made.find().key = made.find().key or reader.expression(key, scope)
            made.find().element = made.find().element or cell
    return made.find()


def _formatted(reader: Reader, node: ast.JoinedStr, scope: Scope) -> Cell:
    for value in node.values:
        if isinstance(value, ast.FormattedValue):
            cell = reader.expression(value.value, scope)
            spec = value.format_spec
            last = spec.values[-1] if isinstance(spec, ast.JoinedStr) and spec.values else None
            if isinstance(last, ast.Constant) and isinstance(last.value, str) and not cell.votes:
                kind = Kind.INT if last.value[-1:] in "dxXob" else Kind.FLOAT if last.value[-1:] in "feg%" else None
                if kind is not None:
                    cell.vote(kind, weight=3)
    return Cell(Kind.TEXT)


def _lambda(reader: Reader, node: ast.Lambda, scope: Scope) -> Cell:
    made = Cell(Kind.CALLABLE)
    made.function = Closure(node, scope, owner=scope.owner)
    return made


def _named(reader: Reader, node: ast.NamedExpr, scope: Scope) -> Cell:
    cell = reader.expression(node.value, scope)
    reader.assign(node.target, cell, scope)
    return cell


def _yield(reader: Reader, node: ast.Yield, scope: Scope) -> Cell:
    if node.value is not None:
        scope.yielded.append(reader.expression(node.value, scope))
    return Cell()


def _yield_from(reader: Reader, node: ast.YieldFrom, scope: Scope) -> Cell:
    scope.yielded.append(reader.iterate(reader.expression(node.value, scope)))
    return Cell()


def _inner(reader: Reader, node: ast.Starred | ast.Await, scope: Scope) -> Cell:
    return reader.expression(node.value, scope)


def _call(reader: Reader, node: ast.Call, scope: Scope) -> Cell:
    if isinstance(node.func, ast.Attribute) and reader.known.dotted(node.func) is None:
        return calls_of_methods.read(reader, node, node.func, scope)
    return calls_of_functions.read(reader, node, scope)


READINGS: dict[type[ast.expr], Callable[[Reader, Any, Scope], Cell]] = {
    ast.Constant: _constant, ast.Name: _name, ast.Attribute: _attribute, ast.Subscript: indexing.read,
    ast.BinOp: _binary, ast.UnaryOp: _unary, ast.BoolOp: _boolean, ast.Compare: _compare, ast.IfExp: _choice,
    ast.ListComp: _comprehension, ast.SetComp: _comprehension, ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comprehension, ast.List: _sequence, ast.Tuple: _sequence, ast.Set: _sequence, ast.Dict: _dict,
    ast.JoinedStr: _formatted, ast.Lambda: _lambda, ast.NamedExpr: _named, ast.Yield: _yield,
    ast.YieldFrom: _yield_from, ast.Starred: _inner, ast.Await: _inner, ast.Call: _call,
}  # fmt: skip
