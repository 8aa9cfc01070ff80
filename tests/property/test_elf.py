"""Whatever the bytes: the ELF parser answers, or raises its own error, soon."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parity.parsers.elf import ElfError, parse_elf
from parity.parsers.elf_constants import MAX_CONSTANT_BYTES, constants, names_mention
from tests.support.fixtures import elf

SAMPLES = [elf(name) for name in ("needs-versions.so", "isa-x86-64-v3.so", "i386.so", "s390x-big-endian.so")]

mutations = st.lists(st.tuples(st.integers(0, 4095), st.binary(min_size=1, max_size=8)), min_size=1, max_size=8)


def read_all(data: bytes) -> None:
    file = io.BytesIO(data)
    try:
        found = parse_elf(file)
    except ElfError:
        return
    assert sum(map(len, constants(file, found, 16))) <= 2 * MAX_CONSTANT_BYTES
    names_mention(file, found, b"x")


@settings(deadline=timedelta(milliseconds=500), max_examples=400)
@given(st.sampled_from(SAMPLES), mutations)
def test_mutated_objects(sample: bytes, changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(sample)
    for place, value in changes:
        start = place % len(data)
        data[start : start + len(value)] = value
    read_all(bytes(data))


@settings(deadline=timedelta(milliseconds=500))
@given(st.binary(max_size=2048), st.sampled_from([b"", b"\x7fELF\x02\x01\x01", b"\x7fELF\x01\x02\x01"]))
def test_arbitrary_bytes(data: bytes, magic: bytes) -> None:
    read_all(magic + data)


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_single_byte_set_to_its_extreme(sample: bytes) -> None:
    for place in range(len(sample)):
        for value in (0x00, 0xFF):
            data = bytearray(sample)
            data[place] = value
            read_all(bytes(data))
