"""Which C library a root file system has, and which version of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from parity.errors import FileUnreadable
from parity.interfaces import FileSystem
from parity.linux.search_path import glibc_directories, musl_loader
from parity.model.facts import Gap
from parity.model.keys import Domain
from parity.model.system import LibC
from parity.parsers.elf import ElfError, SharedObject, parse_elf
from parity.parsers.elf_constants import constants
from parity.parsers.native_version import OVERLAP_BYTES, musl_version, read_inscription
from parity.parsers.soname import highest_versions


def c_library(files: FileSystem, packages: Mapping[str, str]) -> LibC | Gap | None:
    """The C library that programs here run on; None where there is none (a root with static programs only).

    Args:
        packages: versions by package ("apk:musl" -> "1.2.4-r2"), for what the file itself does not tell.
    """
    for directory in glibc_directories(files, None):
        path = f"{directory}/libc.so.6"
        if files.entry(path):
            return _read(files, path, "glibc", packages)
    loader = musl_loader(files)
    return _read(files, f"/lib/{loader}", "musl", packages) if loader else None


def _read(files: FileSystem, path: str, family: str, packages: Mapping[str, str]) -> LibC | Gap:
    try:
        with files.open(path) as file:
            elf = parse_elf(file)
            version = _glibc_version(file, elf) if family == "glibc" else _musl_version(file, elf, packages)
    except FileUnreadable as error:
        return Gap(domain=Domain.SYSTEM, subject="libc", reason=f"{path}: {error.reason}")
    except (ElfError, OSError) as error:
        return Gap(domain=Domain.SYSTEM, subject="libc", reason=f"{path}: {error}")
    return LibC(family=family, version=version)


def _glibc_version(file: BinaryIO, elf: SharedObject) -> str | None:
    found = read_inscription(constants(file, elf, OVERLAP_BYTES), "glibc").version
    if found:
        return found
    defined = highest_versions({name for name in elf.defines if name.startswith("GLIBC_")})
    return next((name.removeprefix("GLIBC_") for name in defined if name[6:7].isdigit()), None)


def _musl_version(file: BinaryIO, elf: SharedObject, packages: Mapping[str, str]) -> str | None:
    return packages.get("apk:musl", "").partition("-")[0] or musl_version(constants(file, elf, OVERLAP_BYTES))
