"""Wheel tags that an interpreter accepts, worked out for machines that are only described.

As `packaging.tags` does for the machine it runs on; the order within a list is an installer's preference.
Format: https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from packaging.tags import Tag, compatible_tags, cpython_tags, generic_tags

LEGACY_MANYLINUX = {(2, 17): "manylinux2014", (2, 12): "manylinux2010", (2, 5): "manylinux1"}
OLDEST_GLIBC, OLDEST_GLIBC_ON_X86 = 17, 5  # minor versions of glibc 2 that tags speak of
SOABI = re.compile(
    r"(?P<implementation>cpython|pypy)-?(?P<major>\d)?(?P<minor>\d+)(?P<flags>[a-z]*)(?:-(?P<abi>pp\d+))?"
    r"-(?P<machine>[a-z0-9_]+)-linux-(?P<libc>gnu|musl)[a-z0-9]*"
)
TAGGED_LIBC = re.compile(r"(?P<family>many|musl)linux_(?P<major>\d+)_(?P<minor>\d+)_")
COMPATIBLE_MACHINES = {"armv8l": ("armv8l", "armv7l")}
# Debian's names of architectures, as they stand in SOABI, that uname calls otherwise.
MACHINES = {"i386": "i686", "arm": "armv7l", "powerpc64le": "ppc64le"}
# The platform of an image ("linux/arm/v7") as uname would call the machine.
PLATFORM_MACHINES = {
    "amd64": "x86_64", "arm64": "aarch64", "386": "i686", "arm/v7": "armv7l", "arm/v6": "armv6l",
    "ppc64le": "ppc64le", "s390x": "s390x", "riscv64": "riscv64", "loong64": "loongarch64",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A machine and its C library. glibc, musl: major and minor version; at most one is there."""

    machine: str
    glibc: tuple[int, int] | None = None
    musl: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Abi:
    """What SOABI says: "cpython-313t-x86_64-linux-gnu" -> flags "t", machine "x86_64", libc "gnu"."""

    flags: str
    machine: str
    libc: str
    pypy: str | None = None


def parse_soabi(text: str) -> Abi | None:
    """None where it is the SOABI of no interpreter on Linux."""
    found = SOABI.fullmatch(text)
    if found is None:
        return None
    machine = MACHINES.get(found["machine"], found["machine"])
    return Abi(found["flags"], machine, found["libc"], found["abi"])


def platform_tags(platform: Platform) -> Iterator[str]:
    """ "manylinux_2_36_x86_64", ..., "linux_x86_64": newest first."""
    for machine in COMPATIBLE_MACHINES.get(platform.machine, (platform.machine,)):
        if platform.glibc is not None and platform.glibc[0] == 2:
            oldest = OLDEST_GLIBC_ON_X86 if machine in ("x86_64", "i686") else OLDEST_GLIBC
            for minor in range(platform.glibc[1], oldest - 1, -1):
                yield f"manylinux_2_{minor}_{machine}"
                if legacy := LEGACY_MANYLINUX.get((2, minor)):
                    yield f"{legacy}_{machine}"
        if platform.musl is not None:
            for minor in range(platform.musl[1], -1, -1):
                yield f"musllinux_{platform.musl[0]}_{minor}_{machine}"
        yield f"linux_{machine}"


def interpreter_tags(
    implementation: str, python: tuple[int, int], abi: Abi | None, platforms: Iterable[str]
) -> tuple[str, ...]:
    """All tags that an interpreter accepts, best first, none twice."""
    known = list(platforms)
    number = f"{python[0]}{python[1]}"
    tags: list[Tag] = []
    if implementation == "cpython":
        interpreter = f"cp{number}"
        tags.extend(cpython_tags(python, abis=_abis(python, abi), platforms=known))
    else:
        interpreter = f"pp{number}"
        abis = [f"pypy{number}_{abi.pypy}"] if abi is not None and abi.pypy else []
        tags.extend(generic_tags(interpreter, abis=abis, platforms=known))
    tags.extend(compatible_tags(python, interpreter=interpreter, platforms=known))
    return tuple(dict.fromkeys(map(str, tags)))


def libc_of_tags(tags: Iterable[str]) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The newest glibc and musl that tags speak of: what wheels say of an unseen C library."""
    seen: dict[str, tuple[int, int]] = {}
    for tag in tags:
        for found in TAGGED_LIBC.finditer(tag):
            version = (int(found["major"]), int(found["minor"]))
            seen[found["family"]] = max(version, seen.get(found["family"], version))
    return seen.get("many"), seen.get("musl")


def _abis(python: tuple[int, int], abi: Abi | None) -> list[str]:
    number = f"{python[0]}{python[1]}"
    flags = abi.flags if abi is not None else ("m" if python < (3, 8) else "")
    abis = [f"cp{number}{flags}"]
    if python >= (3, 8) and flags == "d":  # debug builds load ordinary extension modules since 3.8
        abis.append(f"cp{number}")
    return abis
