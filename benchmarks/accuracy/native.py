"""Native libraries and system packages of a case, as files and package records of a Debian root."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.accuracy.compiled import THREADS, program, shared_object
from parity.parsers.native_families import family_of_name, family_of_package, names_of
from parity.parsers.soname import library_name

LIBRARIES = "usr/lib/x86_64-linux-gnu"
NOT_NAMED_BY_RULE = {
    "zlib1g": "libz.so.1", "zlib": "libz.so.1", "libz": "libz.so.1", "zlib-ng": "libz.so.1", "libc6": "libc.so.6",
    "libstdc++6": "libstdc++.so.6", "libstdc++": "libstdc++.so.6", "libgomp": "libgomp.so.1", "libgcc": "libgcc_s.so.1",
    "mozjpeg": "libjpeg.so.62", "libjpeg-turbo": "libjpeg.so.62", "libjpeg": "libjpeg.so.62",
}  # fmt: skip
C_LIBRARIES = ("glibc", "libc6", "musl")
PRELOAD = "LD_PRELOAD"
THREADING = ("pthread", "openmp", "serial")  # builds of a BLAS, by the name of their package
DEBIAN_NAME = re.compile(r"(?P<stem>lib[A-Za-z0-9+_-]*?[A-Za-z+])-?(?P<number>\d+(?:\.\d+)*)?(?:-[a-z].*)?$")
FULL_NAME = re.compile(r"(?P<stem>lib[\w+-]+)\.so\.(?P<version>(?P<major>\d+)\.\d+\.\d+)")
# Words for how a library was compiled -> flags of the compiler.
BUILDS = (
    (r"(?:no|without|non)[ -]?(?:avx2?|simd|avx512)|generic|baseline|sse2", ()),
    (r"avx-?512", ("-O3", "-mavx512f", "-mavx512dq", "-mfma")),
    (r"avx2", ("-O3", "-mavx2", "-mfma")),
    (r"\bavx\b", ("-O3", "-mavx")),
)  # fmt: skip
MKL_LAYER = re.compile(r"libmkl_(?!rt\b)\w+$")  # each is a library of its own
NUMBERED_NAME = re.compile(r"(?P<stem>lib[a-z0-9+_-]*\d)-(?P<number>\d+)")  # libsqlite3-0: libsqlite3.so.0
# Stems -> the number in the soname of a release, where a case tells the release alone.
NUMBER_OF_RELEASE: tuple[tuple[str, Callable[[tuple[int, ...]], object]], ...] = (
    (r"protobuf(?:-lite)?", lambda release: release[1] + 11),  # 3.12 has 23, 3.21 has 32
    (r"icu\w+|nvJitLink|LLVM", lambda release: release[0]),
    (r"ssl|crypto", lambda release: release[0] if release[0] > 1 else f"{release[0]}.{release[1]}"),
    (r"tiff", lambda release: 6 if release >= (4, 5) else 5),
    (r"gdal", lambda release: release[1] + 26),  # 3.2 has 28, 3.6 has 32
)
# Providers of one interface: the directory and the text by which the real ones are known.
PROVIDERS: tuple[tuple[str, str, str], ...] = (
    ("openblas", "openblas-pthread", "OpenBLAS {version} NO_AFFINITY DYNAMIC_ARCH USE64BITINT"),
    ("blis", "blis-pthread", "blis {version}"),
    ("atlas", "atlas", "ATLAS {version}"),
    ("mkl", "mkl", "Intel(R) oneAPI Math Kernel Library Version {version}"),
    ("mozjpeg", "", "mozjpeg version {version} (build 20220803)"),
    ("turbo", "", "libjpeg-turbo version {version}"),
    ("jpeg", "", "Copyright (C) {version}, Thomas G. Lane, Guido Vollbeding"),
    ("zlib-ng", "", "zlib-ng deflate {version} Copyright 1995-2023 Jean-loup Gailly and Mark Adler "),
    ("libressl", "", "LibreSSL {version}"),
    ("boringssl", "", "BoringSSL OpenSSL 1.1.1 (compatible; BoringSSL)"),
    ("zlib", "", " deflate {version} Copyright 1995-2017 Jean-loup Gailly and Mark Adler "),
    ("ssl", "", "OpenSSL {version} 1 Jan 2024"),
    ("png", "", "libpng version {version}"),
)
BLAS = ("blas", "lapack", "mkl", "blis", "atlas")
CONSUMER = "usr/local/lib/python{python}/site-packages"


def status(packages: Mapping[str, str]) -> dict[str, bytes]:
    """The package database of a Debian root."""
    stanzas = "".join(
        f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n\n"
        for name, version in sorted({"base-files": "12.4+deb12u5", **packages}.items())
    )
    return {"var/lib/dpkg/status": stanzas.encode(), "etc/os-release": b"ID=debian\nVERSION_ID=12\n"}


def is_c_library(said: Mapping[str, Any]) -> bool:
    """Whether a side names the C library itself, or what only it brings: "musl", "glibc malloc"."""
    return str(said.get("name") or "").lower().startswith(C_LIBRARIES)


def c_library(said: Mapping[str, Any], python: str) -> dict[str, bytes]:
    """Files of a root that runs on this C library, the interpreter among them."""
    version = str(said.get("version") or "")
    if str(said["name"]).lower().startswith("musl"):
        version = version or "1.2.4"
        record = f"C:Q1\nP:musl\nV:{version}-r0\nA:x86_64\n\n"
        loader = shared_object("libc.musl-x86_64.so.1", inscription=f"musl {version}", flags=("-O2", "-nostdlib"))
        return {
            "lib/ld-musl-x86_64.so.1": loader,
            **{f"usr/local/bin/python{name}": program(musl=True) for name in ("", "3", python)},
            "lib/apk/db/installed": record.encode(),
            "etc/os-release": b"ID=alpine\nVERSION_ID=3.18\n",
        }
    version = version or "2.36"
    text = f"GNU C Library (GNU libc) stable release version {version}."
    libraries = {f"{LIBRARIES}/libc.so.6": text, f"{LIBRARIES}/libm.so.6": "mathematics"}
    return {
        **status({"libc6": debian_version(version if "-" in version else f"{version}-1")}),
        **{path: shared_object(path.rpartition("/")[2], inscription=words) for path, words in libraries.items()},
        "var/lib/dpkg/info/libc6:amd64.list": "\n".join(["/.", *(f"/{path}" for path in libraries), ""]).encode(),
    }


def preloaded(subject: str, said: Mapping[str, Any]) -> str | None:
    """What LD_PRELOAD says on a side whose words are "libjemalloc.so.2 by LD_PRELOAD"; None where it is not set."""
    stated = next((said[key] for key in ("preload", "ld_preload", "LD_PRELOAD") if said.get(key)), None)
    name = f"{stated} {PRELOAD}" if stated else str(said.get("name") or "")
    if PRELOAD not in name.upper():
        return None
    word = next((word for word in re.split(r"[ (=,)]+", name) if ".so" in word), None)
    return f"/{LIBRARIES}/{(word or soname_of(subject)).rpartition('/')[2]}"


def debian_version(text: str) -> str:
    """A package version of a case: "12.2.0", or the first one in "58 (ffmpeg 4.4)"."""
    return (text.split() or ["0"])[0]


def library(subject: str, said: Mapping[str, Any], python: str) -> tuple[dict[str, bytes], dict[str, str]]:
    """Files and links of a root that has this library, or these: "libgomp and libiomp5".

    Args:
        subject: the case's, as soname or name: "libblas.so.3", "libopenblas".
        said: one side: "name" (often the Debian package), "version".
    """
    files: dict[str, bytes] = {}
    links: dict[str, str] = {}
    for name in str(said.get("name") or subject).split(" and "):
        more, further = _library(subject, {**said, "name": name}, python)
        files |= more
        links |= further
    return files, links


def _library(subject: str, said: Mapping[str, Any], python: str) -> tuple[dict[str, bytes], dict[str, str]]:
    preload = preloaded(subject, said)
    name = _first_word(str(said["name"])) or subject
    version = str(said.get("version") or "")
    if found := FULL_NAME.fullmatch(name):  # the file's whole name: its soname and its version
        name, version = f"{found['stem']}.so.{found['major']}", version or found["version"]
    soname = subject if ".so" in subject and "*" not in subject else soname_of(name, subject)
    soname = _numbered(soname, version)
    if preload is not None:
        soname = preload.rpartition("/")[2]
        name = soname.partition(".so")[0]
    provider = next((row for row in PROVIDERS if row[0] in name.lower()), None)
    folder = f"{LIBRARIES}/{provider[1]}".rstrip("/") if provider else LIBRARIES
    threading = next((kind for kind in THREADING if kind in name), "pthread")
    if provider and provider[1].endswith("-pthread"):
        folder = folder.removesuffix("pthread") + threading
    if any(word in (name + subject).lower() for word in BLAS) and not (provider and provider[1]):
        folder = f"{LIBRARIES}/blas"
    inscription = provider[2].format(version=version) if provider else f"{name} {version}"
    inscription = str(said.get("inscription") or inscription)
    blas = folder != LIBRARIES
    told = str(said["name"]).lower()
    built = machine_flags(told)
    flags = ("-O2", *built, *((THREADS,) if blas and provider and threading != "serial" else ()))
    needs = (*(("libgomp.so.1",) if blas and threading == "openmp" else ()), *said.get("needs", ()))
    files = {f"{folder}/{soname}": shared_object(soname, inscription=inscription, flags=flags, needs=needs)}
    files |= {f"{LIBRARIES}/{needed}": shared_object(needed) for needed in needs}
    links = {f"{LIBRARIES}/{soname}": f"{folder.rpartition('/')[2]}/{soname}"} if blas else {}
    package = name if re.fullmatch(r"[a-z0-9][a-z0-9+.-]+", name) else subject.partition(".")[0]
    if version:
        files |= status({package: debian_version(version)})
        files[f"var/lib/dpkg/info/{package}.list"] = f"/.\n/{folder}/{soname}\n".encode()
    if blas:
        files |= _consumer(python, soname)
    return files, links


def _numbered(soname: str, version: str) -> str:
    """With the number that its release has, where nothing told it."""
    stem, _, number = soname.removeprefix("lib").partition(".so")
    release = tuple(map(int, re.findall(r"\d+", version)[:2]))
    if number not in ("", ".0") or len(release) < 2:
        return soname
    told = next((of(release) for pattern, of in NUMBER_OF_RELEASE if re.fullmatch(pattern, stem)), None)
    return soname if told is None else f"lib{stem}.so.{told}"


def machine_flags(words: str) -> tuple[str, ...]:
    """Flags for the vector instructions that the words for a build name, where they are no flags themselves."""
    if "-m" in words:
        return ()
    return next((flags for pattern, flags in BUILDS if re.search(pattern, words.lower())), ())


def _first_word(text: str) -> str:
    return re.split(r"[ (]|(?<=\w)\+(?=\w| |$)(?!\+)", text.strip())[0]


def soname_of(name: str, subject: str = "") -> str:
    """The soname of a library by what a case calls it: by the rules of names, else by whose package it is."""
    found = _by_rule(name, subject)
    family = family_of_package(name) or (family_of_package(subject) if subject else None)
    known = found.startswith("lib") and family_of_name(library_name(found).stem) is not None
    if known or family is None or not names_of(family):
        return found
    number = re.search(r"[a-z](\d+(?:\.\d+)*)(?:-\w+)?$", name)
    return f"lib{names_of(family)[0]}.so.{number[1] if number else 0}"


def _by_rule(name: str, subject: str = "") -> str:
    """By its subject where the name is no library's."""
    if name in NOT_NAMED_BY_RULE:
        return NOT_NAMED_BY_RULE[name]
    if subject and not name.startswith("lib"):
        return _by_rule(subject)
    if ".so" in name:
        return name
    if MKL_LAYER.match(name):
        return f"{name}.so.2"
    if any(word in name.lower() for word in ("openblas", "mkl", "blis", "atlas")) or name in ("BLAS", "blas"):
        return "libblas.so.3"
    kept = name if family_of_name(name) else name.lower()  # libMIOpen, libFLAC
    found = NUMBERED_NAME.fullmatch(kept) or DEBIAN_NAME.match(kept)
    if found and family_of_name(found["stem"]) is None and family_of_name(kept):
        return f"{kept}.so.0"  # the number is part of the name: libsqlite3, libxml2
    if not found:
        return f"{kept}.so"
    return f"{found['stem']}.so.{found['number'] or 0}"


def _consumer(python: str, soname: str) -> dict[str, bytes]:
    """A numpy as a distribution installs it: an extension module that asks the system for its BLAS."""
    site = CONSUMER.format(python=python)
    tag = f"cpython-{python.replace('.', '')}-x86_64-linux-gnu"
    record = "numpy-1.24.2.dist-info"
    extension = f"numpy/core/_multiarray_umath.{tag}.so"
    return {
        f"{site}/{extension}": shared_object(None, needs=(soname,)),
        f"{site}/numpy/__init__.py": b"",
        f"{site}/{record}/METADATA": b"Metadata-Version: 2.1\nName: numpy\nVersion: 1.24.2\n",
        f"{site}/{record}/RECORD": f"numpy/__init__.py,,\n{extension},,\n{record}/METADATA,,\n".encode(),
    }
