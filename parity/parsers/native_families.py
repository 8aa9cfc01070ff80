"""Which kind of library a shared object is, and whose: by the names in `native_families.toml`.

Names are those the projects themselves install (their build files), and those that wheels and distributions give
them: MacPython/openblas-libs (libopenblas64_, libscipy_openblas), Debian's alternatives (libblas.so.3 is any of them),
NVIDIA's CUDA redistributables, Intel's oneAPI.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from importlib.resources import files
from typing import Any

from parity.parsers.toml_document import load_toml


@dataclass(frozen=True, slots=True)
class Family:
    """What a library does ("blas", "openmp", ...), and which implementation of it this is ("openblas", "gnu",
    ...)."""

    name: str
    provider: str


@dataclass(frozen=True, slots=True)
class _Names:
    """How one implementation is called; in the order of the table, the first that matches has the word."""

    family: Family
    names: tuple[str, ...]
    packages: tuple[str, ...]


SHORTEST_PROJECT = 3  # letters of a project's name that stand for it


@lru_cache(maxsize=1)
def _table() -> tuple[_Names, ...]:
    data: Mapping[str, Any] = load_toml(files("parity.parsers").joinpath("native_families.toml").read_bytes())
    return tuple(
        _Names(Family(family, provider), tuple(row["names"]), tuple(row.get("packages", ())))
        for family, providers in data.items()
        for provider, row in providers.items()
    )


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], re.Pattern[str], Family], ...]:
    """Each implementation's names as a shared object has them, and in any case, as packages are called."""
    found = []
    for row in _table():
        alternatives = "|".join(row.names)
        found.append((re.compile(f"(?:{alternatives})"), re.compile(f"(?:{alternatives})", re.IGNORECASE), row.family))
    return tuple(found)


@lru_cache(maxsize=1)
def _package_patterns() -> tuple[tuple[re.Pattern[str], Family], ...]:
    return tuple(
        (re.compile("|".join(map(translate, row.packages))), row.family) for row in _table() if row.packages
    )  # fmt: skip


# Where a name belongs to an interface that several libraries offer, the directory or the needed library tells which:
# Debian's alternatives live in .../openblas-pthread/libblas.so.3, .../atlas/libblas.so.3, .../blis-openmp/libblas.so.3.
_INTERFACES = frozenset({Family("blas", "reference"), Family("lapack", "reference")})
_BACKENDS = ("openblas", "flexiblas", "atlas", "blis", "mkl")


@lru_cache(maxsize=4096)
def family_of_name(stem: str) -> Family | None:
    """The family of a library by its name without ".so": "libopenblas64_p" -> blas, openblas; None: none known."""
    name = stem.removeprefix("lib")
    return next((family for pattern, _, family in _patterns() if pattern.fullmatch(name)), None)


def names_of(family: Family) -> tuple[str, ...]:
    """The names of a family's implementation without "lib" and ".so", patterns left out: "ssl", "crypto"."""
    return tuple(name for row in _table() if row.family == family for name in _plain(row))


def _plain(row: _Names) -> tuple[str, ...]:
    words = (word for name in row.names for word in name.split("|"))
    return tuple(word for word in words if re.fullmatch(r"[\w-]+|[\w-]+\.\d", word))


def family_of(stem: str, path: str = "", needed: tuple[str, ...] = ()) -> Family | None:
    """As `family_of_name`; for an interface that others implement too (libblas, liblapack), whose it really is.

    Args:
        path: of the file that the name leads to, links resolved.
        needed: sonames that this file asks for.
    """
    family = family_of_name(stem)
    if family not in _INTERFACES or family is None:
        return family
    directories = path.lower().split("/")[:-1]
    for backend in _BACKENDS:
        if any(part.partition("-")[0] == backend for part in directories[-2:]):
            return Family(family.name, backend)
        if any(name.startswith((f"lib{backend}.", f"lib{backend}_", f"lib{backend}p.")) for name in needed):
            return Family(family.name, backend)
    return family


# What packages put behind a library's name: the number of its interface (with Debian's marks of a changed one), and
# words for a part of a project.
_NUMBERS = (re.compile(r"-?\d[\d.]*$"), re.compile(r"-?\d[\d.]*[a-z]{1,2}\d?$"))
_PART = re.compile(r"-(?:libs?|cpp|c|ng|bin|base|core|common|runtime|lib64|static|shared|double|single|serial)$")
_NOT_THE_LIBRARY = re.compile(
    r"-(?:dev|devel|doc|docs|dbg|dbgsym|debuginfo|java|perl|data|headers|man|tests?|\w+-dev)$"
)
_WIDE_TIME = re.compile(r"(?<=\d)t64$")


@lru_cache(maxsize=4096)
def family_of_package(name: str) -> Family | None:
    """The family of the library that a package of a system or of conda brings: "libtiff5" -> codec-image, tiff.

    Without the number of its interface and the marks of Debian ("libvips42t64"), RPM ("zlib-libs") and conda
    ("libgcc-ng"); None for what is no library ("libtiff-dev"), and where none is known.
    """
    plain = _WIDE_TIME.sub("", name.strip().lower().partition(":")[0].partition(".so")[0])
    if _NOT_THE_LIBRARY.search(plain):
        return None
    for candidate in _candidates(plain):
        for pattern, family in _package_patterns():
            if pattern.fullmatch(candidate):
                return family
        if (found := _named(candidate)) is not None:
            return found
    return None


def _candidates(plain: str) -> tuple[str, ...]:
    """The name, and what stays of it as numbers and words are taken from its end."""
    found = [plain]
    for _ in range(4):
        shorter = next((cut for end in (_PART, *_NUMBERS) if (cut := end.sub("", found[-1])) != found[-1]), "")
        if len(shorter) < 2:
            break
        found.append(shorter)
    return tuple(found)


def _named(candidate: str) -> Family | None:
    """By a library's name ("libtiff"), else by the project's ("tiff", "jansson"): short words are many things."""
    bare = candidate.removeprefix("lib")
    if candidate != bare and len(bare) > 1:
        for _, pattern, family in _patterns():
            if pattern.fullmatch(bare):
                return family
    if len(bare) < SHORTEST_PROJECT:
        return None
    return next((row.family for row in _table() if bare in (row.family.provider, *_plain(row))), None)


def family_of_project(name: str) -> Family | None:
    """The family of what a project or a system package is called: "OpenJPEG", "libjpeg / libjpeg-turbo"."""
    made_by = name.strip().lower()
    if own := next((row.family for row in _table() if row.family.provider == made_by), None):
        return own
    if made_by.endswith("jpeg-turbo"):
        return Family("codec-image", "jpeg-turbo")
    for word in (made_by.partition(" ")[0], made_by.partition("-")[0]):
        if word and (found := family_of_name(word)):
            return found
    return None


# Packages of Python that are nothing but a library, and its name; those of CUDA are named by it.
_PACKAGES = {
    "mkl": "mkl_rt", "intel-openmp": "iomp5", "tbb": "tbb", "scipy-openblas32": "openblas",
    "scipy-openblas64": "openblas", "tensorrt-libs": "nvinfer", "tensorrt-cu12-libs": "nvinfer",
    "tensorrt-cu13-libs": "nvinfer", "cutensor-cu11": "cutensor", "cutensor-cu12": "cutensor",
    "cutensor-cu13": "cutensor",
}  # fmt: skip
_CUDA_PACKAGE = re.compile(r"nvidia-(?P<name>[a-z]+(?:-[a-z]+)?)(?:-cu\d+)?")
_CUDA_NAMES = {
    "cuda-runtime": "cudart", "cuda-nvrtc": "nvrtc", "cuda-cupti": "cupti", "nvjitlink": "nvJitLink",
    "cusparselt": "cusparseLt", "nvtx": "nvToolsExt", "npp": "nppc", "libnvcomp": "nvcomp",
}  # fmt: skip


def family_of_distribution(name: str) -> Family | None:
    """The family of the library that a Python package consists of: "nvidia-cublas-cu12" -> cuda, cublas."""
    if name in _PACKAGES:
        return family_of_name(_PACKAGES[name])
    found = _CUDA_PACKAGE.fullmatch(name)
    family = family_of_name(_CUDA_NAMES.get(found["name"], found["name"])) if found else None
    return family if family and family.name == "cuda" else None


# Libraries that are known to have a BLAS linked into them statically (PyTorch, cmake/Dependencies.cmake), and whose.
_CARRIERS = {"libtorch_cpu": ("mkl", "openblas"), "libtorch": ("mkl", "openblas")}


def carried_families(stem: str) -> tuple[str, ...]:
    """Providers of BLAS that may be inside a library of this name, without being seen as a library of their own."""
    return _CARRIERS.get(stem, ())
