"""What a library writes about itself among its constants: version, make, threading.

Each pattern is a string that the project's own source puts there: OpenBLAS openblas_get_config.c, zlib deflate.c,
libpng png.c, libtiff tiffvers.h, OpenSSL opensslv.h, glibc version.c, ...
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

OVERLAP_BYTES = 512  # no string we look for is longer: pieces of constants overlap by this much

_BARE = rb"\x00(\d+\.\d+\.\d+(?:\.\d+)?)\x00"  # a version that stands alone, between two NULs

# provider -> (pattern, ...): the first group is the version; tried in order on each piece.
_PATTERNS: dict[str, tuple[bytes, ...]] = {
    "openblas": (rb"OpenBLAS (\d+\.\d+\.\d+(?:\.dev\d*)?)",),
    "mkl": (rb"Product\x00(\d{8})\x00", rb"Math Kernel Library Version (\d{4}\.[\d.]+)"),
    "blis": (rb"AOCL-BLIS (\d+\.\d+(?:\.\d+)?)", _BARE),
    "jpeg": (
        rb"mozjpeg version (\d+\.\d+(?:\.\d+)*)",
        rb"libjpeg-turbo version (\d+\.\d+(?:\.\d+)*)",
        rb"\x00(\d+[a-z])  \d+-[A-Z][a-z]{2}-\d{4}\x00",
    ),
    "png": (rb"libpng version (\d+\.\d+\.\d+)",),
    "tiff": (rb"LIBTIFF, Version (\d+\.\d+\.\d+)",),
    "openjpeg": (rb"\x00(2\.\d+\.\d+)\x00",),
    "avif": (_BARE,),
    "zlib": (rb"\x00(1\.\d+(?:\.\d+)*\.zlib-ng)\x00", rb" (?:deflate|inflate) (\d+\.\d+(?:\.\d+)*) Copyright"),
    "zlib-ng": (rb" (?:deflate|inflate) (\d+\.\d+(?:\.\d+)*)",),
    "zstd": (rb"\x00(1\.\d+\.\d+)\x00",),
    "lz4": (rb"\x00(1\.\d+\.\d+)\x00",),
    "bzip2": (rb"\x00(\d+\.\d+\.\d+), \d{1,2}-[A-Z][a-z]{2}-\d{4}\x00",),
    "xz": (rb"\x00(5\.\d+\.\d+)\x00",),
    "openssl": (rb"(?:OpenSSL|LibreSSL) (\d+\.\d+\.\d+[a-z]{0,2})(?:-fips)?[ +\x00]",),
    "sodium": (rb"\x00(1\.\d+\.\d+)\x00",),
    "sqlite": (rb"\x00(3\.\d+\.\d+(?:\.\d+)?)\x00",),
    "sndfile": (rb"libsndfile-(\d+\.\d+\.\d+)",),
    "hdf5": (rb"HDF5 library version:? (\d+\.\d+\.\d+)",),
    "fftw": (rb"fftw-(\d+\.\d+(?:\.\d+)?)",),
    "gmp": (rb"\x00(\d\.\d+\.\d+)\x00",),
    "glibc": (rb"stable release version (\d+\.\d+(?:\.\d+)?)", rb"development release version (\d+\.\d+(?:\.\d+)*)"),
    "jemalloc": (rb"\x00(\d+\.\d+\.\d+)-\d+-g[0-9a-f]{7,40}\x00",),
    "tcmalloc": (rb"gperftools (\d+\.\d+(?:\.\d+)?)",),
    "onednn": (rb"oneDNN v(\d+\.\d+\.\d+)",),
    "tbb": (rb"TBB: VERSION\t\t(\d+\.\d+)",),
    "nccl": (rb"NCCL version (\d+\.\d+\.\d+)",),
}
# Found among the constants of whoever linked a library in: patterns that name the library, each behind a literal
# that is looked for first.
_NAMED: tuple[tuple[str, bytes, bytes], ...] = (
    ("openblas", b"OpenBLAS ", rb"OpenBLAS (\d+\.\d+\.\d+(?:\.dev\d*)?)"),
    ("jpeg-turbo", b"libjpeg-turbo version ", rb"libjpeg-turbo version (\d+\.\d+(?:\.\d+)*)"),
    ("png", b"libpng version ", rb"libpng version (\d+\.\d+\.\d+)"),
    ("tiff", b"LIBTIFF, Version ", rb"LIBTIFF, Version (\d+\.\d+\.\d+)"),
    ("zlib", b"flate ", rb" (?:deflate|inflate) (\d+\.\d+(?:\.\d+)*) Copyright"),
    ("openssl", b"OpenSSL ", rb"OpenSSL (\d+\.\d+\.\d+[a-z]{0,2})(?:-fips)? +\d{1,2} [A-Z]"),
    ("sndfile", b"libsndfile-", rb"libsndfile-(\d+\.\d+\.\d+)"),
    ("hdf5", b"HDF5 library version", rb"HDF5 library version:? (\d+\.\d+\.\d+)"),
    ("onednn", b"oneDNN v", rb"oneDNN v(\d+\.\d+\.\d+)"),
    ("curl", b"libcurl/", rb"libcurl/(\d+\.\d+\.\d+)"),
    ("expat", b"expat_", rb"\x00expat_(\d+\.\d+\.\d+)\x00"),
)
_SEARCHED = tuple((provider, literal, re.compile(pattern)) for provider, literal, pattern in _NAMED)
_COMPILED = {provider: tuple(map(re.compile, patterns)) for provider, patterns in _PATTERNS.items()}
_MUSL = re.compile(rb"\x00(1\.\d+\.\d+)(?:-git-\d+-g[0-9a-f]+)?\x00")

# Who really made it, where one interface has several makers: provider by name -> (string, provider).
_MAKERS: dict[str, tuple[tuple[bytes, str], ...]] = {
    "jpeg": (
        (b"mozjpeg version", "mozjpeg"),
        (b"libjpeg-turbo", "jpeg-turbo"),
        (b"Independent JPEG Group", "ijg"),
        (b"Thomas G. Lane", "ijg"),
    ),
    "zlib": ((b"zlib-ng", "zlib-ng"),),
    "openssl": ((b"LibreSSL ", "libressl"), (b"BoringSSL", "boringssl")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inscription:
    """What the constants tell; None where they are silent."""

    version: str | None = None
    provider: str | None = None


def has_inscription(provider: str, stem: str) -> bool:
    """Whether a library of this provider is known to write something about itself (of glibc's, only libc does)."""
    return provider in _COMPILED and (provider != "glibc" or stem == "libc")


def read_inscription(pieces: Iterable[bytes], provider: str) -> Inscription:
    """Look through a library's read-only constants, piece by piece, until its version is found.

    Args:
        pieces: consecutive pieces that overlap by OVERLAP_BYTES; read lazily, no further than needed.
        provider: as `native_families` tells it by name.
    """
    version: str | None = None
    maker: str | None = None
    makers = _MAKERS.get(provider, ())
    for piece in pieces:
        version = version or _first(piece, _COMPILED.get(provider, ()))
        maker = maker or next((name for text, name in makers if text in piece), None)
        if version:
            break
    return Inscription(version=version, provider=maker)


def inscriptions(piece: bytes) -> tuple[tuple[str, str], ...]:
    """(provider, version) of every library that names itself in a piece of the constants of who linked it in."""
    found = []
    for provider, literal, pattern in _SEARCHED:
        if literal in piece and (match := pattern.search(piece)):
            found.append((provider, match[1].decode("ascii", "replace")))
    return tuple(found)


def musl_version(pieces: Iterable[bytes]) -> str | None:
    """The version that musl's loader prints; it stands alone among its constants."""
    return next((found[1].decode("ascii") for piece in pieces if (found := _MUSL.search(piece))), None)


def _first(piece: bytes, patterns: Iterable[re.Pattern[bytes]]) -> str | None:
    return next((found[1].decode("ascii", "replace") for pattern in patterns if (found := pattern.search(piece))), None)
