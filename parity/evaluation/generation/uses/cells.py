"""What is known of one value while a function is read: evidence, merged when two values turn out to be alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum

MAX_CONSTANTS = 64
MAX_MEMBERS = 40
MAX_LENGTH = 2_000  # of what is made because a length is compared with it


class Kind(Enum):
    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    TEXT = "text"
    BYTES = "bytes"
    LIST = "list"
    TUPLE = "tuple"
    SET = "set"
    DICT = "dict"
    ARRAY = "array"
    TABLE = "table"
    COLUMN = "column"
    DATETIME = "datetime"
    DATE = "date"
    TIMEDELTA = "timedelta"
    DECIMAL = "decimal"
    CALLABLE = "callable"
    OBJECT = "object"
    TYPE = "type"


class Trait(Enum):
    """What else the use of a value asks of it."""

    OPTIONAL = "optional"  # it is tested for None, or None is its default
    SIZE = "size"  # counts or bounds elements: small and not negative
    POSITIVE = "positive"  # under a root or a logarithm
    NONZERO = "nonzero"  # divides
    SHARE = "share"  # a probability, a ratio
    SORTED = "sorted"  # searched by halving
    FALSY = "falsy"  # its truth is tested
    JSON = "json"  # text that is parsed; `parsed` is what is in it
    NUMERAL = "numeral"  # text that is read as a number
    MOMENT = "moment"  # a number of seconds since 1970
    MANY = "many"  # has to have elements
    NONNAN = "nonnan"  # turned into an int, or counted with
    ORDERED = "ordered"  # compared with its like by order
    CONVERTED = "converted"  # made a number of, whatever it is
    DEFAULTED = "defaulted"  # one of its constants is its default
    CHOICE = "choice"  # compared with its constants one by one
    ROW = "row"  # seen in a loop over an array
    NUMERIC = "numeric"  # reckoned with, whatever kind of number it is
    INDEX = "index"  # a place in a sequence whose length is another's business
    WHOLE = "whole"  # text that is read as a whole number
    VARIED = "varied"  # brought into one form before it is compared
    COLUMN_NAME = "column name"
    STRIPPED = "stripped"  # text whose ends are cut off, or that is split at spaces
    CSV = "csv"  # text of a table; `parsed` is the table


SCALARS = frozenset(
    {Kind.BOOL, Kind.INT, Kind.FLOAT, Kind.TEXT, Kind.BYTES, Kind.DATETIME, Kind.DATE, Kind.TIMEDELTA, Kind.DECIMAL}
)
NUMBERS = frozenset({Kind.INT, Kind.FLOAT, Kind.BOOL, Kind.DECIMAL})
SEQUENCES = frozenset({Kind.LIST, Kind.TUPLE, Kind.SET, Kind.DICT, Kind.ARRAY, Kind.COLUMN, Kind.TEXT})
MOST_OF_HINTS = 3
CERTAIN = 20  # the weight of a declaration

_OF_TYPES: tuple[tuple[type, Kind], ...] = (
    (bool, Kind.BOOL), (int, Kind.INT), (float, Kind.FLOAT), (str, Kind.TEXT), (bytes, Kind.BYTES), (list, Kind.LIST),
    (tuple, Kind.TUPLE), (set, Kind.SET), (frozenset, Kind.SET), (dict, Kind.DICT), (datetime, Kind.DATETIME),
    (date, Kind.DATE), (timedelta, Kind.TIMEDELTA), (Decimal, Kind.DECIMAL),
)  # fmt: skip


class Cell:
    """A node of a disjoint-set forest; ask `find()` for the one that stands for all that were united."""

    __slots__ = (
        "_parent", "arity", "attributes", "constants", "element", "fields", "formats", "fragments", "function",
        "guards", "key", "kin", "lengths", "loose", "member", "name", "owner", "parsed",
        "patterns", "pieces", "rank", "result", "steps", "tested", "traits", "votes", "width", "written",
    )  # fmt: skip

    def __init__(self, *kinds: Kind, weight: int = 5) -> None:
        self._parent: Cell | None = None
        self.votes: Counter[Kind] = Counter(dict.fromkeys(kinds, weight))
        self.traits: set[Trait] = set()
        self.constants: list[object] = []  # values it may well have
        self.guards: list[object] = []  # values around which it is refused
        self.fragments: list[str] = []  # what a text may contain
        self.patterns: list[str] = []  # regular expressions that are tried on it
        self.formats: list[str] = []  # of dates that are read from it
        self.element: Cell | None = None  # of a sequence; the values of a dict
        self.key: Cell | None = None
        self.member: Cell | None = None  # seen in loops and by `in`, while it may be an element as well as a key
        self.tested: list[Kind] = []  # of which types it is asked whether it is one
        self.steps: list[object] = []  # with which its distance from another of its kind is compared
        self.lengths: list[int] = []  # with which its length is compared, or into which it is cut
        self.written: dict[str, Cell] = {}  # fields that are set before they are read
        self.fields: dict[str | int, Cell] = {}
        self.loose: set[str | int] = set()  # fields that may lack
        self.attributes: dict[str, Cell] = {}
        self.result: Cell | None = None
        self.parsed: Cell | None = None
        self.pieces: Cell | None = None  # the list into which a text is split at one of its fragments
        self.kin: Cell | None = None  # what it was made from, when it is much alike
        self.arity: int | None = None  # how many elements it is unpacked into
        self.rank: int | None = None  # dimensions of an array
        self.width: int | None = None  # length of its last dimension
        self.owner: str | None = None  # the class of an object
        self.function: object = None  # what is called when it is
        self.name: str | None = None

    def find(self) -> Cell:
        cell = self
        while cell._parent is not None:
            cell = cell._parent
        return cell

    def vote(self, *kinds: Kind, weight: int = 5) -> Cell:
        votes = self.find().votes
        for kind in kinds:
            votes[kind] += weight
        return self

    def hint(self, *kinds: Kind) -> Cell:
        """That it may be of these kinds; no more for being said twice."""
        votes = self.find().votes
        for kind in kinds:
            votes[kind] = max(votes[kind], 1)
        return self

    @property
    def vague(self) -> bool:
        """Whether there were only hints of its kind."""
        return max(self.find().votes.values(), default=0) <= MOST_OF_HINTS

    def trait(self, *traits: Trait) -> Cell:
        self.find().traits.update(traits)
        return self

    def leading(self) -> Kind | None:
        votes = self.find().votes
        return max(votes, key=lambda kind: votes[kind]) if votes else None

    def is_a(self, *kinds: Kind) -> bool:
        return self.leading() in kinds

    def origin(self) -> Cell:
        """What it was made from step by step, as long as that was of its kind."""
        cell = self.find()
        for _ in range(8):
            if cell.kin is None or cell.kin.find().leading() is not cell.leading():
                break
            cell = cell.kin.find()
        return cell

    def elements(self) -> Cell:
        cell = self.find()
        if cell.element is None:
            cell.element = Cell()
        return cell.element.find()

    def keys(self) -> Cell:
        cell = self.find()
        if cell.key is None:
            cell.key = Cell()
        return cell.key.find()

    def members(self) -> Cell:
        cell = self.find()
        if cell.member is None:
            cell.member = Cell()
        return cell.member.find()

    def results(self) -> Cell:
        cell = self.find()
        if cell.result is None:
            cell.result = Cell()
        return cell.result.find()

    def contents(self) -> Cell:
        cell = self.find()
        if cell.parsed is None:
            cell.parsed = Cell()
        return cell.parsed.find()

    def field(self, key: str | int) -> Cell:
        fields = self.find().fields
        if key not in fields and len(fields) < MAX_CONSTANTS:
            fields[key] = Cell()
        return fields[key].find() if key in fields else Cell()

    def attribute(self, name: str) -> Cell:
        return self.find().attributes.setdefault(name, Cell()).find()

    def constant(self, *values: object, guard: bool = False) -> None:
        known = self.find().guards if guard else self.find().constants
        for value in values:
            if len(known) < MAX_CONSTANTS and not any(value == k and type(value) is type(k) for k in known):
                known.append(value)

    def length(self, *values: object) -> None:
        if (source := self.find().kin) is not None and source.find() is not self.find():
            known = source.find().lengths  # it has an element for each of that one's
            known.extend(n for n in values if isinstance(n, int) and 1 < n <= MAX_LENGTH and n not in known)
        known = self.find().lengths
        known.extend(
            n for n in values
            if isinstance(n, int) and not isinstance(n, bool) and 1 < n <= MAX_LENGTH and n not in known
        )  # fmt: skip

    def fragment(self, values: Iterable[str]) -> None:
        known = self.find().fragments
        known.extend(v for v in dict.fromkeys(values) if v not in known and len(known) < MAX_CONSTANTS)


def counts(cell: Cell) -> Cell:
    """It is a number of elements, or a place among them, and so is what it was reckoned from."""
    seen = 0
    while seen < 5:
        cell = cell.find()
        if not cell.is_a(Kind.INT):
            cell.vote(Kind.INT, weight=5)
        cell.trait(Trait.SIZE)
        if cell.kin is None or not cell.kin.find().is_a(Kind.INT, Kind.FLOAT):
            break
        cell, seen = cell.kin, seen + 1
    return cell


def unify(one: Cell, other: Cell) -> Cell:
    """Both stand for one value from now on."""
    waiting = [(one, other)]
    while waiting:
        first, second = (cell.find() for cell in waiting.pop())
        if first is second:
            continue
        second._parent = first
        first.votes.update(second.votes)
        first.traits |= second.traits
        first.constant(*second.constants)
        first.constant(*second.guards, guard=True)
        first.fragment(second.fragments)
        first.patterns.extend(p for p in second.patterns if p not in first.patterns)
        first.formats.extend(f for f in second.formats if f not in first.formats)
        first.lengths.extend(n for n in second.lengths if n not in first.lengths)
        first.tested.extend(k for k in second.tested if k not in first.tested)
        first.steps.extend(s for s in second.steps if s not in first.steps)
        first.loose |= second.loose
        for name, cell in second.written.items():
            first.written.setdefault(name, cell)
        first.arity = first.arity or second.arity
        first.rank = max(first.rank or 0, second.rank or 0) or None
        first.width = first.width or second.width
        first.owner = first.owner or second.owner
        first.function = first.function or second.function
        first.name = first.name or second.name
        for attribute in ("element", "key", "member", "result", "parsed", "pieces"):
            mine, its = getattr(first, attribute), getattr(second, attribute)
            if mine is None:
                setattr(first, attribute, its)
            elif its is not None:
                waiting.append((mine, its))
        if first.kin is None and second.kin is not None and second.kin.find() is not first:
            first.kin = second.kin
        for key, cell in second.fields.items():
            if first.fields.setdefault(key, cell) is not cell:
                waiting.append((first.fields[key], cell))
        for name, cell in second.attributes.items():
            if first.attributes.setdefault(name, cell) is not cell:
                waiting.append((first.attributes[name], cell))
    return one.find()


def of_value(value: object, depth: int = 0) -> Cell:
    """A constant: what it is, and that it is one of the values."""
    cell = Cell()
    if value is None:
        return cell.trait(Trait.OPTIONAL)
    kind = next((kind for known, kind in _OF_TYPES if isinstance(value, known)), None)
    if kind is None:
        return cell
    cell.vote(kind)
    if kind in SCALARS:
        cell.constant(value)
    elif depth < 4 and isinstance(value, dict):
        for key, held in list(value.items())[:MAX_MEMBERS]:
            unify(cell.keys(), of_value(key, depth + 1))
            unify(cell.elements(), of_value(held, depth + 1))
    elif depth < 4 and isinstance(value, (list, tuple, set, frozenset)):
        members = list(value) if isinstance(value, (list, tuple)) else sorted(value, key=repr)
        mixed = isinstance(value, tuple) and len({type(member) for member in value}) > 1
        for place, held in enumerate(members[:MAX_MEMBERS]):
            unify(cell.field(place) if mixed else cell.elements(), of_value(held, depth + 1))
        if mixed:
            cell.arity = len(members)
    return cell
