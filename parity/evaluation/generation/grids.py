"""Arrays and tables: their dimensions, element types and columns."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from parity.evaluation.generation.shapes import Shape
from parity.evaluation.generation.stand_ins import Array, Column, Table
from parity.evaluation.generation.uses import names
from parity.evaluation.generation.uses.cells import Kind
from parity.evaluation.generation.uses.names import words

if TYPE_CHECKING:
    from parity.evaluation.generation.making import Maker

IMAGES = frozenset({"img", "image", "images", "frame", "frames", "photo", "pixels"})
BOXES = frozenset({"box", "bbox", "roi", "rect"})
_TIMES = words("ts time timestamp date day start end created at datetime updated")
_NOTHING = Shape()
_DEGENERATE = 0.25


def array_of(maker: Maker, shape: Shape, depth: int) -> object:
    rng = maker.rng
    image = shape.name in IMAGES or ((shape.rank or 1) >= 3 and shape.width == 3)
    usual = 2 if names.is_matrix(shape.name) else 1
    rank = max(shape.rank or usual, 3 if image else 1)
    count = maker.size
    dims = _dimensions(maker, rank, count, shape.width)
    element = shape.element or _NOTHING
    if names.singular(shape.name) in BOXES and rank == 2 and dims[1] == 4:
        return Array(values=tuple(tuple(maker.box()) for _ in range(count)))
    if image:
        return Array(values=_nested(dims, lambda: rng.randint(0, 255)), dtype="uint8")
    if element.kind is Kind.BOOL or "mask" in shape.name:
        return Array(values=_nested(dims, lambda: rng.random() < 0.5), dtype="bool")
    if element.kind is Kind.INT:
        return Array(values=_nested(dims, lambda: maker.number(element, Kind.INT, 1)), dtype="int64")
    values = _nested(dims, lambda: float(maker.number(element, Kind.FLOAT, 1)))
    if rank == 2 and count > 1 and rng.random() < _DEGENERATE and not maker.distinct:
        values = _degenerate(values, rng.random() < 0.5)
    return Array(values=values)


def _dimensions(maker: Maker, rank: int, count: int, width: int | None) -> tuple[int, ...]:
    """Arrays that are passed together have the same lengths, at first in all directions, so that they fit."""
    side = count if maker.arrays > 1 and maker.turn % 2 == 0 else 4
    if rank == 1:
        return (width or count,)
    last = width or (side if rank == 2 or maker.arrays > 1 else 3)
    return (count, *([side] * (rank - 2)), last) if rank < 4 else (2, *([3] * (rank - 3)), 4, last)


def _degenerate(rows: tuple[object, ...], zeros: bool) -> tuple[object, ...]:
    """With a row of zeros, or a column that is constant."""
    held = [list(row) for row in rows if isinstance(row, tuple)]
    if zeros:
        held[0] = [0.0] * len(held[0])
    else:
        for row in held:
            row[0] = held[-1][0]
    return tuple(tuple(row) for row in held)


def _nested(dims: tuple[int, ...], one: Callable[[], object]) -> tuple[object, ...]:
    if len(dims) == 1:
        return tuple(one() for _ in range(dims[0]))
    return tuple(_nested(dims[1:], one) for _ in range(dims[0]))


def table_of(maker: Maker, shape: Shape, depth: int) -> Table:
    count = max(maker.size, 0 if maker.edge else 1)
    named = [k for k in shape.fields if isinstance(k, str)] or ["a", "b", "key"]
    return Table(columns={name: _column(maker, shape.fields.get(name, _NOTHING), name, count) for name in named})


def column_of(maker: Maker, shape: Shape, depth: int) -> Column:
    return Column(values=_column(maker, shape, shape.name, maker.size), name=shape.name or None)


def _column(maker: Maker, shape: Shape, name: str, count: int) -> tuple[object, ...]:
    """Of one kind, and like other columns of its name."""
    element = shape.element if shape.kind is Kind.COLUMN and shape.element is not None else _NOTHING
    guess = element.kinds
    if not element.sure:
        last = name.lower().rsplit("_", 1)[-1]
        guess = (Kind.DATETIME,) if last in _TIMES else names.kinds(name) or element.kinds or (Kind.FLOAT,)
    domain = -(1000 + zlib.crc32(name.encode())) if name else element.domain
    element = replace(element, kinds=guess, name=name, domain=domain, sure=True, seen=True)
    return tuple(maker.value(element, 1) for _ in range(count))


def csv_of(maker: Maker, shape: Shape) -> str:
    table = table_of(maker, shape, 1)
    rows = zip(*table.columns.values(), strict=True)
    lines = [",".join(table.columns), *(",".join("" if v is None else str(v) for v in row) for row in rows)]
    return "\n".join(line.replace("nan", "") for line in lines) + "\n"
