"""What compiled code needs of CPU and GPU, and what its constructors do: read from real objects."""

from __future__ import annotations

import io
import struct

import pytest

from parity.parsers.elf import SharedObject, parse_elf
from parity.parsers.elf_constructors import flushes_subnormals
from parity.parsers.elf_sections import Section, sections
from parity.parsers.fatbin import MAGIC, cuda_architectures
from parity.parsers.x86_code import MIN_CODE, CodeTraits, code_traits
from tests.support.fixtures import elf

CUDA = "cuda-sm75-sm80-ptx90.so"


def opened(name: str) -> tuple[io.BytesIO, SharedObject]:
    file = io.BytesIO(elf(name))
    return file, parse_elf(file)


@pytest.mark.parametrize(
    ("name", "needs"),
    [("code-haswell.so", "x86-64-v3"), ("code-baseline.so", None), ("libversioned.so.2", None), ("i386.so", None)],
)
def test_what_code_was_compiled_for_is_seen_without_a_declaration(name: str, needs: str | None) -> None:
    file, loaded = opened(name)
    assert loaded.isa is None
    assert code_traits(file, loaded) == CodeTraits(needs=needs, fused=needs is not None)


def test_kernels_beside_a_baseline_are_a_choice_and_no_need() -> None:
    baseline, loaded = opened("code-baseline.so")
    [code] = [part for part in loaded.segments if part.flags & 1]
    data = bytearray(baseline.getvalue())
    kernels = b"\xc5\xfc\x10\x00" * 10 + b"\x62\xf1\x7c\x48\x58\xc1" * 10
    data[code.offset + code.size - len(kernels) : code.offset + code.size] = kernels
    assert code_traits(io.BytesIO(bytes(data)), loaded) == CodeTraits(dispatches=("avx", "avx512"))


def test_a_constructor_that_flushes_subnormals() -> None:
    assert flushes_subnormals(*opened("flushes-subnormals.so"))
    assert not flushes_subnormals(*opened("keeps-subnormals.so"))
    assert not flushes_subnormals(*opened("s390x-big-endian.so"))


def test_architectures_of_cuda_code() -> None:
    file, loaded = opened(CUDA)
    assert cuda_architectures(file, sections(file, loaded.bits, loaded.little_endian)) == (
        "sm_75", "sm_80", "compute_90",
    )  # fmt: skip
    file, loaded = opened("code-haswell.so")
    assert cuda_architectures(file, sections(file, loaded.bits, loaded.little_endian)) == ()


def test_damaged_fat_binaries_end_the_reading() -> None:
    endless = struct.pack("<IHHQ", MAGIC, 1, 16, 1 << 63) + struct.pack("<HHIQ12xI", 2, 1, 32, 1 << 63, 80)
    section = Section(".nv_fatbin", 1, 2, 0, 0, 1 << 40)
    assert cuda_architectures(io.BytesIO(endless), [section]) == ("sm_80",)
    nothing = struct.pack("<IHHQ", MAGIC, 1, 16, 0) * 3
    assert cuda_architectures(io.BytesIO(nothing), [section]) == ()
    stuck = struct.pack("<IHHQ", MAGIC, 1, 0, 0)
    assert cuda_architectures(io.BytesIO(stuck), [section]) == ()


@pytest.mark.parametrize("name", [CUDA, "flushes-subnormals.so", "code-haswell.so"])
def test_truncated_files_tell_less_and_break_nothing(name: str) -> None:
    whole, loaded = opened(name)
    for length in range(0, len(whole.getvalue()), 97):
        file = io.BytesIO(whole.getvalue()[:length])
        code_traits(file, loaded)
        flushes_subnormals(file, loaded)
        cuda_architectures(file, sections(file, loaded.bits, loaded.little_endian))


def test_code_that_keeps_every_variable_in_its_frame_was_not_optimised() -> None:
    baseline, loaded = opened("code-baseline.so")
    [code] = [part for part in loaded.segments if part.flags & 1]
    data = bytearray(baseline.getvalue())
    statement = b"\x8b\x45\xfc\x83\xc0\x01\x89\x45\xfc\x90"  # x += 1; as gcc -O0 writes it
    statements = statement * (code.size // len(statement))
    data[code.offset : code.offset + len(statements)] = statements
    found = code_traits(io.BytesIO(bytes(data)), loaded)
    assert code.size >= MIN_CODE
    assert found.unoptimised
    assert not code_traits(baseline, loaded).unoptimised
