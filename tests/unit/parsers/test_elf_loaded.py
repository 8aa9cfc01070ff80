"""Two objects that are the same once they are loaded, and two that are not."""

from __future__ import annotations

import io

import pytest

from parity.parsers.elf import parse_elf
from parity.parsers.elf_loaded import BUILD_ID, same_when_loaded
from parity.parsers.elf_sections import ALLOCATED, NOBITS, sections
from tests.support.fixtures import elf

NAME = "code-baseline.so"


def edited(*, allocated: bool, named: str | None = None) -> bytes:
    """The object with one byte changed in each section that is (or is not) loaded, or in the one of a name."""
    data = bytearray(elf(NAME))
    file = io.BytesIO(elf(NAME))
    loaded = parse_elf(file)
    for section in sections(file, loaded.bits, loaded.little_endian):
        if not section.size or section.kind == NOBITS or bool(section.flags & ALLOCATED) is not allocated:
            continue
        if section.name == ".shstrtab" or (named is not None and section.name != named):
            continue
        if named is None and section.name == BUILD_ID:
            continue
        data[section.offset + section.size - 1] ^= 1
    assert bytes(data) != elf(NAME)
    return bytes(data)


def same(data: bytes) -> bool:
    return same_when_loaded(io.BytesIO(elf(NAME)), io.BytesIO(data))


def test_symbols_and_comments_are_never_loaded() -> None:
    assert same(edited(allocated=False))


@pytest.mark.parametrize("section", [".text", ".rodata", ".dynstr", ".dynsym"])
def test_every_loaded_section_counts(section: str) -> None:
    assert not same(edited(allocated=True, named=section))


def test_what_cannot_be_read_proves_nothing() -> None:
    whole = elf(NAME)
    assert not same(b"")
    assert not same(b"no ELF at all")
    assert not same(whole[: len(whole) // 2])
    assert not same(elf("code-haswell.so"))
    assert same(whole)
