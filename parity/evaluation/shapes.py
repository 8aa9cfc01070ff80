"""What each parameter of a function has to be, worked out from how both versions use it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from parity.evaluation import declarations, names
from parity.evaluation.cells import NUMBERS, SEQUENCES, Cell, Kind, Trait, unify
from parity.evaluation.definitions import Definitions, Function, NotConstant, definitions
from parity.evaluation.usages import Closure, Reader, default

MAX_NESTING = 5
ROUNDS = 2  # what a later line tells of a value is known to the earlier ones in the second
_LIKELY = 0.34  # of the votes of the first kind, for another to be an alternative


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """One side's function, where it stands."""

    function: ast.FunctionDef | ast.AsyncFunctionDef
    module: ast.Module
    owner: ast.ClassDef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a value may be. `kinds` has the likeliest first; none: anything."""

    kinds: tuple[Kind, ...] = ()
    domain: int = 0  # values of one domain are looked up in, or compared with, one another
    name: str = ""
    sure: bool = False  # its kinds were seen in its use, not only guessed
    lengths: tuple[int, ...] = ()
    element: Shape | None = None
    key: Shape | None = None
    fields: Mapping[str | int, Shape] = field(default_factory=dict)
    loose: frozenset[str | int] = frozenset()
    attributes: Mapping[str, Shape] = field(default_factory=dict)
    result: Shape | None = None
    parsed: Shape | None = None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    name: str
    other: str  # what the other side calls it
    shape: Shape
    optional: bool  # has a default on both sides
    positional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    parameters: tuple[Parameter, ...]
    receiver: tuple[Parameter, ...] | None
    numbers: tuple[float, ...] = ()  # that stand in either function
    texts: tuple[str, ...] = ()


class Incompatible(Exception):
    """One side needs a parameter that the other does not have: no call fits both."""


def signature(before: Routine, after: Routine) -> Signature:
    """Of the calls that both versions take; raises Incompatible."""
    pairs = _paired(before.function.args, after.function.args, _bound(before))
    made = _constructor(before, after)
    cells = [Cell() for _ in pairs]
    fields = [Cell() for _ in made or ()]
    texts: dict[str, None] = {}
    numbers: dict[float, None] = {}
    for routine, side in ((before, 0), (after, 1)):
        known = definitions(routine.module)
        if routine.owner is not None:
            known.classes.setdefault(routine.owner.name, routine.owner)
        own = [(pair[side], cell) for pair, cell in zip(pairs, cells, strict=True)]
        init = [(pair[side], cell) for pair, cell in zip(made or (), fields, strict=True)]
        for _ in range(ROUNDS):
            _read(routine, Reader(known), own, init)
        for value in _literals(routine.function, known):
            (texts if isinstance(value, str) else numbers).setdefault(value, None)  # type: ignore[arg-type]
    for pair, cell in [*zip(pairs, cells, strict=True), *zip(made or (), fields, strict=True)]:
        _settle_all(cell, pair[0].node.arg)
    frozen = Frozen()
    return Signature(
        parameters=tuple(_parameter(p, c, frozen) for p, c in zip(pairs, cells, strict=True)),
        receiver=None if made is None else tuple(_parameter(p, c, frozen) for p, c in zip(made, fields, strict=True)),
        numbers=tuple(numbers),
        texts=tuple(texts),
    )


@dataclass(frozen=True, slots=True)
class Declared:
    node: ast.arg
    default: ast.expr | None
    place: int | None  # None: by its name only


def declared(arguments: ast.arguments) -> list[Declared]:
    positional = [*arguments.posonlyargs, *arguments.args]
    return [
        *(Declared(node, default(arguments, node), place) for place, node in enumerate(positional)),
        *(Declared(node, default(arguments, node), None) for node in arguments.kwonlyargs),
    ]


def _bound(routine: Routine) -> bool:
    """Whether the first parameter is the instance or the class."""
    decorated = {d.id for d in routine.function.decorator_list if isinstance(d, ast.Name)}
    return routine.owner is not None and "staticmethod" not in decorated


def _paired(before: ast.arguments, after: ast.arguments, bound: bool) -> list[tuple[Declared, Declared]]:
    """Required parameters by position, as they are called; others by name, unless they were only renamed."""
    first, second = declared(before)[1 if bound else 0 :], declared(after)[1 if bound else 0 :]
    mine, its = {d.node.arg for d in first}, {d.node.arg: d for d in second}
    pairs = []
    for one, other in zip(first, second, strict=False):
        required = one.default is None and other.default is None
        renamed = one.node.arg not in its and other.node.arg not in mine
        if not required and not renamed and one.node.arg != other.node.arg:
            break
        pairs.append((one, other))
    met = {id(d) for pair in pairs for d in pair}
    for one in first[len(pairs) :]:
        found = its.get(one.node.arg)
        if found is not None and id(found) not in met:
            pairs.append((one, found))
    met = {id(d) for pair in pairs for d in pair}
    if any(d.default is None and id(d) not in met for d in [*first, *second]):
        raise Incompatible
    return pairs


def _constructor(before: Routine, after: Routine) -> list[tuple[Declared, Declared]] | None:
    if before.owner is None or after.owner is None or not _bound(before):
        return None
    if any(isinstance(d, ast.Name) and d.id == "classmethod" for d in before.function.decorator_list):
        return None
    first, second = _init(before), _init(after)
    return _paired(first, second, bound=True) if first is not None and second is not None else []


def _init(routine: Routine) -> ast.arguments | None:
    assert routine.owner is not None
    for statement in routine.owner.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            return statement.args
    fields = definitions(routine.module).record(routine.owner.name) or Definitions(
        classes={routine.owner.name: routine.owner}
    ).record(routine.owner.name)
    if not fields:
        return None
    given = [d for _, _, d in fields if d is not None]
    names_of = [ast.arg(arg="self"), *(ast.arg(arg=n, annotation=a) for n, a, _ in fields)]
    return ast.arguments(posonlyargs=[], args=names_of, kwonlyargs=[], kw_defaults=[], defaults=given)


def _read(
    routine: Routine, reader: Reader, own: list[tuple[Declared, Cell]], init: list[tuple[Declared, Cell]]
) -> None:
    named = {d.node.arg: c for d, c in own}
    if routine.owner is None:
        reader.call(Closure(routine.function), [], named)
        return
    held = Cell(Kind.OBJECT, weight=20)
    held.owner = routine.owner.name
    for statement in routine.owner.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            reader.call(Closure(statement, None, held, held.owner), [], {d.node.arg: c for d, c in init})
            break
    else:
        for d, cell in init:
            if d.node.annotation is not None:
                declarations.read(cell, d.node.annotation, reader.known)
            unify(held.attribute(d.node.arg), cell)
    reader.call(Closure(routine.function, None, held if _bound(routine) else None, held.owner), [], named)


def _parameter(pair: tuple[Declared, Declared], cell: Cell, frozen: Frozen) -> Parameter:
    optional = all(d.default is not None for d in pair)
    return Parameter(
        name=pair[0].node.arg,
        other=pair[1].node.arg,
        shape=frozen.shape(cell, pair[0].node.arg),
        optional=optional,
        positional=all(d.place is not None for d in pair) and pair[0].place == pair[1].place,
    )


def _literals(function: Function, known: Definitions) -> Iterator[str | float]:
    """Texts and numbers in a function and in what it names, but for its documentation."""
    waiting: list[ast.AST] = list(function.body)
    met: set[str] = {function.name}
    count = 0
    if ast.get_docstring(function) is not None:
        waiting = waiting[1:]
    while waiting and count < 5_000:
        node = waiting.pop()
        count += 1
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, int, float)):
            if not isinstance(node.value, bool) and len(str(node.value)) <= 60:
                yield node.value
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            try:
                value = known.value(node)
            except NotConstant:
                value = None
            if isinstance(value, (int, float)):
                yield value
        elif isinstance(node, ast.Name) and node.id not in met:
            met.add(node.id)
            definition = known.assigned.get(node.id) or known.functions.get(node.id)
            if definition is not None:
                waiting.append(definition)
        waiting.extend(ast.iter_child_nodes(node))


class Frozen:
    """Shapes of cells; cells of one domain get the same number."""

    def __init__(self) -> None:
        self.domains: dict[int, int] = {}
        self.kept: list[Cell] = []

    def domain(self, cell: Cell) -> int:
        root = cell.find()
        for _ in range(8):
            if root.kin is None or root.kin.find().leading() is not root.leading():
                break
            root = root.kin.find()
        self.kept.append(root)  # so that its id stays its own
        return self.domains.setdefault(id(root), len(self.domains) + 1)

    def shape(self, cell: Cell, name: str = "", depth: int = 0) -> Shape:
        cell = cell.find()
        if depth > MAX_NESTING:
            return Shape(name=name)
        kinds = _kinds(cell, name or cell.name or "")
        domain = self.domain(cell)
        singular = names.singular(name)
        singular = "" if singular == name else singular
        return Shape(
            kinds=kinds,
            domain=domain,
            name=cell.name if cell.name == "box" else name or cell.name or "",
            sure=not cell.vague,
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
            lengths=tuple(cell.lengths),
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


def _settle_all(cell: Cell, name: str, depth: int = 0) -> None:
    """Before any shape is told, as it joins cells of different parameters."""
    if depth > MAX_NESTING:
        return
    kinds = _kinds(cell.find(), name or cell.find().name or "")
    _settle(cell.find(), kinds[0] if kinds else None)
    cell = cell.find()
    for inner in (cell.element, cell.key, cell.result, cell.parsed):
        if inner is not None:
            _settle_all(inner, "", depth + 1)
    for place, inner in [*cell.fields.items(), *cell.attributes.items()]:
        _settle_all(inner, str(place) if isinstance(place, str) else "", depth + 1)


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
