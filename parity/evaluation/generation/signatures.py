"""The calls that both versions of a function take, with what each argument has to be by how both use it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from parity.evaluation.generation.routines import Declared, Routine, bound, constructor, paired, prior
from parity.evaluation.generation.shapes import Frozen, Shape, settle
from parity.evaluation.generation.uses import declarations
from parity.evaluation.generation.uses.cells import Cell, Kind, unify
from parity.evaluation.generation.uses.definitions import Definitions, Function, NotConstant, definitions
from parity.evaluation.generation.uses.operations import reader
from parity.evaluation.generation.uses.reading import Closure, Reader

ROUNDS = 2  # what a later line tells of a value is known to the earlier ones in the second
MAX_TEXT = 40  # longer ones are messages
Pairs = list[tuple[Declared, Declared]]


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
    prior: tuple[str, tuple[Parameter, ...]] | None = None  # a method that has to be called before, e.g. fit
    rest: Shape | None = None  # what each further argument by position may be
    named: Mapping[str, Shape] = field(default_factory=dict)  # further ones by name that are looked for
    numbers: tuple[float, ...] = ()  # that stand in either function
    texts: tuple[str, ...] = ()

    @property
    def defaults(self) -> tuple[float, ...]:
        """Numbers that parameters have where they are not given: others are reckoned with them."""
        held = (one for p in self.parameters if p.optional for one in p.shape.constants)
        return tuple(one for one in held if isinstance(one, (int, float)) and not isinstance(one, bool))


def signature(before: Routine, after: Routine) -> Signature:
    """Of the calls that both versions take; raises Incompatible."""
    pairs = paired(before.function.args, after.function.args, bound(before))
    init = constructor(before, after)
    earlier = _earlier(before, after)
    cells, fields, first = [Cell() for _ in pairs], [Cell() for _ in init or ()], [Cell() for _ in earlier or ()]
    rest, named = Cell(Kind.TUPLE), Cell(Kind.DICT)
    texts: dict[str, None] = {}
    numbers: dict[float, None] = {}
    for side, routine in enumerate((before, after)):
        known = definitions(routine.module)
        if routine.owner is not None:
            known.classes.setdefault(routine.owner.name, routine.owner)
        for _ in range(ROUNDS):
            own = {**_cells(_of(side, pairs, cells)), "*": rest, "**": named}
            _read(routine, reader(known), own, _of(side, init, fields), _of(side, earlier, first))
        for value in _literals(routine.function, known):
            (texts if isinstance(value, str) else numbers).setdefault(value, None)  # type: ignore[arg-type]
    every = [(pairs, cells), (init or [], fields), (earlier or [], first)]
    seen: set[int] = set()
    for some, of_them in every:
        for pair, cell in zip(some, of_them, strict=True):
            settle(cell, pair[0].node.arg, seen)
    for cell in (rest, named):
        settle(cell, "", seen)
    frozen = Frozen()
    parameters, receiver, before_it = (
        tuple(_parameter(p, c, frozen) for p, c in zip(some, of_them, strict=True)) for some, of_them in every
    )
    method = prior(before)
    return Signature(
        parameters=parameters,
        receiver=None if init is None else receiver,
        prior=None if earlier is None or method is None else (method.name, before_it),
        rest=_rest(before, after, frozen.shape(rest)),
        named={} if not _all(before, after, "kwarg") else _named(frozen.shape(named)),
        numbers=tuple(numbers),
        texts=tuple(texts),
    )


def _all(before: Routine, after: Routine, which: str) -> bool:
    return all(getattr(routine.function.args, which) is not None for routine in (before, after))


def _rest(before: Routine, after: Routine, shape: Shape) -> Shape | None:
    return (shape.element or Shape()) if _all(before, after, "vararg") else None


def _named(shape: Shape) -> dict[str, Shape]:
    return {name: held for name, held in shape.fields.items() if isinstance(name, str) and name.isidentifier()}


def _earlier(before: Routine, after: Routine) -> Pairs | None:
    first, second = prior(before), prior(after)
    if first is None or second is None or first.name != second.name:
        return None
    return paired(first.args, second.args, bound=True)


def _of(side: int, pairs: Pairs | None, cells: list[Cell]) -> dict[str, tuple[Declared, Cell]]:
    return {pair[side].node.arg: (pair[side], cell) for pair, cell in zip(pairs or (), cells, strict=True)}


def _read(
    routine: Routine,
    reading: Reader,
    own: dict[str, Cell],
    init: dict[str, tuple[Declared, Cell]],
    earlier: dict[str, tuple[Declared, Cell]],
) -> None:
    if routine.owner is None:
        reading.call(Closure(routine.function), [], own)
        return
    held = Cell(Kind.OBJECT, weight=20)
    held.owner = routine.owner.name
    for statement in routine.owner.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            reading.call(Closure(statement, None, held, held.owner), [], _cells(init))
            break
    else:
        for name, (declared, cell) in init.items():
            if declared.node.annotation is not None:
                declarations.read(cell, declared.node.annotation, reading.known)
            unify(held.attribute(name), cell)
    method = prior(routine)
    if method is not None and earlier:
        reading.call(Closure(method, None, held, held.owner), [], _cells(earlier))
    reading.call(Closure(routine.function, None, held if bound(routine) else None, held.owner), [], own)


def _cells(named: dict[str, tuple[Declared, Cell]]) -> dict[str, Cell]:
    return {name: cell for name, (_, cell) in named.items()}


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
        if isinstance(node, (ast.Raise, ast.JoinedStr)):
            continue  # messages
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, int, float)):
            if not isinstance(node.value, bool) and len(str(node.value)) <= MAX_TEXT:
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
