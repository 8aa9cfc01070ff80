"""Which of a builder's choices an object's undefined names show, read from real objects."""

from __future__ import annotations

import io

import pytest

from parity.parsers.elf import parse_elf
from parity.parsers.elf_sections import sections
from parity.parsers.elf_symbols import asked_for
from parity.parsers.x86_code import code_traits
from tests.support.fixtures import elf


def choices(data: bytes) -> tuple[str, ...]:
    file = io.BytesIO(data)
    loaded = parse_elf(file)
    return asked_for(file, loaded, sections(file, loaded.bits, loaded.little_endian))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("choices-plain.so", ()),
        ("choices-openmp.so", ("assertions", "openmp")),
        ("choices-asan.so", ("address-sanitizer",)),
        ("choices-coverage.so", ("profiling",)),
        ("libopenblas.so.0", ("threads",)),
        ("module-system.so", ("blas",)),
        ("i386.so", ()),
        ("s390x-big-endian.so", ()),
    ],
)
def test_undefined_names_show_choices(name: str, expected: tuple[str, ...]) -> None:
    assert choices(elf(name)) == expected


def test_what_an_object_defines_itself_is_no_choice() -> None:
    assert b"\0dgemm_\0" in elf("libblas-reference.so.3")
    assert choices(elf("libblas-reference.so.3")) == ()


def test_without_a_section_table_nothing_is_said() -> None:
    file = io.BytesIO(elf("choices-openmp.so"))
    assert asked_for(file, parse_elf(file), ()) == ()


@pytest.mark.parametrize("name", ["choices-openmp.so", "choices-coverage.so"])
def test_tables_beyond_the_file_break_nothing(name: str) -> None:
    data = elf(name)
    file = io.BytesIO(data)
    loaded = parse_elf(file)
    table = sections(file, loaded.bits, loaded.little_endian)
    for size in range(0, len(data), max(1, len(data) // 50)):
        assert set(asked_for(io.BytesIO(data[:size]), loaded, table)) <= {"assertions", "openmp", "profiling"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("choices-plain.so", "signed"), ("choices-unsigned.so", "unsigned"), ("code-haswell.so", None)],
)
def test_the_sign_of_characters_is_in_how_bytes_are_widened(name: str, expected: str | None) -> None:
    file = io.BytesIO(elf(name))
    assert code_traits(file, parse_elf(file)).characters == expected
