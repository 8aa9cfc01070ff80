"""The libraries that lie in the loader's own directories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parity.errors import FileUnreadable
from parity.interfaces import FileSystem
from parity.linux.linking import Linker
from parity.linux.objects import LoadedObject, Objects
from parity.parsers.soname import is_shared_object, is_tagged_extension

MAX_NAMES = 20_000  # of one directory
_VARIANTS = "glibc-hwcaps"  # libraries that the loader prefers on CPUs of a level: glibc-hwcaps/x86-64-v3/libfoo.so.1


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemLibrary:
    """A library under the name by which it is asked for: its soname, with the variant's directory in front if any."""

    name: str
    loaded: LoadedObject


def listed_names(
    files: FileSystem, directories: tuple[str, ...], problems: dict[str, str]
) -> dict[str, tuple[str, ...]]:
    """Names of shared objects by directory; a directory that is another one by a link is listed once."""
    found: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for directory in (
        *directories,
        *(f"{path}/{variant}" for path in directories for variant in _variants(files, path)),
    ):
        entry = files.entry(directory)
        if entry is None or entry.path in seen:
            continue
        seen.add(entry.path)
        try:
            names = files.children(directory)[:MAX_NAMES]
        except FileUnreadable as error:
            problems[directory] = error.reason
            continue
        found[directory] = tuple(name for name in names if is_shared_object(name) and not is_tagged_extension(name))
    return found


def system_libraries(
    objects: Objects, linker: Linker, listed: dict[str, tuple[str, ...]], machine: str | None
) -> Iterator[SystemLibrary]:
    """One library a name: the one that the loader takes, else the first in its order."""
    taken: set[str] = set()
    for directory, names in listed.items():
        variant = directory.rpartition(f"/{_VARIANTS}/")[2] if f"/{_VARIANTS}/" in directory else ""
        present = set(names)
        for real in dict.fromkeys(filter(None, (objects.real(f"{directory}/{name}") for name in names))):
            loaded = objects.load(real)
            if loaded is None or (machine and loaded.elf.machine != machine):
                continue
            soname = loaded.elf.soname or real.rpartition("/")[2]
            if soname in present and objects.real(f"{directory}/{soname}") != real:
                continue  # its name leads to another file: nobody gets this one
            name = f"{_VARIANTS}/{variant}/{soname}" if variant else soname
            if name not in taken:
                taken.add(name)
                yield SystemLibrary(name=name, loaded=loaded if variant else linker.first(soname, directory) or loaded)


def _variants(files: FileSystem, directory: str) -> tuple[str, ...]:
    try:
        return tuple(f"{_VARIANTS}/{name}" for name in files.children(f"{directory}/{_VARIANTS}"))
    except FileUnreadable:
        return ()
