"""What calls of the standard library ask of their arguments."""

from __future__ import annotations

from parity.evaluation.generation.uses import calls_of_builtins
from parity.evaluation.generation.uses.calls_of_builtins import Arguments, Known
from parity.evaluation.generation.uses.cells import Cell, Kind, Trait, counts, unify
from parity.evaluation.generation.uses.reading import Reader

_FLOATS = Kind.FLOAT, Kind.INT


def of_math(name: str, positional: Arguments) -> Cell:
    for cell in positional:
        if name in ("gcd", "lcm", "comb", "factorial", "perm", "isqrt"):
            counts(cell)
        elif name in ("fsum", "prod"):
            cell.vote(Kind.LIST, weight=4)
            cell.elements().vote(*_FLOATS, weight=2)
        elif name in ("isnan", "isinf", "isfinite"):
            cell.vote(Kind.FLOAT, weight=6)
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


def of_statistics(values: Cell) -> Cell:
    values.vote(Kind.LIST, weight=4).trait(Trait.MANY)
    values.elements().vote(Kind.FLOAT, weight=3).vote(Kind.INT, weight=1)
    return Cell(Kind.FLOAT)


def _decimal(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    if not first.votes:
        first.vote(Kind.TEXT, weight=2)
    if first.is_a(Kind.TEXT):
        first.trait(Trait.NUMERAL)
        first.origin().trait(Trait.NUMERAL)
    return Cell(Kind.DECIMAL)


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
    return calls_of_builtins.ordered(reader, positional[1] if len(positional) > 1 else Cell(), positional[1:], named)


def _counter(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = Cell(Kind.DICT)
    if positional:
        made.key = reader.iterate(first)
    made.elements().vote(Kind.INT)
    return made


def _defaults(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    made = Cell(Kind.DICT)
    kind = calls_of_builtins.TYPES.get(first.function) if isinstance(first.function, str) else None
    if kind is not None:
        made.elements().vote(kind)
    return made


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
    return calls_of_builtins.ordered(reader, first, positional, {})


def _grouped(reader: Reader, first: Cell, positional: Arguments, named: dict[str, Cell]) -> Cell:
    element = reader.iterate(first)
    key = reader.apply(positional[1], [element], {}) if len(positional) > 1 else element
    pair, group, made = Cell(Kind.TUPLE), Cell(Kind.LIST), Cell(Kind.LIST)
    group.element = element
    pair.fields.update({0: key, 1: group})
    made.element = pair
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


HANDLED: dict[str, Known] = {
    "math.fsum": calls_of_builtins.total, "itertools.zip_longest": calls_of_builtins.zipped, "ord": _sign(Kind.INT),
    "unicodedata.category": _sign(Kind.TEXT), "unicodedata.combining": _sign(Kind.INT), "unicodedata.name":
    _sign(Kind.TEXT), "unicodedata.normalize": _normalised, "struct.unpack": _unpacked, "struct.unpack_from":
    _unpacked, "datetime.datetime": _moment(Kind.DATETIME), "datetime.date": _moment(Kind.DATE), "fnmatch.fnmatch":
    _matched, "fnmatch.fnmatchcase": _matched, "json.loads": _loads, "datetime.datetime.fromtimestamp": _timestamp,
    "datetime.datetime.utcfromtimestamp": _timestamp, "datetime.datetime.strptime": _strptime,
    "datetime.datetime.fromisoformat": _strptime, "datetime.date.fromisoformat": _strptime, "urllib.parse.urlparse":
    _url, "urllib.parse.urlsplit": _url, "bisect.bisect": _bisected, "bisect.bisect_left": _bisected,
    "bisect.bisect_right": _bisected, "bisect.insort": _bisected, "heapq.nlargest": _largest, "heapq.nsmallest":
    _largest, "collections.Counter": _counter, "collections.defaultdict": _defaults, "collections.OrderedDict":
    calls_of_builtins.mapping, "collections.deque": calls_of_builtins.ordered, "copy.copy": calls_of_builtins.same,
    "copy.deepcopy": calls_of_builtins.same, "itertools.chain": _chain, "itertools.chain.from_iterable": _flat,
    "itertools.islice": _sliced, "itertools.groupby": _grouped, "itertools.accumulate": calls_of_builtins.ordered,
    "io.StringIO": calls_of_builtins.same, "pathlib.Path": _path, "pathlib.PurePath": _path, "os.path.join": _path,
    "os.path.splitext": _path, "os.fspath": _path, "os.path.normpath": _path, "os.path.basename": _path,
    "os.path.dirname": _path, "open": _path, "functools.lru_cache": calls_of_builtins.same, "decimal.Decimal": _decimal,
}  # fmt: skip
# What is asked of the first argument, and what comes back.
RESULTS: dict[str, tuple[Kind | None, Kind | None]] = {
    "base64.standard_b64encode": (Kind.BYTES, Kind.BYTES), "base64.urlsafe_b64encode": (Kind.BYTES, Kind.BYTES),
    "binascii.hexlify": (Kind.BYTES, Kind.BYTES), "binascii.crc32": (Kind.BYTES, Kind.INT), "memoryview":
    (Kind.BYTES, Kind.BYTES), "bytes.fromhex": (Kind.TEXT, Kind.BYTES), "int.from_bytes": (Kind.BYTES, Kind.INT),
    "gzip.decompress": (Kind.BYTES, Kind.BYTES), "ast.literal_eval": (Kind.TEXT, None), "locale.atof": (Kind.TEXT,
    Kind.FLOAT), "str": (None, Kind.TEXT), "repr": (None, Kind.TEXT), "chr": (Kind.INT, Kind.TEXT), "hash": (None,
    Kind.INT), "bin": (Kind.INT, Kind.TEXT), "hex": (Kind.INT, Kind.TEXT), "format": (None, Kind.TEXT), "bytes":
    (None, Kind.BYTES), "json.dumps": (None, Kind.TEXT), "shlex.quote": (Kind.TEXT, Kind.TEXT), "zlib.crc32":
    (Kind.BYTES, Kind.INT), "hashlib.md5": (Kind.BYTES, None), "hashlib.sha1": (Kind.BYTES, None), "hashlib.sha256":
    (Kind.BYTES, None), "html.unescape": (Kind.TEXT, Kind.TEXT), "html.escape": (Kind.TEXT, Kind.TEXT),
    "urllib.parse.quote": (Kind.TEXT, Kind.TEXT), "urllib.parse.unquote": (Kind.TEXT, Kind.TEXT), "shlex.split":
    (Kind.TEXT, Kind.LIST), "textwrap.dedent": (Kind.TEXT, Kind.TEXT),
    "datetime.timedelta": (None, Kind.TIMEDELTA), "datetime.datetime.now": (None, Kind.DATETIME),
    "datetime.datetime.combine": (Kind.DATE, Kind.DATETIME), "datetime.date.fromordinal": (Kind.INT, Kind.DATE),
    "base64.b64decode": (Kind.TEXT, Kind.BYTES), "base64.b64encode": (Kind.BYTES, Kind.BYTES), "callable": (None,
    Kind.BOOL), "time.time": (None, Kind.FLOAT), "re.escape": (Kind.TEXT, Kind.TEXT),
}  # fmt: skip
