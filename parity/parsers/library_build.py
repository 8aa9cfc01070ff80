"""How a well-known library was built, as its own constants tell.

- OpenBLAS lists its options: DYNAMIC_ARCH where it has kernels for many CPUs, else the one it was built for
  (openblas_get_config.c).
- libjpeg-turbo with vector instructions reads variables that switch them off (simd/x86_64/jsimd.c).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_OPENBLAS = re.compile(rb"OpenBLAS \d[^\x00]{0,300}")
_JPEG_TURBO, _SWITCH = b"libjpeg-turbo version", b"JSIMD_FORCENONE"
DESCRIBED = frozenset({"openblas", "jpeg"})


def build_choices(provider: str, pieces: Iterable[bytes]) -> tuple[str, ...]:
    """Choices of the builder; nothing where the constants tell nothing.

    Args:
        provider: as `native_families` tells it by name, one of DESCRIBED.
        pieces: of the read-only constants, that overlap by the longest of these texts; read no further than needed.
    """
    if provider == "openblas":
        told = next((found[0] for piece in pieces if (found := _OPENBLAS.search(piece))), None)
        return () if told is None else ("many-kernels" if b"DYNAMIC_ARCH" in told else "one-kernel",)
    named = False
    for piece in pieces:
        if _SWITCH in piece:
            return ("vector-kernels",)
        named = named or _JPEG_TURBO in piece
    return ("plain-kernels",) if named else ()
