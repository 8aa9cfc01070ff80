"""Values of an array by their indices, in whatever order and byte order they lie."""

from __future__ import annotations

import io
import struct
from itertools import product
from math import prod

import pytest

from parity.parsers.array_meaning import array_header, array_meaning


def _array(
    shape: tuple[int, ...], *, columns: bool = False, form: str = "<f4", version: int = 1, last: float = 0
) -> bytes:
    indices = list(product(*map(range, shape)))
    values = {index: float(place) for place, index in enumerate(indices)}
    values[indices[-1]] += last
    order = sorted(indices, key=lambda index: index[::-1]) if columns else indices
    data = struct.pack(f"{form[0]}{prod(shape)}{'f' if form[1:] == 'f4' else 'h'}", *(
        values[index] if form[1:] == "f4" else int(values[index]) for index in order
    ))  # fmt: skip
    header = f"{{'descr': '{form}', 'fortran_order': {columns}, 'shape': {shape}, }}\n".encode()
    size = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + size + header + data


def _meaning(data: bytes) -> str:
    return array_meaning(io.BytesIO(data))


@pytest.mark.parametrize("shape", [(3, 2), (2, 3, 4), (5,), (1, 7)])
@pytest.mark.parametrize(
    "other", [{"columns": True}, {"version": 2}, {"form": ">f4"}, {"form": ">f4", "columns": True}]
)
def test_the_same_values(shape: tuple[int, ...], other: dict[str, object]) -> None:
    assert _meaning(_array(shape)) == _meaning(_array(shape, **other))  # type: ignore[arg-type]


@pytest.mark.parametrize("other", [{"last": 1.0}, {"last": 1.0, "columns": True}, {"form": "<i2"}])
def test_other_values_or_another_type(other: dict[str, object]) -> None:
    assert _meaning(_array((3, 2))) != _meaning(_array((3, 2), **other))  # type: ignore[arg-type]


def test_layouts_are_told() -> None:
    told = [array_header(io.BytesIO(data)).layout for data in (
        _array((3, 2)), _array((3, 2), columns=True), _array((6,), columns=True), _array((3, 2), form=">f4"),
    )]  # fmt: skip
    assert told == [None, "column-major", None, "big-endian"]


@pytest.mark.parametrize("data", [b"", b"\x93NUMPY\x01\x00\xff\xff", _array((3, 2), columns=True)[:-4], b"PK"])
def test_what_is_no_array(data: bytes) -> None:
    with pytest.raises(ValueError):
        _meaning(data)
