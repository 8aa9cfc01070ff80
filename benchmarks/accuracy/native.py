"""Native libraries and system packages of a case, as files and package records of a Debian root."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from benchmarks.accuracy.compiled import program, shared_object

LIBRARIES = "usr/lib/x86_64-linux-gnu"
NOT_NAMED_BY_RULE = {"zlib1g": "libz.so.1", "libc6": "libc.so.6", "libstdc++6": "libstdc++.so.6"}
C_LIBRARIES = ("glibc", "libc6", "musl")
PRELOAD = "LD_PRELOAD"
DEBIAN_NAME = re.compile(r"(?P<stem>lib[a-z0-9+_-]*?[a-z+])-?(?P<number>\d+(?:\.\d+)*)?(?:-[a-z].*)?$")
NUMBERED_NAME = re.compile(r"(?P<stem>lib[a-z0-9+_-]*\d)-(?P<number>\d+)")  # libsqlite3-0: libsqlite3.so.0
# Providers of one interface: the directory and the text by which the real ones are known.
PROVIDERS: tuple[tuple[str, str, str], ...] = (
    ("openblas", "openblas-pthread", "OpenBLAS {version} NO_AFFINITY DYNAMIC_ARCH USE64BITINT"),
    ("blis", "blis-pthread", "blis {version}"),
    ("atlas", "atlas", "ATLAS {version}"),
    ("mkl", "mkl", "Intel(R) oneAPI Math Kernel Library Version {version}"),
    ("turbo", "", "libjpeg-turbo version {version}"),
    ("jpeg", "", "Copyright (C) {version}, Thomas G. Lane, Guido Vollbeding"),
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
    return {
        **status({"libc6": f"{version}-1"}),
        "lib/x86_64-linux-gnu/libc.so.6": shared_object("libc.so.6", inscription=text),
    }


def preloaded(subject: str, said: Mapping[str, Any]) -> str | None:
    """What LD_PRELOAD says on a side whose words are "libjemalloc.so.2 by LD_PRELOAD"; None where it is not set."""
    name = str(said.get("name") or "")
    if PRELOAD not in name.upper():
        return None
    word = next((word for word in re.split(r"[ (=,)]+", name) if ".so" in word), None)
    return f"/{LIBRARIES}/{(word or _soname(subject)).rpartition('/')[2]}"


def debian_version(text: str) -> str:
    """A package version of a case: "12.2.0", or the first one in "58 (ffmpeg 4.4)"."""
    return (text.split() or ["0"])[0]


def library(subject: str, said: Mapping[str, Any], python: str) -> tuple[dict[str, bytes], dict[str, str]]:
    """Files and links of a root that has this library.

    Args:
        subject: the case's, as soname or name: "libblas.so.3", "libopenblas".
        said: one side: "name" (often the Debian package), "version".
    """
    preload = preloaded(subject, said)
    name = re.split(r"[ (+]", str(said.get("name") or subject).strip())[0] or subject
    version = str(said.get("version") or "")
    soname = (
        subject if ".so" in subject and "*" not in subject else _soname(name if name.startswith("lib") else subject)
    )
    if preload is not None:
        soname = preload.rpartition("/")[2]
        name = soname.partition(".so")[0]
    provider = next((row for row in PROVIDERS if row[0] in name.lower()), None)
    folder = f"{LIBRARIES}/{provider[1]}".rstrip("/") if provider else LIBRARIES
    if any(word in (name + subject).lower() for word in BLAS) and not (provider and provider[1]):
        folder = f"{LIBRARIES}/blas"
    inscription = provider[2].format(version=version) if provider else f"{name} {version}"
    files = {f"{folder}/{soname}": shared_object(soname, inscription=inscription)}
    links = {} if folder == LIBRARIES else {f"{LIBRARIES}/{soname}": f"{folder.rpartition('/')[2]}/{soname}"}
    package = name if re.fullmatch(r"[a-z0-9][a-z0-9+.-]+", name) else subject.partition(".")[0]
    if version:
        files |= status({package: debian_version(version)})
        files[f"var/lib/dpkg/info/{package}.list"] = f"/.\n/{folder}/{soname}\n".encode()
    if folder != LIBRARIES:
        files |= _consumer(python, soname)
    return files, links


def _soname(name: str) -> str:
    if name in NOT_NAMED_BY_RULE:
        return NOT_NAMED_BY_RULE[name]
    if any(word in name.lower() for word in ("openblas", "mkl", "blis", "atlas")) or name in ("BLAS", "blas"):
        return "libblas.so.3"
    found = NUMBERED_NAME.fullmatch(name.lower()) or DEBIAN_NAME.match(name.lower())
    if not found:
        return f"{name.lower()}.so"
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
