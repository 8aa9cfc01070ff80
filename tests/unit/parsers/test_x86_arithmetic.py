"""How code computes, where its compiler was free to choose: read from real objects."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from parity.parsers.elf import parse_elf
from parity.parsers.x86_arithmetic import MAX_CODE_BYTES, Arithmetic, arithmetic
from tests.support.fixtures import elf

STRICT = Arithmetic(asks_for_nan=True, constants="double")
FAST = Arithmetic(splits_sums=True, approximates=True, asks_for_nan=False, constants="double")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("arithmetic-strict.so", STRICT),
        ("arithmetic-strict-avx2.so", STRICT),
        ("arithmetic-fast.so", FAST),
        ("arithmetic-fast-avx2.so", FAST),
        ("arithmetic-finite.so", Arithmetic(asks_for_nan=False, constants="double")),
        ("arithmetic-single.so", Arithmetic(asks_for_nan=True, constants="single")),
        ("libversioned.so.2", Arithmetic()),
        ("i386.so", Arithmetic()),
        ("s390x-big-endian.so", Arithmetic()),
    ],
)
def test_the_freedom_that_a_compiler_took(name: str, expected: Arithmetic) -> None:
    file = io.BytesIO(elf(name))
    assert arithmetic(file, parse_elf(file)) == expected


def test_a_large_object_says_nothing() -> None:
    data = elf("arithmetic-fast.so")
    loaded = parse_elf(io.BytesIO(data))
    [code] = [part for part in loaded.segments if part.flags & 1]
    grown = io.BytesIO(data[: code.offset] + data[code.offset :].ljust(MAX_CODE_BYTES + 1, b"\x90"))
    assert arithmetic(grown, loaded) == FAST
    larger = replace(loaded, segments=(replace(code, size=MAX_CODE_BYTES + 1),))
    assert arithmetic(grown, larger) == Arithmetic()
