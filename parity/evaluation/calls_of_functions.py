"""What calls of builtins, of the standard library and of own functions ask of their arguments."""

from __future__ import annotations

import ast
from collections.abc import Callable

from parity.evaluation import calls_of_arrays
from parity.evaluation.cells import Cell, Kind, Trait, counts, unify
from parity.evaluation.usages import Closure, Reader, Scope

Arguments = list[Cell]
Known = Callable[[Reader, Cell, Arguments, dict[str, Cell]], Cell]
_FLOATS = Kind.FLOAT, Kind.INT


def read(reader: Reader, node: ast.Call, scope: Scope) -> Cell:
    path = reader.known.dotted(node.func)
    if isinstance(node.func, ast.Name) and scope.cell(node.func.id) is not None:
        path = None
    if isinstance(node.func, ast.Name) and path is None and _is_record(reader, node.func.id, scope):
        return _made(reader, node.func.id, *_arguments(reader, node, scope))
    if path == "zip" and len(node.args) == 1 and isinstance(node.args[0], ast.Starred):
        return _transposed(reader, reader.expression(node.args[0].value, scope))
    called = reader.expression(node.func, scope)
    positional, named = _arguments(reader, node, scope)
    return apply(reader, called, positional, named, path)


def apply(reader: Reader, called: Cell, positional: Arguments, named: dict[str, Cell], path: str | None = None) -> Cell:
    """The result of calling what `called` is."""
    if isinstance(called.function, Closure):
        return reader.call(called.function, positional, named)
    path = path or (called.function if isinstance(called.function, str) else None)
    if path is not None:
        return _known(reader, path, positional, named)
    called.vote(Kind.CALLABLE)
    for place, cell in enumerate(positional[:4]):
        unify(called.field(place), cell) if called.field(place).votes or cell.votes else None
    return called.results()


def _arguments(reader: Reader, node: ast.Call, scope: Scope) -> tuple[Arguments, dict[str, Cell]]:
    positional = [reader.expression(argument, scope) for argument in node.args]
    named = {k.arg: reader.expression(k.value, scope) for k in node.keywords if k.arg is not None}
    for keyword in node.keywords:
        if keyword.arg is None:
            reader.expression(keyword.value, scope).vote(Kind.DICT, weight=3)
    return positional, named


def _is_record(reader: Reader, name: str, scope: Scope) -> bool:
    return scope.cell(name) is None and (name in reader.known.classes or reader.known.record(name) is not None)


def _made(reader: Reader, name: str, positional: Arguments, named: dict[str, Cell]) -> Cell:
    """An instance of a class of the module."""
    from parity.evaluation import declarations  # noqa: PLC0415  # only here

    made = Cell(Kind.OBJECT, weight=20)
    made.owner = name
    fields = reader.known.record(name)
    for place, (field, annotation, _) in enumerate(fields or ()):
        cell = positional[place] if place < len(positional) else named.get(field)
        if annotation is not None and cell is not None:
            declarations.read(cell, annotation, reader.known)
        if cell is not None:
            unify(made.attribute(field), cell)
    owner = reader.known.classes.get(name)
    for statement in owner.body if owner is not None and fields is None else ():
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            reader.call(Closure(statement, None, made, name), positional, named)
    return made.find()


def _known(reader: Reader, path: str, positional: Arguments, named: dict[str, Cell]) -> Cell:
    first = positional[0] if positional else Cell()
    last = path.rsplit(".", 1)[-1]
    if path.startswith(("numpy.", "pandas.", "scipy.")):
        return calls_of_arrays.function(reader, path, positional, named)
    if path in _HANDLED:
        return _HANDLED[path](reader, first, positional, named)
    if path.startswith("math."):
        return _math(last, positional)
    if path.startswith("re."):
        return pattern_function(last, positional)
    if path.startswith("statistics."):
        first.vote(Kind.LIST, weight=4).trait(Trait.MANY)
        first.elements().vote(Kind.FLOAT, weight=3).vote(Kind.INT, weight=1)
        return Cell(Kind.FLOAT)
    if path in _RESULTS:
        asked, result = _RESULTS[path]
        if asked is not None and positional:
            first.vote(asked, weight=4)
        return Cell(result) if result is not None else Cell()
    return Cell()


def _math(name: str, positional: Arguments) -> Cell:
    for cell in positional:
        if name in ("gcd", "lcm", "comb", "factorial", "perm", "isqrt"):
            counts(cell)
        elif name in ("fsum", "prod"):
            cell.vote(Kind.LIST, weight=4)
            cell.elements().vote(*_FLOATS, weight=2)
        elif not cell.is_a(Kind.INT, Kind.FLOAT):
            cell.vote(Kind.FLOAT, weight=4).vote(Kind.INT, weight=1)
        if name.startswith("log") or name == "sqrt":
            cell.trait(Trait.POSITIVE)
            if cell.kin is not None and cell.kin.find().is_a(Kind.FLOAT, Kind.INT):
                cell.kin.trait(Trait.POSITIVE)
        if name in ("floor", "ceil", "trunc"):
            cell.trait(Trait.NONNAN)
    whole = name in ("floor", "ceil", "trunc", "gcd", "lcm", "comb", "factorial", "perm", "isqrt")
    return Cell(Kind.INT if whole else Kind.BOOL if name.startswith("is") else Kind.FLOAT)


def pattern_function(name: str, positional: Arguments) -> Cell:
    """`re.sub(pattern, with, text)` and its siblings."""
    if name == "compile":
        made = Cell(Kind.OBJECT, weight=20)
        made.name = "pattern"
        made.patterns = [str(c) for c in positional[0].constants if isinstance(c, str)] if positional else []
        return made
    place = 2 if name in ("sub", "subn") else 1
    if positional and positional[0].vague and positional[0].name != "pattern":
        positional[0].vote(Kind.TEXT, weight=4)
    patterns = [str(c) for c in positional[0].constants if isinstance(c, str)] if positional else []
    if len(positional) > place:
        on_pattern(positional[place], patterns)
    return of_pattern(name)


def on_pattern(text: Cell, patterns: list[str]) -> None:
    text.vote(Kind.TEXT, weight=6)
    known = text.find().patterns
    known.extend(p for p in patterns if p not in known and len(known) < 16)
    if text.find().kin is not None and text.find().kin.find().is_a(Kind.TEXT):  # type: ignore[union-attr]
        known = text.find().kin.find().patterns  # type: ignore[union-attr]
        known.extend(p for p in patterns if p not in known and len(known) < 16)


def of_pattern(name: str) -> Cell:
    if name in ("findall", "split"):
        made = Cell(Kind.LIST)
        made.elements().vote(Kind.TEXT)
        return made
    if name in ("sub", "escape"):
        return Cell(Kind.TEXT)
    made = Cell(Kind.OBJECT, weight=20)
    made.name = "match"
    if name == "finditer":
        many = Cell(Kind.LIST)
        many.element = made
        return many
    return made


# -- builtins ----------------------------------------------------------------------------------------------------------


def _len(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    if first.vague:
        first.hint(Kind.LIST)
    made = Cell(Kind.INT).trait(Trait.SIZE)
    made.kin, made.name = first, "length"
    return made


def _sum(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    element = reader.iterate(first)
    if not element.votes or element.is_a(Kind.INT, Kind.FLOAT):
        element.vote(Kind.FLOAT, weight=4).vote(Kind.INT, weight=2)
    return Cell(Kind.INT if element.is_a(Kind.INT, Kind.BOOL) else Kind.FLOAT)


def _ordered(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    """sorted, reversed, list, tuple, set, iter: the elements in another container."""
    element = reader.iterate(first)
    _key(reader, element, named)
    made = Cell(Kind.LIST)
    made.element = element
    return made


def _sorted(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = _ordered(reader, first, positional, named)
    if "key" not in named:
        made.elements().trait(Trait.ORDERED)
    return made


def _key(reader: Reader, element: Cell, named: dict[str, Cell]) -> None:
    if "key" in named:
        apply(reader, named["key"], [element], {}).trait(Trait.ORDERED)


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


def _dict(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
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


def _zip(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
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


def _transposed(reader: Reader, rows: Cell) -> Cell:
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
    made.element = apply(reader, first, elements, {})
    return made


def _filter(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    element = reader.iterate(positional[1]) if len(positional) > 1 else Cell()
    if first.is_a(Kind.CALLABLE):
        apply(reader, first, [element], {})
    made = Cell(Kind.LIST)
    made.element = element
    return made


def _number(kind: Kind) -> Known:
    def read_number(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
        if first.is_a(Kind.TEXT):
            first.trait(Trait.NUMERAL)
            if first.kin is not None and first.kin.find().is_a(Kind.TEXT):
                first.kin.trait(Trait.NUMERAL)
        elif first.is_a(Kind.INT, Kind.FLOAT, Kind.BOOL) or not first.votes:
            first.vote(Kind.FLOAT, weight=2).vote(Kind.INT, weight=1)
        first.trait(Trait.CONVERTED)
        if kind is Kind.INT:
            first.trait(Trait.NONNAN, Trait.WHOLE)
            if first.kin is not None and first.kin.find().is_a(Kind.TEXT):
                first.kin.trait(Trait.WHOLE)
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
        kind = _TYPES.get(path.rsplit(".", 1)[-1]) if isinstance(path, str) else None
        if kind is not None and kind not in first.find().tested:
            first.find().tested.append(kind)
        elif not isinstance(path, str) and cell is types and not types.fields and types.function is None:
            types.vote(Kind.TYPE)
    return Cell(Kind.BOOL)


def _loads(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    first.vote(Kind.TEXT, weight=6).trait(Trait.JSON)
    return first.contents()


def _timestamp(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    first.vote(Kind.INT, weight=4).vote(Kind.FLOAT, weight=3).trait(Trait.MOMENT, Trait.NONNAN)
    return Cell(Kind.DATETIME)


def _strptime(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    first.vote(Kind.TEXT, weight=6)
    formats = positional[1].constants if len(positional) > 1 else ["%Y-%m-%dT%H:%M:%S"]
    known = first.find().formats
    known.extend(f for f in formats if isinstance(f, str) and f not in known)
    return Cell(Kind.DATETIME)


def _bisected(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    first.vote(Kind.LIST, weight=3).trait(Trait.SORTED)
    if len(positional) > 1:
        unify(first.elements(), positional[1])
        if not positional[1].votes:
            positional[1].vote(*_FLOATS, weight=2)
    return Cell(Kind.INT)


def _largest(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    counts(first)
    return _ordered(reader, positional[1] if len(positional) > 1 else Cell(), positional[1:], named)


def _counter(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = Cell(Kind.DICT)
    if positional:
        made.key = reader.iterate(first)
    made.elements().vote(Kind.INT)
    return made


def _defaults(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = Cell(Kind.DICT)
    kind = _TYPES.get(first.function) if isinstance(first.function, str) else None
    if kind is not None:
        made.elements().vote(kind)
    return made


def _same(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    return first


def _chain(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = Cell(Kind.LIST)
    for cell in positional:
        unify(made.elements(), reader.iterate(cell))
    return made


def _flat(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = Cell(Kind.LIST)
    made.element = reader.iterate(reader.iterate(first))
    return made


def _sliced(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    for cell in positional[1:]:
        counts(cell)
    return _ordered(reader, first, positional, {})


def _next(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    return reader.iterate(first)


def _grouped(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    element = reader.iterate(first)
    key = apply(reader, positional[1], [element], {}) if len(positional) > 1 else element
    pair, group, made = Cell(Kind.TUPLE), Cell(Kind.LIST), Cell(Kind.LIST)
    group.element = element
    pair.fields.update({0: key, 1: group})
    made.element = pair
    return made


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


def _sign(result: Kind) -> Known:
    def read_sign(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
        first.vote(Kind.TEXT, weight=6).find().arity = 1
        return Cell(result)

    return read_sign


def _normalised(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = Cell(Kind.TEXT)
    if len(positional) > 1:
        made.kin = positional[1].vote(Kind.TEXT, weight=6).find()
    return made


def _unpacked(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    if len(positional) > 1:
        positional[1].vote(Kind.BYTES, weight=6)
    return Cell(Kind.TUPLE)


def _moment(result: Kind) -> Known:
    def read_moment(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
        for part, cell in zip(("year", "month", "day", "hour", "minute", "second"), positional, strict=False):
            cell.vote(Kind.INT, weight=6).find().name = part
        return Cell(result)

    return read_moment


def _matched(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    for cell in positional:
        cell.vote(Kind.TEXT, weight=4)
    return Cell(Kind.BOOL)


def _url(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    first.vote(Kind.TEXT, weight=4).find().name = "url"
    made = Cell(Kind.OBJECT)
    for part in ("scheme", "netloc", "path", "query", "fragment", "hostname"):
        made.attribute(part).vote(Kind.TEXT).find().kin = first
    return made


def _path(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    for cell in positional:
        cell.vote(Kind.TEXT, weight=3).find().name = "path"
    return Cell(Kind.TEXT)


_TYPES = {
    "bool": Kind.BOOL, "int": Kind.INT, "float": Kind.FLOAT, "str": Kind.TEXT, "bytes": Kind.BYTES, "list": Kind.LIST,
    "tuple": Kind.TUPLE, "set": Kind.SET, "frozenset": Kind.SET, "dict": Kind.DICT, "datetime": Kind.DATETIME,
    "date": Kind.DATE, "timedelta": Kind.TIMEDELTA, "Decimal": Kind.DECIMAL, "ndarray": Kind.ARRAY,
    "DataFrame": Kind.TABLE, "Series": Kind.COLUMN, "Mapping": Kind.DICT, "Sequence": Kind.LIST, "Integral": Kind.INT,
    "Number": Kind.FLOAT, "Real": Kind.FLOAT,
}  # fmt: skip
_HANDLED: dict[str, Known] = {
    "len": _len, "sum": _sum, "math.fsum": _sum, "sorted": _sorted, "reversed": _ordered, "list": _ordered,
    "iter": _ordered, "tuple": _tuple, "set": _set, "frozenset": _set, "dict": _dict, "min": _extreme, "max": _extreme,
    "range": _range, "zip": _zip, "itertools.zip_longest": _zip, "enumerate": _enumerate, "map": _map,
    "filter": _filter, "int": _number(Kind.INT), "float": _number(Kind.FLOAT), "round": _round, "abs": _abs,
    "ord": _sign(Kind.INT), "unicodedata.category": _sign(Kind.TEXT), "unicodedata.combining": _sign(Kind.INT),
    "unicodedata.name": _sign(Kind.TEXT), "unicodedata.normalize": _normalised, "struct.unpack": _unpacked,
    "struct.unpack_from": _unpacked, "datetime.datetime": _moment(Kind.DATETIME), "datetime.date": _moment(Kind.DATE),
    "fnmatch.fnmatch": _matched, "fnmatch.fnmatchcase": _matched,
    "isinstance": _isinstance, "json.loads": _loads, "datetime.datetime.fromtimestamp": _timestamp,
    "datetime.datetime.utcfromtimestamp": _timestamp, "datetime.datetime.strptime": _strptime,
    "datetime.datetime.fromisoformat": _strptime, "datetime.date.fromisoformat": _strptime,
    "urllib.parse.urlparse": _url, "urllib.parse.urlsplit": _url,
    "bisect.bisect": _bisected, "bisect.bisect_left": _bisected, "bisect.bisect_right": _bisected,
    "bisect.insort": _bisected, "heapq.nlargest": _largest, "heapq.nsmallest": _largest,
    "collections.Counter": _counter, "collections.defaultdict": _defaults, "collections.OrderedDict": _dict,
    "collections.deque": _ordered, "copy.copy": _same, "copy.deepcopy": _same, "itertools.chain": _chain,
    "itertools.chain.from_iterable": _flat, "itertools.islice": _sliced, "next": _next, "itertools.groupby": _grouped,
    "itertools.accumulate": _ordered, "bool": _truth, "any": _any, "all": _any, "divmod": _divided,
    "io.StringIO": _same, "pathlib.Path": _path, "pathlib.PurePath": _path,
    "os.path.join": _path, "os.path.splitext": _path,
    "os.fspath": _path, "os.path.normpath": _path, "os.path.basename": _path, "os.path.dirname": _path, "open": _path, "functools.lru_cache": _same,
}  # fmt: skip
_RESULTS: dict[str, tuple[Kind | None, Kind | None]] = {
    "base64.standard_b64encode": (Kind.BYTES, Kind.BYTES), "base64.urlsafe_b64encode": (Kind.BYTES, Kind.BYTES),
    "binascii.hexlify": (Kind.BYTES, Kind.BYTES), "binascii.crc32": (Kind.BYTES, Kind.INT),
    "memoryview": (Kind.BYTES, Kind.BYTES), "bytes.fromhex": (Kind.TEXT, Kind.BYTES),
    "int.from_bytes": (Kind.BYTES, Kind.INT), "gzip.decompress": (Kind.BYTES, Kind.BYTES),
    "ast.literal_eval": (Kind.TEXT, None), "locale.atof": (Kind.TEXT, Kind.FLOAT),
    "str": (None, Kind.TEXT), "repr": (None, Kind.TEXT), "chr": (Kind.INT, Kind.TEXT),
    "hash": (None, Kind.INT), "bin": (Kind.INT, Kind.TEXT), "hex": (Kind.INT, Kind.TEXT), "format": (None, Kind.TEXT),
    "bytes": (None, Kind.BYTES), "json.dumps": (None, Kind.TEXT), "shlex.quote": (Kind.TEXT, Kind.TEXT),
    "zlib.crc32": (Kind.BYTES, Kind.INT), "hashlib.md5": (Kind.BYTES, None), "hashlib.sha1": (Kind.BYTES, None),
    "hashlib.sha256": (Kind.BYTES, None), "html.unescape": (Kind.TEXT, Kind.TEXT),
    "html.escape": (Kind.TEXT, Kind.TEXT),
    "urllib.parse.quote": (Kind.TEXT, Kind.TEXT),
    "urllib.parse.unquote": (Kind.TEXT, Kind.TEXT), "shlex.split": (Kind.TEXT, Kind.LIST),
    "textwrap.dedent": (Kind.TEXT, Kind.TEXT), "decimal.Decimal": (None, Kind.DECIMAL),
    "datetime.timedelta": (None, Kind.TIMEDELTA), "datetime.datetime.now": (None, Kind.DATETIME),
    "datetime.datetime.combine": (Kind.DATE, Kind.DATETIME), "datetime.date.fromordinal": (Kind.INT, Kind.DATE),
    "base64.b64decode": (Kind.TEXT, Kind.BYTES), "base64.b64encode": (Kind.BYTES, Kind.BYTES),
    "callable": (None, Kind.BOOL),
    "time.time": (None, Kind.FLOAT), "re.escape": (Kind.TEXT, Kind.TEXT),
}  # fmt: skip
