"""Libraries that the loader puts in front of all others: /etc/ld.so.preload and LD_PRELOAD (ld.so(8))."""

from __future__ import annotations

from collections.abc import Iterator

from parity.errors import FileUnreadable
from parity.interfaces import EntryKind, Target
from parity.linux.linking import Linker
from parity.linux.objects import Objects
from parity.linux.search_path import environment_variable
from parity.parsers.ldconfig import parse_path_list
from parity.parsers.native_families import Family, family_of
from parity.parsers.soname import library_name

MAX_PRELOAD_BYTES = 64 << 10

PRELOAD_FILE = "/etc/ld.so.preload"


def preloaded(
    target: Target, objects: Objects, linker: Linker, problems: dict[str, str]
) -> Iterator[tuple[str, Family | None]]:
    """(soname, family) of each preload, the environment's first, each once; also of those whose file is missing."""
    wanted = list(parse_path_list(environment_variable(target, "LD_PRELOAD").encode("utf-8", "surrogateescape")))
    entry = target.files.entry(PRELOAD_FILE)
    if entry is not None and entry.kind is EntryKind.FILE:
        try:
            wanted.extend(parse_path_list(target.files.read(PRELOAD_FILE, MAX_PRELOAD_BYTES)))
        except FileUnreadable as error:
            problems[PRELOAD_FILE] = error.reason
    for path in dict.fromkeys(wanted):
        real = objects.real(path) if path.startswith("/") else None
        loaded = objects.load(real) if real else linker.find(path)
        name = path.rpartition("/")[2]
        if loaded is None:
            yield name, family_of(library_name(name).stem)
        else:
            known = loaded.family and Family(loaded.family.name, loaded.provider or loaded.family.provider)
            yield loaded.name.canonical, known
