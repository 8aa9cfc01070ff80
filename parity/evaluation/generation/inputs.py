"""Inputs on which two versions of a function are compared: plausible ones first, then unusual ones."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from parity.evaluation.generation.making import Maker
from parity.evaluation.generation.routines import Incompatible, Routine
from parity.evaluation.generation.signatures import Parameter, Signature, signature
from parity.evaluation.generation.stand_ins import Answer, Array, Callback, Column, Instance, Table
from parity.evaluation.generation.uses.cells import Kind

__all__ = [
    "Answer", "Array", "Callback", "Column", "Input", "Instance", "Routine", "Table", "Tier", "inputs", "sized",
]  # fmt: skip
MAX_INPUTS = 1_000
FIRST_EDGE = 8
_SIZES = (5, 3, 8, 5, 2, 6, 4, 1, 7, 13)
_NAMED = 0.7
_BOUNDS = (("lo", "hi"), ("low", "high"), ("min", "max"), ("lower", "upper"), ("start", "end"), ("start", "stop"))
_EDGE_SIZES = (0, 1, 2, 3, 5)
_LONG, _LONG_SKIPPED = 300, 0.8  # elements from which on a collection is made now and then only: it takes many steps


class Tier(Enum):
    TYPICAL = "typical"
    EDGE = "edge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One call: what is not given has its default."""

    arguments: tuple[object, ...]  # by position; of a method, without self
    keywords: Mapping[str, object] = field(default_factory=dict)
    receiver: tuple[object, ...] | None = None  # for a method: arguments of the class's __init__
    prior: tuple[tuple[str, tuple[object, ...]], ...] = ()  # methods that are called on the instance before
    tier: Tier


def inputs(before: Routine, after: Routine, *, seed: int = 0) -> Iterator[Input]:
    """Deterministic; none where no call fits both sides."""
    try:
        asked = signature(before, after)
    except (Incompatible, RecursionError):  # the latter of expressions that are nested deeper than Python calls
        return
    for number in range(MAX_INPUTS):
        yield _input(asked, number, seed)


def sized(before: Routine, after: Routine, size: int, *, distinct: bool = True) -> Iterator[Input]:
    """Typical inputs whose outer collections and texts have `size` elements, one for each alternative shape.

    Args:
        distinct: no two elements are alike; otherwise what is looked for is found early.
    """
    try:
        asked = signature(before, after)
    except (Incompatible, RecursionError):  # the latter of expressions that are nested deeper than Python calls
        return
    alternatives = max((len(p.shape.kinds) for p in asked.parameters), default=1) or 3
    for turn in range(min(alternatives, 4)):
        maker = Maker(rng=random.Random(turn), size=size, turn=turn, distinct=distinct)  # noqa: S311  # no secret
        yield _called(asked, maker, Tier.TYPICAL, given=0.0)


def _input(asked: Signature, number: int, seed: int) -> Input:
    rng = random.Random(seed * 1_000_003 + number)  # noqa: S311  # no secret
    edge = number >= FIRST_EDGE and (number - FIRST_EDGE) % 3 == 0
    sizes, place = (_EDGE_SIZES, (number - FIRST_EDGE) // 3) if edge else (_SIZES, number)
    maker = Maker(
        rng=rng,
        size=_near_a_cut(asked, rng, sizes[place % len(sizes)], edge),
        edge=edge,
        turn=number // 2 if number > 2 and number % 2 else 0,
        arrays=sum(p.shape.kind is Kind.ARRAY for p in asked.parameters),
        great=number % 4 == 3,
        inner=rng.choice([3, 2, 3, 4, 0]) if number else 3,
        ragged=edge and rng.random() < 0.4,
        literals=(*asked.numbers, *asked.texts, *asked.defaults),
    )
    return _called(asked, maker, Tier.EDGE if edge else Tier.TYPICAL, given=0.0 if number < 4 else 0.5)


def _near_a_cut(asked: Signature, rng: random.Random, usual: int, edge: bool) -> int:
    """Now and then a length at which a comparison of lengths, or a cut, turns; the same for all collections."""
    lengths = [n for p in asked.parameters if p.shape.kind is not Kind.TEXT for n in p.shape.lengths]
    if not lengths or rng.random() < 0.5 or usual == 0:
        return usual
    length = rng.choice(lengths)
    if length > _LONG and rng.random() < _LONG_SKIPPED:
        return usual
    return max(0 if edge else 1, length + rng.choice([0, 1, -1, 2, length // 2]))


def _called(asked: Signature, maker: Maker, tier: Tier, *, given: float) -> Input:
    arguments: list[object] = []
    keywords: dict[str, object] = {}
    run = True
    for parameter in asked.parameters:
        if parameter.optional and maker.rng.random() >= given:
            run = False
        elif parameter.positional and run:
            arguments.append(maker.value(parameter.shape))
        elif parameter.name == parameter.other:
            keywords[parameter.name] = maker.value(parameter.shape)
    if asked.rest is not None and run:
        arguments.extend(maker.value(asked.rest, 1) for _ in range(maker.size))
    for name, shape in asked.named.items():
        if maker.rng.random() < _NAMED:
            keywords[name] = maker.value(shape, 1)
    if tier is Tier.TYPICAL and _is_crossed(asked, arguments, keywords):
        tier = Tier.EDGE
    return Input(
        arguments=tuple(arguments),
        keywords=keywords,
        receiver=None if asked.receiver is None else tuple(_run(asked.receiver, maker, given)),
        prior=() if asked.prior is None else ((asked.prior[0], tuple(_run(asked.prior[1], maker, given))),),
        tier=tier,
    )


def _is_crossed(asked: Signature, arguments: list[object], keywords: Mapping[str, object]) -> bool:
    """Whether a lower bound was given that is above the upper one."""
    named = {**dict(zip([p.name for p in asked.parameters], arguments, strict=False)), **keywords}
    values = {p.name: named.get(p.name, next(iter(p.shape.constants), None)) for p in asked.parameters}
    for name, low in values.items():
        for one, other in _BOUNDS:
            high = values.get(name.replace(one, other)) if one in name else None
            numbers = isinstance(low, (int, float)) and isinstance(high, (int, float))
            if numbers and name in named | {name.replace(one, other): None} and low > high:  # type: ignore[operator]
                return True
    return False


def _run(parameters: tuple[Parameter, ...], maker: Maker, given: float) -> Iterator[object]:
    for parameter in parameters:
        if parameter.optional and maker.rng.random() >= given:
            return
        yield maker.value(parameter.shape)
