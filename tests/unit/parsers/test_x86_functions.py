"""What a function computes with, from its machine code."""

from __future__ import annotations

import struct

import pytest

from parity.parsers.x86_functions import Computation, computation


def _seen(code: str, data: bytes = b"") -> Computation:
    found = computation(bytes.fromhex(code), 0x1000, (0x1000, 0x2000), lambda _, size: data[:size])
    assert found is not None
    return found


def test_types_and_constants() -> None:
    seen = _seen("f20f5905000000 00c3", struct.pack("<d", 0.45))
    assert seen.types == {"double"}
    assert seen.constants == {("double", 0.45)}
    assert _seen("f30f58c1c3").types == {"single"}
    assert _seen("dec1c3").types == {"extended"}
    assert _seen("f20f58c1f20f5ac0c3").types == {"double", "rounded"}


@pytest.mark.parametrize(
    ("code", "width", "short"), [("480307c3", 64, False), ("0307c3", 32, False), ("660307c3", 16, True)]
)
def test_widths(code: str, width: int, short: bool) -> None:
    assert _seen(code).widths == {width}
    assert _seen(code).short is short


def test_numbers_in_one_shape() -> None:
    one, other = _seen("83f80ac3"), _seen("3d00010000c3")
    assert one.numbers == (10,)
    assert other.numbers == (256,)
    assert _seen("83f80bc3").shape == one.shape


def test_who_calls_others_does_not_stand_alone() -> None:
    assert _seen("c3").alone
    assert not _seen("e800010000c3").alone
    assert _seen("e8000f0100c3").alone  # beyond the object's own code


def test_code_that_is_not_understood() -> None:
    assert computation(b"\x06", 0x1000, (0x1000, 0x2000), lambda _place, _size: b"") is None
