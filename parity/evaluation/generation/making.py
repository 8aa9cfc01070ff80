"""Values of a shape: containers of all kinds, with what is in them chosen to go together."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from parity.evaluation.generation import grids, samples, texts
from parity.evaluation.generation.shapes import Shape
from parity.evaluation.generation.stand_ins import Answer, Callback, Instance
from parity.evaluation.generation.uses.cells import Kind, Trait

MAX_NESTING = 4
MAX_VALUES = 2_000  # in one call, beside what its size asks for
_OPEN: tuple[Kind, ...] = (Kind.FLOAT, Kind.TEXT, Kind.INT)
_OPEN_OUTSIDE: tuple[Kind, ...] = (Kind.TEXT, Kind.INT, Kind.LIST, Kind.FLOAT, Kind.DICT)
_MISSING, _MISSING_OUTSIDE = 0.2, 0.1
_AGAIN = 0.25
_EMPTY_ASKED = 0.1
_TOLD, _TOLD_OUTSIDE = 0.1, 0.3  # of the numbers and texts that a function names; also their multiples
_STEP = 0.7
_GREAT = 10**6
_LONG = 200  # of what counts elements
_RESTRICTED = frozenset({Trait.SIZE, Trait.POSITIVE, Trait.NONZERO, Trait.MOMENT, Trait.SHARE, Trait.DEFAULTED})
_NUMBERS = frozenset({Kind.INT, Kind.FLOAT})
_FOREIGN = (None, "abc", 7, "", True, "3.5")  # of a type that is not expected
_NOTHING = Shape()


@dataclass(slots=True, kw_only=True)
class Maker:
    """Makes the arguments of one call."""

    rng: random.Random
    size: int  # of the outer collections
    edge: bool = False
    turn: int = 0  # which alternative is taken where a shape has several
    inner: int = 0  # of the collections in them; 0: each has its own
    arrays: int = 1  # that are passed together
    great: bool = False  # numbers of any magnitude
    distinct: bool = False  # no two elements alike, for counting costs
    ragged: bool = False  # the outer collections differ in length
    literals: tuple[float | str, ...] = ()  # of both functions
    chosen: dict[int, Kind] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)  # domains of numbers whose type is chosen
    words: dict[int, list[str]] = field(default_factory=dict)
    numbers: dict[tuple[int, Kind], list[int | float]] = field(default_factory=dict)
    made: int = 0
    values: int = 0

    def value(self, shape: Shape, depth: int = 0) -> object:
        self.values += 1
        if self.values > MAX_VALUES + 20 * self.size:
            return None
        converted = Trait.CONVERTED in shape.traits
        if self.edge and (depth or converted) and self.rng.random() < (0.2 if converted else 0.04):
            return self.rng.choice(_FOREIGN)
        missing = _MISSING if depth else _MISSING_OUTSIDE
        if Trait.OPTIONAL in shape.traits and self.rng.random() < missing and not self.distinct:
            return None
        told = depth or shape.kind in (Kind.TEXT, Kind.INT, Kind.FLOAT)
        if Trait.FALSY in shape.traits and told and self.rng.random() < 0.15 and not self.distinct:
            return self.falsy(shape)
        kind = self.kind(shape, depth)
        if kind in _CONTAINERS:
            if depth >= MAX_NESTING and kind in _EMPTY and (kind is not Kind.DICT or depth > MAX_NESTING):
                return _EMPTY[kind]()
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
        if shape.tested:
            whole = (Kind.BOOL,) if Kind.INT in shape.tested and depth else ()  # which are whole numbers, too
            options = tuple(dict.fromkeys([*options, *shape.tested, *_OPEN, *whole]))
            return self.rng.choice(options) if depth else options[self.turn % len(options)]
        if not shape.seen and (depth or not options or self.turn % 4 == 3):
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
            if self.edge:
                return self.rng.choice([Kind.INT, Kind.FLOAT])  # equal ones of both types
            if shape.domain not in self.settled:
                self.settled.add(shape.domain)
                self.chosen[shape.domain] = self.rng.choice([kind, kind, Kind.INT])
            return self.chosen[shape.domain]
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
                return rng.choice([float, int, str, float])
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
        if shape.steps and known and self.rng.random() < _STEP:
            step = self.rng.choice([s for s in shape.steps if isinstance(s, (int, float))] or [1])
            known.append(known[-1] + step * self.rng.choice([1, 1, 1, 0.5, 2, 0, -1]) + self.rng.choice([0, 0, 1, -1]))
            return int(known[-1]) if kind is Kind.INT else known[-1]
        if kind is Kind.INT:
            made: int | float = samples.int_of(shape, self.rng, self.size, edge=self.edge, great=self.great)
        else:
            made = samples.float_of(shape, self.rng, edge=self.edge, great=self.great)
        most = _LONG if Trait.SIZE in shape.traits else _GREAT
        told = [v for v in self.literals if isinstance(v, (int, float)) and 0 < abs(v) < most]
        wanted = _TOLD if depth else _TOLD_OUTSIDE
        restricted = shape.traits & _RESTRICTED and Trait.SIZE not in shape.traits
        if told and not shape.constants and not restricted and self.rng.random() < wanted:
            made = self.rng.choice(told) * self.rng.choice([1, 1, 1, 2, 3]) + self.rng.choice([0, 0, 1, -1])
            made = int(made) if kind is Kind.INT else float(made)
        known.append(made)
        return made

    def text(self, shape: Shape, depth: int) -> str:
        if Trait.CSV in shape.traits and shape.parsed is not None:
            return grids.csv_of(self, shape.parsed)
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
        known = self.words.setdefault(shape.domain, [])
        if depth == 0:
            if known and self.rng.random() < 0.4:  # several arguments that are compared
                again = self.rng.choice(known)
                return self.rng.choice([again, again, again.upper(), again.lower(), f" {again}"])
            known.append(texts.text_of(shape, self.rng, edge=self.edge, word=False))
            return known[-1]
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

    # -- containers --------------------------------------------------------------------------------------------------

    def length(self, shape: Shape, depth: int) -> int:
        if depth == 0:
            if Trait.FALSY in shape.traits and not self.distinct and self.rng.random() < _EMPTY_ASKED:
                return 0  # whether there is anything is asked
            size = self.size
            if self.ragged and size > 1:
                size = self.rng.randint(1, size + 1)
        elif self.distinct:
            size = 3
        else:
            size = self.inner or self.rng.choice([1, 2, 3, 3, 4])
        if size == 0 and Trait.MANY in shape.traits and not self.edge:
            size = 1
        return size

    def sequence(self, shape: Shape, depth: int) -> list[object]:
        if shape.name in grids.BOXES and (shape.arity == 4 or len(shape.fields) == 4) and not self.distinct:
            return self.box()
        places = [k for k in shape.fields if isinstance(k, int)]
        if places and shape.element is None:
            count = shape.arity or max(places) + 1
            missing = next((shape.fields[p] for p in places), _NOTHING)
            return [self.value(shape.fields.get(p, missing), depth + 1) for p in range(count)]
        element = shape.element or Shape(domain=-shape.domain)
        wanted = self.length(shape, depth)
        count = shape.arity or (0 if self.edge and not wanted else max(wanted, max(places, default=-1) + 1))
        made = [self.value(shape.fields.get(p, element), depth + 1) for p in range(count)]
        if self.distinct:
            return made
        if len(made) > 2 and self.rng.random() < 0.4 and not shape.arity and not places:
            made[self.rng.randrange(len(made))] = made[0] if not isinstance(made[0], (list, dict)) else made[-1]
        often = 0.5 if element.steps else 0.1
        if Trait.SORTED in shape.traits or self.rng.random() < often:
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
            deep = depth > 1 and shape.fields[name].kind in _EMPTY
            lacks = (0.5 if deep else 0.15) if name in shape.loose else 0.1 if self.edge else 0.0
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

    def callback_of(self, shape: Shape, depth: int) -> object:
        kind = shape.result.kind if shape.result is not None else None
        answers = {
            Kind.LIST: Answer.EACH, Kind.TUPLE: Answer.EACH, Kind.TEXT: Answer.TEXT, Kind.BOOL: Answer.TRUTH,
            Kind.DICT: Answer.SAME, Kind.ARRAY: Answer.SAME,
        }  # fmt: skip
        return Callback(answer=answers.get(kind, Answer.NUMBER) if kind is not None else Answer.NUMBER)

    def object_of(self, shape: Shape, depth: int) -> object:
        return Instance(owner=shape.owner, fields={k: self.value(v, depth + 1) for k, v in shape.attributes.items()})


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


_EMPTY: dict[Kind, Callable[[], object]] = {Kind.LIST: list, Kind.TUPLE: tuple, Kind.SET: set, Kind.DICT: dict}
_CONTAINERS: dict[Kind, Callable[[Maker, Shape, int], object]] = {
    Kind.LIST: Maker.sequence, Kind.TUPLE: lambda maker, shape, depth: tuple(maker.sequence(shape, depth)),
    Kind.SET: Maker.set_of, Kind.DICT: Maker.dict_of, Kind.ARRAY: grids.array_of, Kind.TABLE: grids.table_of,
    Kind.COLUMN: grids.column_of, Kind.CALLABLE: Maker.callback_of, Kind.OBJECT: Maker.object_of,
}  # fmt: skip
