"""How a library was built, by its constants."""

from __future__ import annotations

import pytest

from parity.parsers.library_build import build_choices


@pytest.mark.parametrize(
    ("provider", "text", "choices"),
    [
        ("openblas", b"\0OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Haswell\0", ("many-kernels",)),
        ("openblas", b"\0OpenBLAS 0.3.21 NO_AFFINITY PRESCOTT MAX_THREADS=64\0", ("one-kernel",)),
        ("openblas", b"nothing", ()),
        ("jpeg", b"libjpeg-turbo version 2.1.5\0JSIMD_FORCENONE\0", ("vector-kernels",)),
        ("jpeg", b"libjpeg-turbo version 2.1.5\0", ("plain-kernels",)),
        ("jpeg", b"Independent JPEG Group", ()),
    ],
)
def test_what_the_constants_tell(provider: str, text: bytes, choices: tuple[str, ...]) -> None:
    assert build_choices(provider, [text]) == choices
