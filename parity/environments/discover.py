"""Finds the Python prefixes anywhere in a root by one bounded walk over directories that can hold one."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parity.environments.reading import names, unlinked
from parity.interfaces import EntryKind, FileSystem
from parity.parsers.python_version import STDLIB

MAX_DIRECTORIES = 50_000
MAX_DEPTH = 9
KERNEL = ("/proc", "/sys", "/dev", "/run")
# Where no environment lies, and which are large. Names count anywhere, paths from the root.
BARREN_PATHS = frozenset(
    {
        *KERNEL, "/boot", "/etc", "/usr/include", "/usr/src", "/usr/games", "/usr/sbin", "/usr/bin", "/bin", "/sbin",
        "/var/cache", "/var/log", "/var/spool", "/var/lib/dpkg", "/var/lib/apt", "/var/lib/rpm", "/var/lib/docker",
        "/lib/apk", "/lib/modules", "/usr/lib/modules", "/usr/lib/firmware", "/lib/firmware", "/usr/lib/locale",
    }
)  # fmt: skip
BARREN_NAMES = frozenset(
    {
        "__pycache__", "node_modules", ".git", ".hg", ".svn", "include", "locale", "man", "terminfo", "zoneinfo",
        "icons", "fonts", "perl5", "gconv", "pkgconfig", "cmake", "site-packages", "dist-packages", "conda-meta",
        "bin", "doc", "docs", "info", "i18n", "licenses", "pkgs", ".cache",
    }
)  # fmt: skip
# Names that are files without asking; a directory so named would be missed.
FILE_NAME = re.compile(
    r"\.(?:pyc?|pyi|so|a|o|h|hpp|c|txt|md|rst|json|ya?ml|js|css|html?|png|svg|gz|xz|zip|sh|cfg|toml|list|md5sums|ko|pm|pl|mo)$"
    r"|\.so\.|-linux-(?:gnu|musl)\w*$"
)
METADATA = (".dist-info", ".egg-info")
PACKAGE_DIRECTORIES = ("site-packages", "dist-packages")


@dataclass(slots=True)
class Found:
    """What a walk came across, sorted by path.

    Attributes:
        prefixes: directories with an interpreter's library or a pyvenv.cfg.
        packages: directories that hold distributions without being an interpreter's (--target, --prefix).
        complete: False where the walk stopped at its bound.
    """

    prefixes: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    complete: bool = True


def discover(files: FileSystem) -> Found:
    """Every prefix in the root. Links are not followed: what they lead to is found where it lies."""
    found = Found()
    pending = [("/", 0)]
    visited = 0
    while pending:
        directory, depth = pending.pop()
        visited += 1
        if visited > MAX_DIRECTORIES:
            found.complete = False
            break
        inside = names(files, directory)
        _judge(files, directory, inside, found)
        if depth < MAX_DEPTH:
            pending.extend((path, depth + 1) for path in _worth_a_look(files, directory, inside))
    found.prefixes = sorted(set(found.prefixes))
    found.packages.sort()
    return found


def _judge(files: FileSystem, directory: str, inside: Sequence[str], found: Found) -> None:
    if "pyvenv.cfg" in inside:
        found.prefixes.append(directory)
    if any(name.endswith(METADATA) for name in inside):
        found.packages.append(directory)
    for name in inside:
        if name in PACKAGE_DIRECTORIES and _holds_distributions(files, posixpath.join(directory, name)):
            found.packages.append(posixpath.join(directory, name))
        if STDLIB.fullmatch(name) and posixpath.basename(directory) in ("lib", "lib64"):
            found.prefixes.append(posixpath.dirname(directory))
            packages = posixpath.join(directory, name, "site-packages")
            if _holds_distributions(files, packages):
                found.packages.append(packages)


def _holds_distributions(files: FileSystem, directory: str) -> bool:
    return any(name.endswith(METADATA) for name in names(files, directory))


def _worth_a_look(files: FileSystem, directory: str, inside: Sequence[str]) -> Iterator[str]:
    for name in inside:
        if name in BARREN_NAMES or FILE_NAME.search(name) or name.endswith(METADATA):
            continue
        path = posixpath.join(directory, name)
        if path in BARREN_PATHS or (STDLIB.fullmatch(name) and posixpath.basename(directory) in ("lib", "lib64")):
            continue
        here = unlinked(files, path)
        if here is not None and here.kind is EntryKind.DIRECTORY:
            yield path
