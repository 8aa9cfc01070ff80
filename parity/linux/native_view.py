"""Everything native that a target shows, read once and put in the loader's order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from parity.interfaces import Target
from parity.linux.linking import Linker
from parity.linux.objects import LoadedObject, Objects
from parity.linux.python_objects import DistributedObject, distributed_objects
from parity.linux.search_path import search_path
from parity.linux.system_libraries import SystemLibrary, listed_names, system_libraries
from parity.parsers.soname import is_tagged_extension


@dataclass(frozen=True, slots=True)
class PlacedObject:
    """A distribution's file, and what it is."""

    item: DistributedObject
    loaded: LoadedObject

    @property
    def is_extension(self) -> bool:
        """An extension module, by its tag; an untagged one has neither soname nor a library's name."""
        name = self.loaded.path.rpartition("/")[2]
        return is_tagged_extension(name) or not (self.loaded.elf.soname or name.startswith("lib"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeView:
    """A target's shared objects.

    Attributes:
        placed: those of distributions, by distribution, for the interpreter's machine.
        system: those in the loader's own directories, and in those that the interpreter's RPATH names.
        problems: reasons by path, of all that could not be read.
    """

    objects: Objects
    linker: Linker
    placed: Mapping[str, tuple[PlacedObject, ...]]
    system: tuple[SystemLibrary, ...]
    problems: dict[str, str]

    def owner_of(self) -> dict[str, str]:
        """Distributions by the real path of their files."""
        return {placed.loaded.path: name for name, objects in self.placed.items() for placed in objects}


def native_view(target: Target) -> NativeView:
    """Read what there is. What cannot be read is in the view's problems."""
    objects = Objects(target.files)
    program = _program(target, objects)
    machine = program.elf.machine if program else None
    search = search_path(target, machine)
    linker = Linker(objects, search, machine, program)
    problems = dict(search.problems)
    distributed = tuple(distributed_objects(target))
    listed = listed_names(target.files, (*linker.program_directories, *search.directories), problems)
    objects.load_all(real for path in _paths(distributed, listed) if (real := objects.real(path)))
    placed: dict[str, dict[str, PlacedObject]] = {}
    for item in distributed:
        real = objects.real(item.path)
        loaded = objects.load(real) if real else None
        if loaded and machine in (None, loaded.elf.machine):
            placed.setdefault(item.distribution, {}).setdefault(loaded.path, PlacedObject(item, loaded))
    return NativeView(
        objects=objects,
        linker=linker,
        placed={name: tuple(files[path] for path in sorted(files)) for name, files in sorted(placed.items())},
        system=tuple(system_libraries(objects, linker, listed, machine)),
        problems=problems,
    )


def _program(target: Target, objects: Objects) -> LoadedObject | None:
    """The serving interpreter, whose machine and RPATH count; None where there is none, or a static one."""
    executable = target.serving.executable if target.serving else None
    real = objects.real(executable) if executable else None
    return objects.load(real) if real else None


def _paths(distributed: tuple[DistributedObject, ...], listed: dict[str, tuple[str, ...]]) -> Iterator[str]:
    yield from (item.path for item in distributed)
    yield from (f"{directory}/{name}" for directory, names in listed.items() for name in names)
