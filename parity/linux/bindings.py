"""Which BLAS, and which OpenMP runtime, a distribution's extension modules really end up with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parity.linux.linking import Linker
from parity.linux.objects import LoadedObject

BOUND_FAMILIES = ("blas", "openmp")

# MKL names its threading layer as a library of its own (oneMKL developer guide, "Linking in detail").
_MKL_LAYERS = {
    "libmkl_gnu_thread": "openmp",
    "libmkl_intel_thread": "openmp",
    "libmkl_tbb_thread": "tbb",
    "libmkl_sequential": "serial",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One family's library as a consumer gets it.

    Attributes:
        threading: of a BLAS: "pthreads", "openmp", "tbb" or "serial"; None where it cannot be told.
    """

    family: str
    library: LoadedObject
    provider: str | None
    version: str | None = None
    threading: str | None = None


def bindings(roots: Iterable[LoadedObject], linker: Linker) -> Iterator[Bound]:
    """What loading the roots binds, one per family: breadth first, as symbols are looked up."""
    roots = list(roots)
    reached = [*roots, *linker.closure(roots)]
    for family in BOUND_FAMILIES:
        members = [loaded for loaded in reached if loaded.family and loaded.family.name == family]
        if members:
            yield _bound(family, members, linker)
        elif family == "blas":
            yield from _carried(reached)


def _bound(family: str, members: Sequence[LoadedObject], linker: Linker) -> Bound:
    first = members[0]
    same = [loaded for loaded in members if loaded.provider == first.provider]
    # An interface library (Debian's libblas.so.3 of OpenBLAS) leads on to the one that knows its version.
    telling = next((loaded for loaded in same if loaded.inscription and loaded.inscription.version), None)
    return Bound(
        family=family,
        library=first,
        provider=first.provider,
        version=(telling or first).version,
        threading=_threading(same, linker) if family == "blas" else None,
    )


def _threading(blas: Sequence[LoadedObject], linker: Linker) -> str | None:
    layer = next((layer for loaded in blas if (layer := _MKL_LAYERS.get(loaded.name.stem))), None)
    if layer:
        return layer
    told = [loaded for loaded in blas if loaded.threads is not None]
    if not told:
        return None
    if any(loaded.family and loaded.family.name == "openmp" for loaded in linker.closure(told)):
        return "openmp"
    return "pthreads" if any(loaded.threads for loaded in told) else "serial"


def _carried(reached: Iterable[LoadedObject]) -> Iterator[Bound]:
    for loaded in reached:
        if loaded.carried:
            provider, version = loaded.carried
            yield Bound(family="blas", library=loaded, provider=provider, version=version)
            return
