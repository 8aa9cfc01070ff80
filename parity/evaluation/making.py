"""Values of a shape: containers of all kinds, with what is in them chosen to go together."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from parity.evaluation import names, samples, texts
from parity.evaluation.cells import Kind, Trait
from parity.evaluation.names import words
from parity.evaluation.shapes import Shape
from parity.evaluation.stand_ins import Answer, Array, Callback, Column, Instance, Table, Type

MAX_NESTING = 4
_OPEN: tuple[Kind, ...] = (Kind.FLOAT, Kind.TEXT, Kind.INT)
_OPEN_OUTSIDE: tuple[Kind, ...] = (Kind.INT, Kind.TEXT, Kind.LIST, Kind.DICT, Kind.FLOAT)
_MISSING = 0.2
_AGAIN = 0.25
_TOLD = 0.1
_GREAT = 10**6
_RESTRICTED = frozenset({Trait.SIZE, Trait.POSITIVE, Trait.NONZERO, Trait.MOMENT, Trait.SHARE, Trait.DEFAULTED})
_NUMBERS = frozenset({Kind.INT, Kind.FLOAT})
_FOREIGN = (None, "abc", 7, "", True, "3.5")  # of a type that is not expected
_NOTHING = Shape()
_BOXES = frozenset({"box", "bbox", "roi", "rect"})
_TIMES = words("ts time timestamp date day start end created at datetime updated")


@dataclass(slots=True, kw_only=True)
class Maker:
    """Makes the arguments of one call."""

    rng: random.Random
    size: int  # of the outer collections
    edge: bool = False
    turn: int = 0  # which alternative is taken where a shape has several
    inner: int = 0  # of the collections in them; 0: each has its own
    distinct: bool = False  # no two elements alike, for counting costs
    ragged: bool = False  # the outer collections differ in length
    literals: tuple[float | str, ...] = ()  # of both functions
    chosen: dict[int, Kind] = field(default_factory=dict)
    words: dict[int, list[str]] = field(default_factory=dict)
    numbers: dict[tuple[int, Kind], list[int | float]] = field(default_factory=dict)
    made: int = 0

    def value(self, shape: Shape, depth: int = 0) -> object:
        if self.edge and depth and self.rng.random() < (0.2 if Trait.CONVERTED in shape.traits else 0.04):
            return self.rng.choice(_FOREIGN)
        if Trait.OPTIONAL in shape.traits and self.rng.random() < _MISSING and not self.distinct and depth:
            return None
        if Trait.FALSY in shape.traits and depth and self.rng.random() < 0.15 and not self.distinct:
            return self.falsy(shape)
        kind = self.kind(shape, depth)
        if kind in _CONTAINERS:
            if depth >= MAX_NESTING:
                return None
            return _CONTAINERS[kind](self, shape, depth)
        return self.scalar(shape, kind, depth)

    def falsy(self, shape: Shape) -> object:
        match shape.kind:
            case Kind.TEXT:
                return ""
            case Kind.INT:
                return 0
            case Kind.FLOAT:
                return 0.0
            case _:
                return self.rng.choice([None, 0, ""])

    def kind(self, shape: Shape, depth: int) -> Kind:
        """The same for all values of one domain, unless nothing is done with them."""
        options = shape.kinds
        if not shape.seen:
            options = tuple(dict.fromkeys([*options, *(_OPEN if depth else _OPEN_OUTSIDE)]))
            if depth and self.turn % 2 and Trait.ORDERED not in shape.traits:
                return self.rng.choice(options[:3])
        elif not shape.sure and options[0] in _NUMBERS and Trait.NUMERIC not in shape.traits:
            options = (*options, Kind.TEXT)
        kind = self.chosen.get(shape.domain)
        if kind is None or kind not in options:
            kind = options[0]
            if len(options) > 1 and self.turn:
                kind = options[(self.turn + shape.domain) % len(options)]
            self.chosen[shape.domain] = kind
        if kind in _NUMBERS and set(options) >= _NUMBERS:
            return self.rng.choice([options[0], options[0], Kind.INT, kind]) if options[0] in _NUMBERS else kind
        return kind

    def scalar(self, shape: Shape, kind: Kind, depth: int) -> object:
        rng = self.rng
        self.made += 1
        match kind:
            case Kind.BOOL:
                return rng.random() < 0.5
            case Kind.INT | Kind.FLOAT:
                return self.number(shape, kind, depth)
            case Kind.TEXT:
                return self.text(shape, depth)
            case Kind.BYTES:
                return self.text(shape, depth).encode("utf-8", "replace")
            case Kind.DATETIME:
                return samples.moment_of(rng)
            case Kind.DATE:
                return samples.date_of(rng)
            case Kind.TIMEDELTA:
                return rng.choice(samples.SPANS)
            case Kind.DECIMAL:
                return samples.decimal_of(rng)
            case Kind.TYPE:
                return Type(name=rng.choice(["float", "int", "str", "float"]))
            case _:
                return None

    def number(self, shape: Shape, kind: Kind, depth: int) -> int | float:
        """Now and then one that was there before: ties, and values that are found among others."""
        if self.distinct and depth:
            unlike = self.made * 7919 % 100_003
            return unlike if kind is Kind.INT else unlike / 8
        known = self.numbers.setdefault((shape.domain, kind), [])
        if depth and known and self.rng.random() < _AGAIN:
            return self.rng.choice(known)
        if kind is Kind.INT:
            made: int | float = samples.int_of(shape, self.rng, self.size, edge=self.edge)
        else:
            made = samples.float_of(shape, self.rng, edge=self.edge)
        told = [v for v in self.literals if isinstance(v, (int, float)) and abs(v) < _GREAT]
        if told and not shape.constants and not shape.traits & _RESTRICTED and self.rng.random() < _TOLD:
            made = self.rng.choice(told) + self.rng.choice([0, 0, 1, -1])
            made = int(made) if kind is Kind.INT else float(made)
        known.append(made)
        return made

    def text(self, shape: Shape, depth: int) -> str:
        if Trait.CSV in shape.traits and shape.parsed is not None:
            return self.csv(shape.parsed)
        if Trait.JSON in shape.traits:
            inner = self.value(shape.parsed or _NOTHING, max(depth - 1, 0))
            try:
                return json.dumps(inner) if not self.edge or self.rng.random() < 0.7 else "{not json"
            except TypeError:
                return "{}"
        if self.distinct:
            if depth:
                return f"w{self.made * 7919 % 100_003}"
            return " ".join(f"{self.rng.choice(texts.WORDS)}{n}" for n in range(max(1, self.size // 6)))
        if depth == 0:
            return texts.text_of(shape, self.rng, edge=self.edge, word=False)
        known = self.words.setdefault(shape.domain, [])
        if known and self.rng.random() < 0.6:
            return self.rng.choice(known)
        sentence = shape.name in ("text", "doc", "line", "sentence", "document", "query", "title", "comment")
        told = [v for v in self.literals if isinstance(v, str) and v]
        if told and not shape.traits and not shape.sure and self.rng.random() < _TOLD:
            return self.rng.choice(told)
        made = texts.text_of(shape, self.rng, edge=self.edge, word=not sentence)
        if len(known) < 8:
            known.append(made)
        return made

    def csv(self, shape: Shape) -> str:
        table = self.table_of(shape, 1)
        rows = zip(*table.columns.values(), strict=True)
        lines = [",".join(table.columns), *(",".join("" if v is None else str(v) for v in row) for row in rows)]
        return "\n".join(line.replace("nan", "") for line in lines) + "\n"

    # -- containers --------------------------------------------------------------------------------------------------

    def length(self, shape: Shape, depth: int) -> int:
        if depth == 0:
            size = self.size
            if shape.lengths and not self.distinct and self.rng.random() < 0.5:
                return self.near_length(shape)
            if self.ragged and size > 1:
                size = self.rng.randint(1, size + 1)
        elif self.distinct:
            size = 3
        else:
            size = self.inner or self.rng.choice([1, 2, 3, 3, 4])
        if size == 0 and Trait.MANY in shape.traits and not self.edge:
            size = 1
        return size

    def near_length(self, shape: Shape) -> int:
        """A length at which a comparison of lengths, or a cut, turns."""
        length = self.rng.choice(shape.lengths)
        return max(0 if self.edge else 1, length + self.rng.choice([0, 1, -1, 2, length // 2]))

    def sequence(self, shape: Shape, depth: int) -> list[object]:
        if shape.name in _BOXES and (shape.arity == 4 or len(shape.fields) == 4) and not self.distinct:
            return self.box()
        places = [k for k in shape.fields if isinstance(k, int)]
        if places and shape.element is None:
            count = shape.arity or max(places) + 1
            missing = next((shape.fields[p] for p in places), _NOTHING)
            return [self.value(shape.fields.get(p, missing), depth + 1) for p in range(count)]
        element = shape.element or Shape(domain=-shape.domain)
        count = shape.arity or max(self.length(shape, depth), max(places, default=-1) + 1)
        made = [self.value(shape.fields.get(p, element), depth + 1) for p in range(count)]
        if self.distinct:
            return made
        if len(made) > 2 and self.rng.random() < 0.4 and not shape.arity and not places:
            made[self.rng.randrange(len(made))] = made[0] if not isinstance(made[0], (list, dict)) else made[-1]
        if Trait.SORTED in shape.traits or self.rng.random() < 0.1:
            made = _in_order(made)
        return made

    def box(self) -> list[object]:
        """Two corners; boxes of one call overlap."""
        left, top = self.rng.choice([0, 10, 12, 15, 40]), self.rng.choice([0, 5, 8, 30])
        made = [left, top, left + self.rng.randint(6, 20), top + self.rng.randint(6, 20)]
        return [v + self.rng.choice([0, 0.5]) for v in made] if self.turn else list(made)

    def set_of(self, shape: Shape, depth: int) -> object:
        return {v for v in self.sequence(shape, depth) if _hashable(v)}

    def dict_of(self, shape: Shape, depth: int) -> object:
        made: dict[object, object] = {}
        named = [k for k in shape.fields if isinstance(k, str)]
        if self.rng.random() < 0.3:
            self.rng.shuffle(named)
        for name in named:
            lacks = 0.15 if name in shape.loose else 0.1 if self.edge else 0.0
            if self.rng.random() >= lacks or self.distinct:
                made[name] = self.value(shape.fields[name], depth + 1)
        if named and depth and not self.distinct and self.turn % 3 != 2:
            made.setdefault("note", self.made)  # records have more than is read: which of two was kept shows
        if shape.key is not None or (not named and shape.element is not None) or not named:
            key = shape.key or Shape(kinds=(Kind.TEXT,), domain=-shape.domain, name="key")
            held = shape.element or Shape(name="value", domain=-shape.domain - 1000)
            wanted = self.length(shape, depth) if not named else self.rng.choice([0, 1, 2])
            for _ in range(wanted * (1 if self.distinct else 2)):
                if len(made) >= wanted + len(named):
                    break
                found = self.value(key, depth + 1)
                if _hashable(found):
                    made[found] = self.value(held, depth + 1)
        return made

    def array_of(self, shape: Shape, depth: int) -> object:
        rank = shape.rank or 1
        count = self.near_length(shape) if shape.lengths and self.rng.random() < 0.5 else self.size
        image = rank >= 3 or shape.name in ("img", "image", "frame", "images")
        rank = 3 if image and rank < 3 else rank
        last = shape.width or (3 if rank > 2 else 4)
        dims = {1: (shape.width or count,), 2: (count, last), 3: (count, count + 1, last)}.get(
            rank, (*([2] * (rank - 3)), 3, 4, last)
        )
        element = shape.element or _NOTHING
        whole = image or element.kind is Kind.INT
        truth = element.kind is Kind.BOOL

        boxes = names.singular(shape.name) in _BOXES and rank == 2 and last == 4
        if boxes:
            return Array(values=tuple(tuple(self.box()) for _ in range(count)), dtype="float64")

        def one() -> object:
            if truth:
                return self.rng.random() < 0.5
            if image:
                return self.rng.randint(0, 255)
            if whole:
                return samples.int_of(element, self.rng, self.size, edge=self.edge)
            return self.scalar(element, Kind.FLOAT, 1)

        dtype = "bool" if truth else "uint8" if image else "int64" if whole else "float64"
        return Array(values=_nested(dims, one), dtype=dtype)

    def table_of(self, shape: Shape, depth: int) -> Table:
        count = max(self.size, 0 if self.edge else 1)
        named = [k for k in shape.fields if isinstance(k, str)] or ["a", "b", "key"]
        return Table(columns={name: self.column(shape.fields.get(name, _NOTHING), name, count) for name in named})

    def column_of(self, shape: Shape, depth: int) -> object:
        return Column(values=self.column(shape, shape.name, self.size), name=shape.name or None)

    def column(self, shape: Shape, name: str, count: int) -> tuple[object, ...]:
        """Of one kind, and like other columns of its name."""
        element = shape.element if shape.kind is Kind.COLUMN and shape.element is not None else _NOTHING
        guess = element.kinds
        if not element.sure:
            last = name.lower().rsplit("_", 1)[-1]
            guess = (Kind.DATETIME,) if last in _TIMES else names.kinds(name) or element.kinds or (Kind.FLOAT,)
        domain = -(1000 + zlib.crc32(name.encode())) if name else element.domain
        element = replace(element, kinds=guess, name=name, domain=domain, sure=True)
        return tuple(self.value(element, 1) for _ in range(count))

    def callback_of(self, shape: Shape, depth: int) -> object:
        kind = shape.result.kind if shape.result is not None else None
        answers = {
            Kind.LIST: Answer.EACH, Kind.TUPLE: Answer.EACH, Kind.TEXT: Answer.TEXT, Kind.BOOL: Answer.TRUTH,
            Kind.DICT: Answer.SAME, Kind.ARRAY: Answer.SAME,
        }  # fmt: skip
        return Callback(answer=answers.get(kind, Answer.NUMBER) if kind is not None else Answer.NUMBER)

    def object_of(self, shape: Shape, depth: int) -> object:
        return Instance(owner=shape.owner, fields={k: self.value(v, depth + 1) for k, v in shape.attributes.items()})


def _nested(dims: tuple[int, ...], one: Callable[[], object]) -> tuple[object, ...]:
    if len(dims) == 1:
        return tuple(one() for _ in range(dims[0]))
    return tuple(_nested(dims[1:], one) for _ in range(dims[0]))


def _hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _in_order(values: list[object]) -> list[object]:
    try:
        return sorted(values)  # type: ignore[type-var]
    except TypeError:
        return values


_CONTAINERS: dict[Kind, Callable[[Maker, Shape, int], object]] = {
    Kind.LIST: Maker.sequence, Kind.TUPLE: lambda maker, shape, depth: tuple(maker.sequence(shape, depth)),
    Kind.SET: Maker.set_of, Kind.DICT: Maker.dict_of, Kind.ARRAY: Maker.array_of, Kind.TABLE: Maker.table_of,
    Kind.COLUMN: Maker.column_of, Kind.CALLABLE: Maker.callback_of, Kind.OBJECT: Maker.object_of,
}  # fmt: skip
