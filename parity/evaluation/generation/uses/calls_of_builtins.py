"""What calls of builtins ask of their arguments."""

from __future__ import annotations

from collections.abc import Callable

from parity.evaluation.generation.uses.cells import Cell, Kind, Trait, counts, unify
from parity.evaluation.generation.uses.reading import Reader

Arguments = list[Cell]
Known = Callable[[Reader, Cell, Arguments, dict[str, Cell]], Cell]
_FLOATS = Kind.FLOAT, Kind.INT
TYPES = {
    "bool": Kind.BOOL, "int": Kind.INT, "float": Kind.FLOAT, "str": Kind.TEXT, "bytes": Kind.BYTES, "list": Kind.LIST,
    "tuple": Kind.TUPLE, "set": Kind.SET, "frozenset": Kind.SET, "dict": Kind.DICT, "datetime": Kind.DATETIME,
    "date": Kind.DATE, "timedelta": Kind.TIMEDELTA, "Decimal": Kind.DECIMAL, "ndarray": Kind.ARRAY,
    "DataFrame": Kind.TABLE, "Series": Kind.COLUMN, "Mapping": Kind.DICT, "Sequence": Kind.LIST, "Integral": Kind.INT,
    "Number": Kind.FLOAT, "Real": Kind.FLOAT,
}  # fmt: skip


def _len(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    if first.vague:
        first.hint(Kind.LIST)
    made = Cell(Kind.INT).trait(Trait.SIZE)
    made.kin, made.name = first, "length"
    return made


def total(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    element = reader.iterate(first)
    if not element.votes or element.is_a(Kind.INT, Kind.FLOAT):
        element.vote(Kind.FLOAT, weight=4).vote(Kind.INT, weight=2)
    return Cell(Kind.INT if element.is_a(Kind.INT, Kind.BOOL) else Kind.FLOAT)


def ordered(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    """sorted, reversed, list, tuple, set, iter: the elements in another container."""
    element = reader.iterate(first)
    _key(reader, element, named)
    made = Cell(Kind.LIST)
    made.element = element
    return made


def _sorted(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = ordered(reader, first, positional, named)
    if "key" not in named:
        made.elements().trait(Trait.ORDERED)
    return made


def _key(reader: Reader, element: Cell, named: dict[str, Cell]) -> None:
    if "key" in named:
        reader.apply(named["key"], [element], {}).trait(Trait.ORDERED)


def _set(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = Cell(Kind.SET)
    if positional:
        made.element = reader.iterate(first)
    return made


def _tuple(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = Cell(Kind.TUPLE)
    if positional:
        made.element = reader.iterate(first)
    return made


def mapping(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = Cell(Kind.DICT)
    if positional and first.is_a(Kind.LIST) and first.element is not None:
        pair = first.elements()
        made.key, made.element = pair.field(0), pair.field(1)
    elif positional:
        first.vote(Kind.DICT, weight=3)
        return unify(first, made)
    for name, cell in named.items():
        unify(made.field(name), cell)
    return made


def _extreme(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    if len(positional) == 1:
        element = reader.iterate(first)
        element.trait(Trait.ORDERED)
        if "default" not in named:
            first.trait(Trait.MANY)
        _key(reader, element, named)
        if not element.votes and "key" not in named:
            element.vote(*_FLOATS, weight=1)
        return element
    for cell in positional:
        if not cell.votes:
            cell.vote(*_FLOATS, weight=1)
    bounds = [c for cell in positional for c in cell.constants]
    for cell in positional:
        if cell.is_a(Kind.INT, Kind.FLOAT) and not cell.constants:
            cell.constant(*bounds)
    made = Cell(Kind.INT if all(cell.is_a(Kind.INT) for cell in positional) else positional[0].leading() or Kind.FLOAT)
    made.kin = positional[0] if positional else None
    return made


def _range(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    for place, cell in enumerate(positional):
        counts(cell)
        if place == 2:
            cell.trait(Trait.NONZERO)
    made = Cell(Kind.LIST)
    made.elements().vote(Kind.INT).trait(Trait.SIZE)
    return made


def zipped(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = Cell(Kind.LIST)
    pair = Cell(Kind.TUPLE)
    for place, cell in enumerate(positional):
        pair.fields[place] = reader.iterate(_by_place(cell))
    pair.arity = len(positional)
    made.element = pair
    return made


def _by_place(cell: Cell) -> Cell:
    """It has an order: what has none is seldom counted through."""
    return cell.vote(Kind.LIST, weight=4) if cell.vague else cell


def transposed(reader: Reader, rows: Cell) -> Cell:
    """`zip(*rows)`: columns."""
    row = _by_place(reader.iterate(rows))
    made, column = Cell(Kind.LIST), Cell(Kind.TUPLE)
    column.element = reader.iterate(row)
    made.element = column
    return made


def _enumerate(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = Cell(Kind.LIST)
    pair = Cell(Kind.TUPLE)
    pair.fields.update({0: Cell(Kind.INT).trait(Trait.SIZE), 1: reader.iterate(_by_place(first))})
    pair.arity = 2
    made.element = pair
    return made


def _map(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    elements = [reader.iterate(cell) for cell in positional[1:]]
    made = Cell(Kind.LIST)
    made.element = reader.apply(first, elements, {})
    return made


def _filter(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    element = reader.iterate(positional[1]) if len(positional) > 1 else Cell()
    if first.is_a(Kind.CALLABLE):
        reader.apply(first, [element], {})
    made = Cell(Kind.LIST)
    made.element = element
    return made


def _number(kind: Kind) -> Known:
    def read_number(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
        if first.is_a(Kind.TEXT):
            first.trait(Trait.NUMERAL)
            first.origin().trait(Trait.NUMERAL)
        elif first.is_a(Kind.INT, Kind.FLOAT, Kind.BOOL) or not first.votes:
            first.vote(Kind.FLOAT, weight=2).vote(Kind.INT, weight=1)
        first.trait(Trait.CONVERTED)
        if kind is Kind.INT:
            first.trait(Trait.NONNAN, Trait.WHOLE)
            if first.is_a(Kind.TEXT):
                first.origin().trait(Trait.WHOLE)
        made = Cell(kind)
        made.kin = first
        return made

    return read_number


def _round(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    if not first.is_a(Kind.INT, Kind.DECIMAL):
        first.vote(Kind.FLOAT, weight=3)
    for cell in positional[1:]:
        counts(cell)
    first.trait(Trait.NONNAN)
    return Cell(Kind.FLOAT if len(positional) > 1 else Kind.INT)


def _abs(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    if not first.votes:
        first.vote(Kind.FLOAT, weight=2).vote(Kind.INT, weight=1)
    return Cell(first.leading() or Kind.FLOAT)


def _isinstance(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    types = positional[1] if len(positional) > 1 else Cell()
    for cell in [types, *types.fields.values()]:
        path = cell.find().function
        kind = TYPES.get(path.rsplit(".", 1)[-1]) if isinstance(path, str) else None
        if kind is not None and kind not in first.find().tested:
            first.find().tested.append(kind)
        elif not isinstance(path, str) and cell is types and not types.fields and types.function is None:
            types.vote(Kind.TYPE)
    return Cell(Kind.BOOL)


def same(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    return first


def _next(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    return reader.iterate(first)


def _truth(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    first.trait(Trait.FALSY)
    return Cell(Kind.BOOL)


def _any(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    element = reader.iterate(first)
    if not element.votes:
        element.vote(Kind.BOOL, weight=1)
    return Cell(Kind.BOOL)


def _divided(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    for cell in positional:
        cell.vote(Kind.INT, weight=3)
    if len(positional) > 1:
        positional[1].trait(Trait.NONZERO)
    made = Cell(Kind.TUPLE)
    made.fields.update({0: Cell(Kind.INT), 1: Cell(Kind.INT)})
    return made


HANDLED: dict[str, Known] = {
    "len": _len, "sum": total, "sorted": _sorted, "reversed": ordered, "list": ordered, "iter": ordered, "tuple":
    _tuple, "set": _set, "frozenset": _set, "dict": mapping, "min": _extreme, "max": _extreme, "range": _range,
    "zip": zipped, "enumerate": _enumerate, "map": _map, "filter": _filter, "int": _number(Kind.INT), "float":
    _number(Kind.FLOAT), "round": _round, "abs": _abs, "isinstance": _isinstance, "next": _next, "bool": _truth,
    "any": _any, "all": _any, "divmod": _divided,
}  # fmt: skip
