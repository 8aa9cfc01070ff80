"""Which file a needed soname leads to: the dynamic loader's rules (ld.so(8), "Dynamic string tokens")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.linux.objects import LoadedObject, Objects
from parity.linux.search_path import SearchPath

MAX_LINKED = 2048  # objects that one consumer may pull in


class Linker:
    """Resolves sonames as the loader of one root file system would, for one machine."""

    __slots__ = ("_found", "_machine", "_objects", "_program", "_search")

    def __init__(self, objects: Objects, search: SearchPath, machine: str | None, program: LoadedObject | None) -> None:
        self._objects = objects
        self._search = search
        self._machine = machine
        self._program = _rpath(program, search.musl) if program else ()
        self._found: dict[str, LoadedObject | None] = {}

    @property
    def program_directories(self) -> tuple[str, ...]:
        """Directories that the interpreter itself puts in front of the system's, by its own RPATH."""
        return self._program

    def closure(self, roots: Iterable[LoadedObject]) -> Iterator[LoadedObject]:
        """Every object that loading `roots` brings in, breadth first; of several with one soname, the first."""
        waiting = [(root, self._program) for root in roots]
        seen_paths = {root.path for root, _ in waiting}
        seen_names: set[str] = set()
        for index in range(MAX_LINKED):
            if index >= len(waiting):
                return
            loaded, inherited = waiting[index]
            for soname in loaded.elf.needed:
                if soname in seen_names:
                    continue
                found = self.resolve(soname, loaded, inherited)
                if found is None:
                    continue
                seen_names.add(soname)
                if found.path not in seen_paths:
                    seen_paths.add(found.path)
                    waiting.append((found, (*_rpath(loaded, self._search.musl), *inherited)))
                    yield found

    def resolve(self, soname: str, by: LoadedObject, inherited: tuple[str, ...] = ()) -> LoadedObject | None:
        """The object that `soname` means to `by`, whose loaders' RPATH is `inherited`; None: not found."""
        if "/" in soname:
            return self._at(soname) if soname.startswith("/") else None
        for directory in self._before(by, inherited):
            if found := self._at(f"{directory}/{soname}"):
                return found
        return self.find(soname)

    def find(self, soname: str) -> LoadedObject | None:
        """The object that the system's own places offer for a soname: cache first, then the trusted directories."""
        if soname not in self._found:
            cached = self._search.cache.get(soname, ())
            trusted = (f"{directory}/{soname}" for directory in self._search.trusted)
            self._found[soname] = next(filter(None, map(self._at, (*cached, *trusted))), None)
        return self._found[soname]

    def first(self, soname: str, directory: str) -> LoadedObject | None:
        """The object that a program's own loader would take for a soname that lies in `directory`, if any."""
        if directory in self._program or directory in self._search.library_path:
            return self._at(f"{directory}/{soname}")
        return self.find(soname)

    def _before(self, by: LoadedObject, inherited: tuple[str, ...]) -> Iterator[str]:
        """Directories that come before the system's own."""
        if self._search.musl:  # musl: LD_LIBRARY_PATH first, then RPATH or RUNPATH, inherited alike
            yield from self._search.library_path
            yield from _rpath(by, musl=True)
            yield from inherited
            return
        if not by.elf.runpath:
            yield from _rpath(by, musl=False)
            yield from inherited
        yield from self._search.library_path
        yield from _expanded(by.elf.runpath, by.path)

    def _at(self, path: str) -> LoadedObject | None:
        real = self._objects.real(path)
        loaded = self._objects.load(real) if real else None
        if loaded is None or (self._machine and loaded.elf.machine != self._machine):
            return None
        return loaded


def _rpath(loaded: LoadedObject, musl: bool) -> tuple[str, ...]:
    """What an object hands down to those that it loads: RPATH, unless it has a RUNPATH; with musl, either."""
    if musl:
        return _expanded((*loaded.elf.runpath, *loaded.elf.rpath), loaded.path)
    return () if loaded.elf.runpath else _expanded(loaded.elf.rpath, loaded.path)


def _expanded(entries: tuple[str, ...], path: str) -> tuple[str, ...]:
    """Directories with $ORIGIN filled in; those with other tokens ($LIB, $PLATFORM) or relative ones are left out."""
    origin = path.rpartition("/")[0]
    filled = (entry.replace("${ORIGIN}", origin).replace("$ORIGIN", origin).rstrip("/") for entry in entries)
    return tuple(entry for entry in filled if entry.startswith("/") and "$" not in entry)
