"""Facts about native libraries (domain `native`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLibrary:
    """An ELF shared object that Python can load.

    Key name: of a library that a distribution brings, "<distribution>:<name without hash and versions>"
    ("numpy:libopenblas64_p.so", "pyarrow:libarrow.so"), so that it stays one thing over its releases; "#2" and so on
    where one distribution has several. Of the system's, the soname ("libz.so.1"), with the directory in front of
    variants for newer CPUs ("glibc-hwcaps/x86-64-v3/libz.so.1").

    Attributes:
        soname: DT_SONAME, or the file name where it has none; without auditwheel's hash.
        version: as told by file name, symbol versions or strings inside; None where nothing tells.
        build_id: GNU build ID, hex.
        content: hex sha256 of the file, only where it has no build ID.
        machine: "x86_64", "aarch64", ...
        needed: canonical sonames it asks for, sorted.
        requires: highest version needed per library: ("GLIBC_2.28", "GLIBCXX_3.4.21"), sorted.
        family: what it does: "blas", "openmp", "cuda", "codec-image", ...; see `parsers/native_families`.
        provider: which implementation within the family: "openblas", "mkl", "reference", ...
        owner: "dist:<name>" or "dpkg:<name>" / "apk:<name>" / "rpm:<name>"; None: nobody's.
        isa: x86-64 level it declares to need ("x86-64-v3"), from its GNU property note.
        path: where it is; not an aspect of behaviour.
        needs: "avx" or "x86-64-v3": what all of its code was compiled for, as samples of the code show.
        cuda: architectures of the CUDA code inside: "sm_80" (machine code), "compute_90" (PTX).
        flushes_subnormals: loading it makes subnormal numbers zero (compiled with -ffast-math).
        unoptimised: its code was compiled without optimisation (-O0).
        provides: the highest version of each series of symbols that it defines: ("CXXABI_1.3.13", "GLIBCXX_3.4.30").
        choices: of who built it, as its code and what it asks for show: "openmp", "assertions", "fused-operations".
    """

    soname: str
    version: str | None = None
    build_id: str | None = None
    content: str | None = None
    machine: str | None = None
    needed: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    family: str | None = None
    provider: str | None = None
    owner: str | None = None
    isa: str | None = None
    path: str | None = None
    needs: str | None = None
    cuda: tuple[str, ...] = ()
    flushes_subnormals: bool = False
    unoptimised: bool = False
    provides: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledModules:
    """The extension modules of one distribution. Key name: "modules:<distribution>".

    Attributes:
        version: of the distribution, so that modules of one release can be compared.
        names: dotted, without tags, of those that the serving interpreter can import; sorted.
        foreign: file names of those that are tagged for another interpreter only: it cannot import them; sorted.
        needs: the highest of what their code was compiled for: "avx", "x86-64-v3".
        dispatches: "avx", "avx512": kernels that they choose at run time, beside a baseline.
        cuda: architectures of the CUDA code inside, of all of them.
        flushes_subnormals: those that make subnormal numbers zero when they are imported, by dotted name; sorted.
        unoptimised: those that were compiled without optimisation (-O0), by dotted name; sorted.
        needed: canonical sonames that they ask for, sorted.
        requires: highest version needed per library, of all of them, sorted.
        choices: of who built them, as for a shared library; what any of them shows.
    """

    version: str
    names: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    needs: str | None = None
    dispatches: tuple[str, ...] = ()
    cuda: tuple[str, ...] = ()
    flushes_subnormals: tuple[str, ...] = ()
    unoptimised: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Which library a consumer's extension modules really resolve to. Key name: "<family>:<distribution>".

    For example "blas:numpy" -> provider "openblas", version "0.3.23", threading "pthreads".
    """

    library: str
    provider: str | None = None
    version: str | None = None
    threading: str | None = None
    vendored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preload:
    """A library that /etc/ld.so.preload or LD_PRELOAD puts in front of all others. Key name: "preload:<soname>"."""

    family: str | None = None
    provider: str | None = None
