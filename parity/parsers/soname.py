"""Names of shared objects: what stays of them when wheel builders and releases have had their way with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# auditwheel puts "-" and the first 8 hex digits of the file's sha256 before the first dot of a library it copies into a
# wheel, once more each time the library is taken over: libgfortran-040039e1-0352e75f.so.5.0.0.
_HASH = re.compile(r"(?:-[0-9a-f]{8})+(?=\.)")
# A version inside of the name, as libopenblas64_p-r0.3.23.dev.so has it; never an interface's number, which
# is followed by one more number: libglib-2.0.so.0.
_RELEASE = re.compile(r"-r?(\d+(?:\.\w+)+)\.so$")
_ABI = re.compile(r"\.so\.(\d+(?:\.\d+)*)$")
_SHARED = re.compile(r"\.so(?:\.\d[\w.]*)?$")

# PEP 3149 and PEP 384 tags, as CPython, PyPy and GraalPy write them.
_EXTENSION = re.compile(r"\.(?:cpython-\w+|pypy\w+|graalpy\w+|abi3)(?:-[\w-]+)?\.so$|\.abi3t?\.so$")


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryName:
    """A shared object's name, taken apart.

    Attributes:
        canonical: as it was before auditwheel: without the hash, without a release inside the name, and with the first
            number of the ABI version only ("libgfortran.so.5"); a name that never had a hash, unchanged.
        stem: what identifies it over all versions: "libgfortran".
        version: the numbers in the name, longer than one: "5.0.0", "0.3.23.dev".
    """

    canonical: str
    stem: str
    version: str | None = None


@lru_cache(maxsize=8192)  # a few dozen sonames make up nearly all that is needed
def library_name(name: str) -> LibraryName:
    """Take the name of a file or a DT_SONAME apart: "libopenblas64_p-r0-0cf96a72.3.23.dev.so"."""
    plain = _HASH.sub("", name, count=1)
    release = _RELEASE.search(plain)
    if release:
        stem = plain[: release.start()]
        return LibraryName(canonical=name if plain == name else f"{stem}.so", stem=stem, version=release[1])
    abi = _ABI.search(plain)
    stem = _SHARED.sub("", plain)
    if abi is None:
        return LibraryName(canonical=plain, stem=stem)
    numbers = abi[1]
    canonical = name if plain == name else f"{stem}.so.{numbers.partition('.')[0]}"
    return LibraryName(canonical=canonical, stem=stem, version=numbers if "." in numbers else None)


def without_hash(path: str) -> str:
    """A file's path without what auditwheel puts into its name: "numpy.libs/libgfortran.so.5.0.0"."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{_HASH.sub('', name, count=1)}" if is_shared_object(name) else path


def is_shared_object(name: str) -> bool:
    """Whether a file's name is that of a shared object: "libz.so", "libz.so.1.2.13", "_ssl.cpython-311-....so"."""
    return _SHARED.search(name) is not None


def is_tagged_extension(name: str) -> bool:
    """Whether a file's name has the tag of an extension module; untagged ones look like any other shared object."""
    return _EXTENSION.search(name) is not None


def highest_versions(versions: set[str]) -> tuple[str, ...]:
    """The highest of each series of symbol versions, sorted: {"GLIBC_2.2.5", "GLIBC_2.28"} -> ("GLIBC_2.28",).

    What has no number (GLIBC_ABI_DT_RELR) stands for itself; GLIBC_PRIVATE, which promises nothing, is left out.
    """
    highest: dict[str, tuple[tuple[int, ...], str]] = {}
    for version in versions:
        ranked = ranked_version(version)
        if ranked is not None:
            series, rank = ranked
            highest[series] = max((rank, version), highest.get(series, (rank, version)))
    return tuple(sorted(name for _, name in highest.values()))


@lru_cache(maxsize=8192)
def ranked_version(version: str) -> tuple[str, tuple[int, ...]] | None:
    """A version's series and its place in it."""
    series, _, number = version.rpartition("_")
    if number == "PRIVATE":
        return None
    parts = number.split(".")
    if not series or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        return version, ()
    return series, tuple(map(int, parts))
