"""How a known library was built, in a case's words, as the library itself tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from parity.parsers.native_families import family_of_name, family_of_package
from parity.parsers.soname import library_name

_OPENBLAS = "OpenBLAS {version} NO_AFFINITY USE64BITINT {kernels}"
_OPENCV = (
    "General configuration for OpenCV {version} =====\\n  Intel IPP:                   {ipp}\\n"
    "  Parallel framework:            {loops}\\n"
)
_SWITCHED_OFF = r"\b{name}\s*=\s*(?:OFF|0|NO|FALSE)\b|\b(?:without|no) {word}\b"


def told_build(subject: str, said: Mapping[str, Any]) -> dict[str, Any] | None:
    """One side with "inscription", "needs" and "name" as its "build" words say; None: of this library nothing is told.

    Args:
        subject: the case's: "libopenblas", "libjpeg-turbo".
    """
    words, version = str(said.get("build") or ""), str(said.get("version") or "1.0")
    name = re.split(r"[ (]", str(said.get("name") or subject))[0]
    family = family_of_package(name) or family_of_name(library_name(name).stem) or family_of_package(subject)
    provider = family.provider if family else None
    if provider == "openblas":
        target = re.search(r"TARGET\s*=\s*(\w+)", words)
        alone = target is not None and "DYNAMIC_ARCH=1" not in words
        kernels = target[1] if alone and target else "DYNAMIC_ARCH"
        return {**said, "inscription": _OPENBLAS.format(version=version, kernels=kernels)}
    if provider in ("jpeg", "jpeg-turbo"):
        switch = "" if _is_off(words, "WITH_SIMD", "SIMD") else " JSIMD_FORCENONE"
        return {**said, "inscription": f"libjpeg-turbo version {version}{switch}"}
    if provider == "ffmpeg":
        encoders = re.findall(r"--enable-(lib\w+)", words)
        return {**said, "inscription": words, "needs": tuple(f"{encoder}.so.0" for encoder in encoders)}
    if provider == "opencv":
        ipp = "NO" if _is_off(words, "WITH_IPP", "IPP") else "2021.8 [2021.8.0]"
        loops = "none" if _is_off(words, "WITH_PTHREADS_PF", "threads") else "pthreads"
        text = _OPENCV.format(version=version, ipp=ipp, loops=loops)
        return {**said, "name": "libopencv_core", "inscription": text}
    return None


def _is_off(words: str, name: str, word: str) -> bool:
    return re.search(_SWITCHED_OFF.format(name=name, word=word), words, re.IGNORECASE) is not None
