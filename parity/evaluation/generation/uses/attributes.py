"""What attributes ask of the values they are read from."""

from __future__ import annotations

import ast

from parity.evaluation.generation.uses.cells import Cell, Kind
from parity.evaluation.generation.uses.reading import Closure, Reader, Scope

_PARTS_OF_TIME = frozenset({"year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"})
_ARRAYS = frozenset({"shape", "dtype", "ndim", "T", "nbytes", "itemsize", "strides", "flat", "real", "imag"})
_TABLES = frozenset({"columns", "loc", "iloc", "at", "iat", "values", "index", "empty", "dtypes"})
_COLUMNS = frozenset({"dt", "str", "cat"})


def read(reader: Reader, node: ast.Attribute, scope: Scope) -> Cell:
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
    if name == "T" and held.rank is None:
        held.rank = 2
    return held if name in ("T", "real", "imag") else Cell(Kind.INT) if name in ("ndim", "size") else Cell()


def _methods(reader: Reader, owner: str) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    node = reader.known.classes.get(owner)
    if node is None:
        return {}
    return {s.name: s for s in node.body if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef))}
