"""The extension modules of each distribution, summed up: which of them can be imported, what their code needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parity.interfaces import PythonEnvironment, Target
from parity.linux.native_view import NativeView, PlacedObject
from parity.model.facts import Fact
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules
from parity.parsers.soname import highest_versions, library_name

_TAG = re.compile(r"\.(?:cpython-(\d)(\d+)t?|abi3t?|pypy\d+)[\w-]*\.so$|\.so$")
_LEVELS = (None, "avx", "x86-64-v3")


def compiled_modules(view: NativeView, target: Target) -> Iterator[Fact]:
    """One fact for each distribution that has extension modules."""
    versions: dict[str, str] = {}
    for distribution in target.installed:
        versions.setdefault(distribution.name, distribution.version)
    for name, objects in view.placed.items():
        modules = [placed for placed in objects if placed.is_extension]
        if modules:
            value = _summed(modules, versions.get(name, ""), target.serving)
            yield Fact(Key(Domain.NATIVE, f"modules:{name}"), value)


def _summed(modules: list[PlacedObject], version: str, serving: PythonEnvironment | None) -> CompiledModules:
    names: set[str] = set()
    others: dict[str, set[str]] = {}
    for placed in modules:
        dotted, file = _dotted(placed)
        if _fits(file, serving):
            names.add(dotted)
        else:
            others.setdefault(dotted, set()).add(file)
    loaded = [placed.loaded for placed in modules if _dotted(placed)[0] in names]
    return CompiledModules(
        version=version,
        names=tuple(sorted(names)),
        foreign=tuple(sorted(file for dotted, files in others.items() if dotted not in names for file in files)),
        needs=max((one.traits.needs for one in loaded), key=_LEVELS.index, default=None),
        dispatches=tuple(sorted({kind for one in loaded for kind in one.traits.dispatches})),
        cuda=tuple(sorted({kind for one in loaded for kind in one.cuda}, key=_by_number)),
        flushes_subnormals=tuple(
            sorted({_dotted(placed)[0] for placed in modules if placed.loaded.flushes_subnormals} & names)
        ),
        unoptimised=tuple(
            sorted({_dotted(placed)[0] for placed in modules if placed.loaded.traits.unoptimised} & names)
        ),
        needed=tuple(sorted({library_name(needed).canonical for one in loaded for needed in one.elf.needed})),
        requires=highest_versions({version for one in loaded for _, asked in one.elf.requires for version in asked}),
        choices=tuple(sorted({choice for one in loaded for choice in one.choices})),
    )


def _dotted(placed: PlacedObject) -> tuple[str, str]:
    """The module's name, and its file's."""
    path = placed.item.path
    below = path.removeprefix(placed.item.location.rstrip("/") + "/")
    folder, _, file = below.rpartition("/")
    stem = _TAG.sub("", file)
    return (f"{folder}/{stem}" if folder else stem).strip("/").replace("/", "."), file


def _fits(file: str, serving: PythonEnvironment | None) -> bool:
    """Whether the interpreter looks for files of this tag (PEP 3149); where it is not known, all fit."""
    found = _TAG.search(file)
    if serving is None or found is None or found[1] is None or serving.implementation != "cpython":
        return True
    return [found[1], found[2]] == serving.version.split(".")[:2] or not serving.version


def _by_number(architecture: str) -> tuple[str, int]:
    kind, _, number = architecture.partition("_")
    return ("" if kind == "sm" else kind), int(number)
