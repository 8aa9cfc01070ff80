"""What a value may be, once all its uses are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parity.evaluation.generation.uses import names
from parity.evaluation.generation.uses.cells import NUMBERS, SEQUENCES, Cell, Kind, Trait, unify

MAX_NESTING = 5
MAX_SHAPES = 1_000  # of all parameters together: what refers to itself in many ways would have no end
_LIKELY = 0.34  # of the votes of the first kind, for another to be an alternative


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a value may be. `kinds` has the likeliest first; none: anything."""

    kinds: tuple[Kind, ...] = ()
    domain: int = 0  # values of one domain are looked up in, or compared with, one another
    name: str = ""
    sure: bool = False  # its kinds were seen in its use, not only guessed
    seen: bool = False  # something was done with it
    lengths: tuple[int, ...] = ()
    steps: tuple[object, ...] = ()
    tested: tuple[Kind, ...] = ()
    element: Shape | None = None
    key: Shape | None = None
    fields: Mapping[str | int, Shape] = field(default_factory=dict)
    loose: frozenset[str | int] = frozenset()
    attributes: Mapping[str, Shape] = field(default_factory=dict)
    result: Shape | None = None
    parsed: Shape | None = None
    pieces: Shape | None = None
    traits: frozenset[Trait] = frozenset()
    constants: tuple[object, ...] = ()
    guards: tuple[object, ...] = ()
    fragments: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    arity: int | None = None
    rank: int | None = None
    width: int | None = None
    owner: str | None = None

    @property
    def kind(self) -> Kind | None:
        return self.kinds[0] if self.kinds else None


class Frozen:
    """Shapes of cells; cells of one domain get the same number."""

    def __init__(self) -> None:
        self.domains: dict[int, int] = {}
        self.kept: list[Cell] = []
        self.told = 0
        self.named: dict[int, str] = {}  # by the first name that values of a domain have

    def domain(self, cell: Cell) -> int:
        root = cell.origin()
        self.kept.append(root)  # so that its id stays its own
        return self.domains.setdefault(id(root), len(self.domains) + 1)

    def shape(self, cell: Cell, name: str = "", depth: int = 0) -> Shape:
        cell = cell.find()
        self.told += 1
        if depth > MAX_NESTING or self.told > MAX_SHAPES:
            return Shape(name=name)
        domain = self.domain(cell)
        kinds = _kinds(cell, self.named.setdefault(domain, name or cell.name or ""))
        singular = names.singular(name)
        singular = "" if singular == name else singular
        return Shape(
            kinds=kinds,
            domain=domain,
            name=cell.name if cell.name in ("box", "path") else name or cell.name or "",
            sure=not cell.vague,
            seen=bool(cell.votes),
            element=self._inner(cell.element, singular, depth),
            key=self._inner(cell.key, "key", depth),
            fields={
                k: self._field(v, k if isinstance(k, str) else singular, kinds[:1], depth + 1)
                for k, v in sorted(cell.fields.items(), key=_in_order)
            },
            loose=frozenset(cell.loose),
            attributes={k: self.shape(v, k, depth + 1) for k, v in sorted(cell.attributes.items())},
            result=self._inner(cell.result, "", depth),
            parsed=self._inner(cell.parsed, "", depth),
            pieces=self._inner(cell.pieces, "", depth),
            lengths=tuple(cell.lengths),
            steps=tuple(cell.steps),
            tested=tuple(cell.tested),
            traits=frozenset(cell.traits),
            constants=tuple(cell.constants),
            guards=tuple(cell.guards),
            fragments=tuple(f for f in cell.fragments if f),
            patterns=tuple(cell.patterns),
            formats=tuple(cell.formats),
            arity=cell.arity,
            rank=cell.rank,
            width=cell.width,
            owner=cell.owner,
        )

    def _field(self, cell: Cell, name: str, kinds: tuple[Kind, ...], depth: int) -> Shape:
        """A record of which a table is made has single values in its fields."""
        if kinds == (Kind.DICT,) and cell.is_a(Kind.COLUMN):
            return self.shape(cell.elements(), name, depth)
        return self.shape(cell, name, depth)

    def _inner(self, cell: Cell | None, name: str, depth: int) -> Shape | None:
        return None if cell is None else self.shape(cell, name, depth + 1)


def settle(cell: Cell, name: str, seen: set[int], depth: int = 0) -> None:
    """Before any shape is told, as it joins cells of different parameters."""
    if depth > MAX_NESTING or id(cell.find()) in seen:
        return
    seen.add(id(cell.find()))
    kinds = _kinds(cell.find(), name or cell.find().name or "")
    _settle(cell.find(), kinds[0] if kinds else None)
    cell = cell.find()
    for inner in (cell.element, cell.key, cell.result, cell.parsed, cell.pieces):
        if inner is not None:
            settle(inner, "", seen, depth + 1)
    for place, inner in [*cell.fields.items(), *cell.attributes.items()]:
        settle(inner, str(place) if isinstance(place, str) else "", seen, depth + 1)


def _settle(cell: Cell, kind: Kind | None) -> None:
    """What is read one by one, in a loop and by `in` are the same values."""
    if cell.member is not None and kind is Kind.ARRAY:
        _rows(cell, cell.members())
    elif cell.member is not None:
        unify(cell.keys() if kind is Kind.DICT else cell.elements(), cell.members())
    places = [k for k in cell.fields if isinstance(k, int)]
    if not places or cell.element is None or (not cell.elements().votes and not cell.elements().fields):
        return
    for place in places:
        other, element = cell.fields[place].find(), cell.elements()
        alike = other.leading() in (None, element.leading()) or (other.is_a(*NUMBERS) and element.is_a(*NUMBERS))
        if alike:
            unify(element, other)


def _rows(array: Cell, row: Cell) -> None:
    """What a loop over an array sees is a row where it is used as one."""
    if row.arity or row.rank or row.fields or row.is_a(Kind.ARRAY, Kind.LIST, Kind.TUPLE):
        array.rank = max(array.rank or 1, 1 + (row.rank or 1))
        array.width = array.width or row.arity or row.width
        array.name = array.name if row.name is None else row.name
        for part in row.fields.values():
            unify(array.elements(), part)
    else:
        unify(array.elements(), row)


def _kinds(cell: Cell, name: str) -> tuple[Kind, ...]:
    named = names.kinds(name)
    if not cell.votes:
        return named
    ordered = sorted(cell.votes, key=lambda kind: (-cell.votes[kind], kind.value))
    least = max(1.0, cell.votes[ordered[0]] * _LIKELY)
    known = [kind for kind in ordered if cell.votes[kind] >= least]
    if cell.vague and known[0] in SEQUENCES:
        within = None if cell.member is None else cell.members().leading()
        taken = [kind for kind in named if kind in SEQUENCES and (kind is not Kind.TEXT or within in (None, Kind.TEXT))]
        known = [*taken, *known]
    if cell.vague and cell.key is not None and Trait.SIZE in cell.keys().traits:
        known = [kind for kind in known if kind is not Kind.DICT] or [Kind.LIST]
    if Trait.SIZE in cell.traits and Kind.INT in known:
        known = [kind for kind in known if kind is not Kind.FLOAT]
    return tuple(dict.fromkeys(known))


def _in_order(item: tuple[str | int, Cell]) -> tuple[bool, str]:
    return isinstance(item[0], str), str(item[0])
