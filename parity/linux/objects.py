"""The shared objects of a root file system: each file read once, and what it says of itself remembered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, ClassVar

from parity.errors import FileUnreadable
from parity.interfaces import EntryKind, FileSystem
from parity.parsers.elf import ElfError, NotElf, SharedObject, parse_elf
from parity.parsers.elf_constants import constants, names_mention
from parity.parsers.elf_constructors import flushes_subnormals
from parity.parsers.elf_sections import Section, sections
from parity.parsers.elf_symbols import asked_for
from parity.parsers.fatbin import cuda_architectures
from parity.parsers.library_build import DESCRIBED, build_choices
from parity.parsers.native_families import Family, carried_families, family_of
from parity.parsers.native_version import OVERLAP_BYTES, Inscription, has_inscription, read_inscription
from parity.parsers.opencv_build import OVERLAP_BYTES as OPENCV_BYTES
from parity.parsers.opencv_build import opencv_choices
from parity.parsers.soname import LibraryName, highest_versions, is_tagged_extension, library_name
from parity.parsers.x86_arithmetic import arithmetic
from parity.parsers.x86_code import CodeTraits, code_traits

# GCC's libgomp has been libgomp.so.1.0.0 since 2006: what it can do is told by its symbol versions alone.
_RELEASED_BY_SYMBOLS = {Family("openmp", "gnu"): "GOMP_"}
_UNTOLD = CodeTraits()
MAX_KEPT = 5_000  # descriptions of this machine's files, which both sides of a comparison may share
# Built once more for better CPUs, and loaded on those only: _swigfaiss_avx2.so, libmkl_avx512.so, libfoo_haswell.so.
_FOR_SOME_CPUS = re.compile(r"avx|haswell|skylake|znver|x86-64-v|fma3|sse4")
_CARRIES_OPENCV = re.compile(r"/(?:cv2[^/]*|libopencv_(?:core|world)[^/]*)$")  # who has its build information
_THREADED = frozenset({"openblas", "blis", "atlas"})  # builds with threads and without have the same names


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedObject:
    """One file, as the loader and as its own constants describe it.

    Attributes:
        path: links resolved.
        name: of DT_SONAME, else of the file.
        file_name: of the file.
        family: what it is; None: no family known.
        inscription: what its constants say; None where its family is known to say nothing.
        threads: of a BLAS: whether it starts threads by itself; None where not looked at.
        carried: (provider, version) of a BLAS that is linked into it statically.
        traits: what its machine code needs of the CPU.
        cuda: architectures of the CUDA code inside.
        flushes_subnormals: loading it makes subnormal numbers zero.
        choices: of who built it, as its code and what it asks for show: "openmp", "assertions", "fused-operations".
    """

    path: str
    elf: SharedObject
    name: LibraryName
    file_name: LibraryName
    family: Family | None = None
    inscription: Inscription | None = None
    threads: bool | None = None
    carried: tuple[str, str | None] | None = None
    traits: CodeTraits = _UNTOLD
    cuda: tuple[str, ...] = ()
    flushes_subnormals: bool = False
    choices: tuple[str, ...] = ()

    @property
    def provider(self) -> str | None:
        """The family's implementation: as its constants tell, else as its name does."""
        if self.family is None:
            return None
        return (self.inscription and self.inscription.provider) or self.family.provider

    @property
    def version(self) -> str | None:
        """As the constants tell, else the symbol versions where those are the release, else numbers in the name."""
        inscribed = self.inscription.version if self.inscription else None
        return inscribed or self._defined_version() or self.file_name.version or self.name.version

    def _defined_version(self) -> str | None:
        series = _RELEASED_BY_SYMBOLS.get(self.family) if self.family else None
        defined = {name for name in self.elf.defines if series and name.startswith(series)}
        return highest_versions(defined)[0].removeprefix(series) if series and defined else None


class Objects:
    """Reads shared objects by path; what it could not read is in `problems` (path -> reason)."""

    _kept: ClassVar[dict[tuple[str, tuple[int, ...]], LoadedObject]] = {}
    __slots__ = ("_files", "_identities", "_loaded", "_real", "problems")

    def __init__(self, files: FileSystem) -> None:
        self._files = files
        self._real: dict[str, str | None] = {}
        self._identities: dict[str, tuple[int, ...] | None] = {}
        self._loaded: dict[str, LoadedObject | None] = {}
        self.problems: dict[str, str] = {}

    def real(self, path: str) -> str | None:
        """The regular file that a path leads to; None where there is none."""
        if path not in self._real:
            entry = self._files.entry(path)
            self._real[path] = None
            if entry is not None and entry.kind is EntryKind.FILE:
                self._real[path] = entry.path
                self._identities[entry.path] = entry.identity
        return self._real[path]

    def is_problem(self, path: str) -> bool:
        """Whether what lies at a path was looked at and could not be read."""
        return self._real.get(path) in self.problems

    def load_all(self, paths: Iterable[str]) -> None:
        """Read many real paths, in the order in which the storage reads fastest."""
        for path in self._files.storage_order([path for path in dict.fromkeys(paths) if path not in self._loaded]):
            self.load(path)

    def load(self, path: str) -> LoadedObject | None:
        """The object at a real path; None where it is no ELF object, or a damaged one."""
        if path not in self._loaded:
            self._loaded[path] = None
            try:
                self._loaded[path] = self._described(path)
            except NotElf:
                pass
            except FileUnreadable as error:
                self.problems[path] = error.reason
            except (ElfError, OSError) as error:
                self.problems[path] = str(error)
        return self._loaded[path]

    def _described(self, path: str) -> LoadedObject:
        identity = self._identities.get(path)
        found = None if identity is None else self._kept.get((path, identity))
        if found is None:
            with self._files.open(path) as file:
                found = _described(path, file)
            if identity is not None and len(self._kept) < MAX_KEPT:
                self._kept[path, identity] = found
        return found


def _described(path: str, file: BinaryIO) -> LoadedObject:
    elf = parse_elf(file)
    base = path.rpartition("/")[2]
    file_name = library_name(base)
    name = library_name(elf.soname.rpartition("/")[2]) if elf.soname else file_name
    traits = code_traits(file, elf)
    if _FOR_SOME_CPUS.search(path.lower()):
        traits = replace(traits, needs=None)
    flushes = flushes_subnormals(file, elf)
    table = sections(file, elf.bits, elf.little_endian)
    cuda = cuda_architectures(file, table)
    plain = LoadedObject(
        path=path, elf=elf, name=name, file_name=file_name, traits=traits, cuda=cuda, flushes_subnormals=flushes,
        choices=_choices(path, file, elf, table, traits),
    )  # fmt: skip
    if is_tagged_extension(base):
        return plain
    family = family_of(name.stem, path, elf.needed)
    inscription, threads, carried = None, None, None
    if family and has_inscription(family.provider, name.stem):
        inscription = read_inscription(constants(file, elf, OVERLAP_BYTES), family.provider)
    if family and family.provider in _THREADED:
        threads = names_mention(file, elf, b"pthread_create")
    for provider in carried_families(name.stem):
        found = read_inscription(constants(file, elf, OVERLAP_BYTES), provider)
        if found.version:
            carried = provider, found.version
            break
    choices = plain.choices
    if family and family.provider in DESCRIBED:
        choices = tuple(sorted({*choices, *build_choices(family.provider, constants(file, elf, OVERLAP_BYTES))}))
    return replace(plain, choices=choices, family=family, inscription=inscription, threads=threads, carried=carried)


def _choices(
    path: str, file: BinaryIO, elf: SharedObject, table: Sequence[Section], traits: CodeTraits
) -> tuple[str, ...]:
    found = set(asked_for(file, elf, table))
    if traits.fused:
        found.add("fused-operations")
    if traits.characters:
        found.add(f"{traits.characters}-characters")
    if _CARRIES_OPENCV.search(path):
        found.update(opencv_choices(constants(file, elf, OPENCV_BYTES)))
    computes = arithmetic(file, elf)
    if computes.splits_sums:
        found.add("split-sums")
    if computes.approximates:
        found.add("approximate-reciprocals")
    if computes.constants:
        found.add(f"{computes.constants}-constants")
    if computes.asks_for_nan is not None and not traits.unoptimised:
        found.add("nan-checks" if computes.asks_for_nan else "no-nan-checks")
    return tuple(sorted(found))
