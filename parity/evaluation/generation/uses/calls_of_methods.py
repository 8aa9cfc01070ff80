"""What methods ask of the values they are called on, and of their arguments."""

from __future__ import annotations

import ast

from parity.evaluation.generation.uses import calls_of_arrays, regexes
from parity.evaluation.generation.uses.cells import Cell, Kind, Trait, unify
from parity.evaluation.generation.uses.names import words
from parity.evaluation.generation.uses.reading import Reader, Scope

_TEXT_TO_TEXT = words(
    "lower upper strip lstrip rstrip casefold title capitalize swapcase zfill ljust rjust center expandtabs "
    "translate removeprefix removesuffix format replace join"
)
_AT_SPACES = frozenset({"strip", "lstrip", "rstrip", "split", "rsplit"})
_TEXT_TO_LIST = frozenset({"split", "rsplit", "splitlines", "partition", "rpartition"})
_TEXT_TO_BOOL = words(
    "isdigit isalpha isspace islower isupper isalnum isnumeric isdecimal istitle isidentifier isascii startswith "
    "endswith"
)
_FRAGMENTS = words(
    "startswith endswith split rsplit partition rpartition find rfind replace strip lstrip rstrip removeprefix "
    "removesuffix"
)
_DICT = frozenset({"items", "keys", "values", "get", "setdefault", "popitem"})
_LIST = frozenset({"append", "extend", "sort", "reverse", "insert"})
_SET = frozenset(
    {
        "add",
        "discard",
        "union",
        "intersection",
        "difference",
        "issubset",
        "issuperset",
        "symmetric_difference",
        "isdisjoint",
    }
)
_MOMENT = frozenset(
    {"isoformat", "strftime", "weekday", "isoweekday", "timestamp", "isocalendar", "toordinal", "date", "astimezone"}
)
_PATTERN = frozenset({"match", "search", "fullmatch", "findall", "finditer", "sub", "subn", "split"})


def read(reader: Reader, node: ast.Call, function: ast.Attribute, scope: Scope) -> Cell:
    held = reader.expression(function.value, scope)
    name = function.attr
    positional = [reader.expression(argument, scope) for argument in node.args]
    named = {k.arg: reader.expression(k.value, scope) for k in node.keywords if k.arg is not None}
    if held.owner is not None or name in held.attributes:
        called = reader.expression(function, scope)
        return reader.apply(called, positional, named)
    if held.name == "pattern" and name in _PATTERN:
        place = 1 if name in ("sub", "subn") else 0
        if len(positional) > place:
            regexes.on_pattern(positional[place], held.patterns)
        return regexes.of_pattern(name)
    if held.name == "match":
        return _of_match(name)
    if held.is_a(Kind.TABLE, Kind.COLUMN, Kind.ARRAY):
        return calls_of_arrays.method(reader, held, name, positional, named)
    for names, handled in ((_is_text(name, held), _text), (name in _DICT, _dict), (name in _LIST, _list)):
        if names:
            return handled(reader, held, name, positional)
    if name in _SET:
        return _set(held, name, positional)
    if name in _MOMENT:
        held.vote(Kind.DATETIME, weight=6)
        return _of_moment(name)
    if name == "total_seconds":
        held.vote(Kind.TIMEDELTA, weight=6)
        return Cell(Kind.FLOAT)
    if name == "decode":
        held.vote(Kind.BYTES, weight=6)
        return Cell(Kind.TEXT)
    if name in ("pop", "index", "count", "remove", "update", "copy", "clear"):
        return _shared(reader, held, name, positional)
    if name in calls_of_arrays.METHODS:
        return calls_of_arrays.method(reader, held, name, positional, named)
    if not held.votes:
        held.vote(Kind.OBJECT, weight=1)
    return held.attribute(name).results() if held.is_a(Kind.OBJECT) else Cell()


def _is_text(name: str, held: Cell) -> bool:
    if name in ("join", "replace", "translate", "find", "format", "title"):
        return not held.is_a(Kind.DATETIME, Kind.DATE)
    known = name in _TEXT_TO_TEXT or name in _TEXT_TO_LIST or name in _TEXT_TO_BOOL or name in ("encode", "rfind")
    return known and not held.is_a(Kind.BYTES)


def _text(reader: Reader, held: Cell, name: str, positional: list[Cell]) -> Cell:
    if name == "join" and held.is_a(Kind.BYTES):
        if positional:
            reader.iterate(positional[0]).vote(Kind.BYTES, weight=4)
        return Cell(Kind.BYTES)
    held.vote(Kind.TEXT, weight=6)
    if name == "join":
        if positional:
            reader.iterate(positional[0]).vote(Kind.TEXT, weight=4)
        return Cell(Kind.TEXT)
    if name in _FRAGMENTS and positional:
        cells = [positional[0], *positional[0].fields.values()]
        if positional[0].element is not None:
            cells.append(positional[0].elements())
        parts = [c for cell in cells for c in cell.find().constants if isinstance(c, str)]
        held.fragment(parts)
        held.origin().fragment(parts)
        if not positional[0].votes:
            positional[0].vote(Kind.TEXT, weight=3)
    if name in _AT_SPACES and (not positional or name == "strip"):
        held.origin().trait(Trait.STRIPPED)
    if name in _TEXT_TO_LIST:
        made = Cell(Kind.TUPLE if "partition" in name else Kind.LIST)
        made.elements().vote(Kind.TEXT)
        if positional and "split" in name:
            source = held.origin()
            if source.pieces is None or source.pieces.find() is made:
                source.pieces = made
            else:
                unify(source.pieces, made)
        elif not positional:
            made.elements().kin = held
        return made.find()
    if name in _TEXT_TO_BOOL:
        if name in ("isdigit", "isnumeric", "isdecimal"):
            held.trait(Trait.NUMERAL, Trait.WHOLE)
            held.origin().trait(Trait.NUMERAL, Trait.WHOLE)
        return Cell(Kind.BOOL)
    if name == "encode":
        return Cell(Kind.BYTES)
    if name in ("find", "rfind"):
        return Cell(Kind.INT)
    made = Cell(Kind.TEXT)
    made.kin = held
    return made


def _dict(reader: Reader, held: Cell, name: str, positional: list[Cell]) -> Cell:
    held.vote(Kind.DICT, weight=6)
    if name in ("get", "setdefault"):
        key = positional[0] if positional else Cell()
        names = [c for c in key.constants if isinstance(c, str)]
        if len(names) == 1 and key.is_a(Kind.TEXT):
            value = held.field(names[0])
            held.find().loose.add(names[0])
        else:
            if key.is_a(Kind.TEXT) and key.kin is not None and held.keys().kin is None:
                held.keys().vote(Kind.TEXT)
                held.keys().kin = key.kin
            else:
                unify(held.keys(), key)
            value = held.elements()
        if len(positional) > 1:
            reader.compatible(value, positional[1])
        return value
    made = Cell(Kind.LIST)
    if name == "keys":
        made.element = held.keys()
    elif name == "values":
        made.element = _values(held)
    else:
        pair = Cell(Kind.TUPLE)
        pair.fields.update({0: held.keys(), 1: _values(held)})
        pair.arity = 2
        made.element = pair
        return made if name == "items" else pair
    return made


def _values(held: Cell) -> Cell:
    return held.elements()


def _list(reader: Reader, held: Cell, name: str, positional: list[Cell]) -> Cell:
    held.vote(Kind.LIST, weight=4)
    if name == "append" and positional:
        reader.compatible(held.elements(), positional[0])
    elif name == "extend" and positional:
        reader.compatible(held.elements(), reader.iterate(positional[0]))
    elif name == "insert" and len(positional) > 1:
        reader.compatible(held.elements(), positional[1])
    return Cell()


def _set(held: Cell, name: str, positional: list[Cell]) -> Cell:
    held.vote(Kind.SET, weight=4)
    if name in ("add", "discard"):
        if positional:
            unify(held.elements(), positional[0])
        return Cell()
    for cell in positional:
        if not cell.votes:
            cell.vote(Kind.SET, weight=2)
        unify(held.elements(), cell.elements())
    return held if name in ("union", "intersection", "difference", "symmetric_difference") else Cell(Kind.BOOL)


def _shared(reader: Reader, held: Cell, name: str, positional: list[Cell]) -> Cell:
    """Methods that several types have."""
    first = positional[0] if positional else Cell()
    constants = [c for c in first.constants if isinstance(c, str)]
    if name in ("count", "index"):
        if held.is_a(Kind.TEXT) or (not held.votes and constants):
            held.vote(Kind.TEXT, weight=1).find().fragment(constants)
        else:
            held.vote(Kind.LIST, weight=1)
            unify(held.elements(), first)
        return Cell(Kind.INT)
    if name == "pop":
        if constants or held.is_a(Kind.DICT):
            held.vote(Kind.DICT, weight=3)
            if constants:
                if len(positional) > 1:
                    held.find().loose.add(constants[0])
                return held.field(constants[0])
            if positional:
                unify(held.keys(), first)
            return held.elements()
        held.vote(Kind.LIST, weight=2)
        return held.elements()
    if name == "remove":
        held.vote(Kind.LIST, weight=2)
        unify(held.elements(), first)
    elif name == "update":
        if held.is_a(Kind.SET):
            unify(held.elements(), reader.iterate(first))
        else:
            held.vote(Kind.DICT, weight=2)
            if first.votes == {} or first.is_a(Kind.DICT):
                unify(held, first.vote(Kind.DICT, weight=1))
    elif name == "copy":
        if not held.votes:
            held.vote(Kind.DICT, Kind.LIST, weight=1)
        return held
    return Cell()


def _of_match(name: str) -> Cell:
    made = Cell(Kind.DICT if name == "groupdict" else Kind.TUPLE if name == "groups" else Kind.TEXT)
    if name in ("groups", "groupdict"):
        made.elements().vote(Kind.TEXT)
    return made if name in ("group", "groups", "groupdict") else Cell(Kind.INT)


def _of_moment(name: str) -> Cell:
    kind = {
        "isoformat": Kind.TEXT,
        "strftime": Kind.TEXT,
        "timestamp": Kind.FLOAT,
        "date": Kind.DATE,
        "astimezone": Kind.DATETIME,
    }
    return Cell(kind.get(name, Kind.INT))
