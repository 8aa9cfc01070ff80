"""Machine code, one instruction after the other."""

from __future__ import annotations

import pytest

from parity.parsers.x86_instructions import RIP, instructions


@pytest.mark.parametrize(
    "code",
    [
        "c3",  # ret
        "f20f580d00000000",  # addsd 0(%rip),%xmm1
        "c5fb5805f8ffffff",  # vaddsd
        "c4e2f199c2",  # vfmadd132sd
        "62f17c4858c1",  # vaddps zmm
        "66480f6ec0",  # movq
        "48b80102030405060708",  # movabs
        "6681c10001",  # add $256,%cx
        "f7c1ff000000",  # test
        "f7d8",  # neg
        "8b84c800010000",  # mov disp32 behind a SIB byte
        "8b04c500000000",  # no base register
        "660f3a0fc108",  # palignr
        "0f8400010000",  # je
        "dc0d00000000",  # fmull
    ],
)
def test_how_long_it_is(code: str) -> None:
    [found] = instructions(bytes.fromhex(code))
    assert found.end == len(code) // 2


def test_what_it_consists_of() -> None:
    [load] = instructions(bytes.fromhex("f20f590512000000"))
    assert (load.opcode, load.prefix, load.base, load.displacement) == (0x59, 0xF2, RIP, 0x12)
    [add] = instructions(bytes.fromhex("4883c07f"))
    assert (add.wide, add.extension, add.immediate) == (True, 0, 127)


@pytest.mark.parametrize("code", ["06", "f20f58", "48b801", "c5"])
def test_what_is_none_ends_it(code: str) -> None:
    assert list(instructions(bytes.fromhex(f"90{code}")))[1:] == []
