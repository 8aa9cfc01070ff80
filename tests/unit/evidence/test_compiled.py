"""Machine code of both sides, beyond what compilers choose: read from real objects."""

from __future__ import annotations

import io

import pytest

from parity.evidence.compiled import compare_code
from parity.model.edits import CodeEffect
from tests.support.fixtures import elf


def _effects(one: str, other: str) -> set[CodeEffect]:
    return {edit.effect for edit in compare_code(io.BytesIO(elf(one)), io.BytesIO(elf(other)))}


def test_the_same_source_with_other_instructions() -> None:
    assert _effects("arithmetic-strict.so", "arithmetic-strict-avx2.so") <= {CodeEffect.VECTORS, CodeEffect.FUSED}
    assert not _effects("arithmetic-strict.so", "arithmetic-strict.so")


def test_functions_that_are_gone() -> None:
    assert CodeEffect.GONE in _effects("arithmetic-strict.so", "libversioned.so.2")


@pytest.mark.parametrize("name", ["s390x-big-endian.so", "i386.so"])
def test_other_machines_show_names_alone(name: str) -> None:
    assert not _effects(name, name)


def test_what_is_no_object() -> None:
    assert compare_code(io.BytesIO(b"text"), io.BytesIO(elf("i386.so"))) == ()
