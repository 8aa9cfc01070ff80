"""Facts about installed Python distributions (domain `distribution`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class FileClass(str, Enum):
    """What a file of a distribution is for. Only the first three can change what a program computes."""

    PYTHON = "python"
    NATIVE = "native"
    DATA = "data"
    DOCS = "docs"
    TESTS = "tests"
    STUBS = "stubs"
    METADATA = "metadata"
    LAUNCHER = "launcher"  # scripts that an installer writes or rewrites: they hold this machine's paths

    @property
    def runs(self) -> bool:
        """Whether a change in files of this class can change what a program does."""
        return self in (FileClass.PYTHON, FileClass.NATIVE, FileClass.DATA)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSet:
    """All files of one class of one distribution.

    Attributes:
        kind: their class.
        digest: hex sha256 over the sorted lines "<path> <sha256 of content>\\n", paths relative to site-packages,
            the hash suffix that auditwheel puts in vendored library names left as it is.
        count: number of files.
        size: bytes in all.
    """

    kind: FileClass
    digest: str
    count: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectUrl:
    """PEP 610 provenance, credentials removed. subdirectory: of a repository or archive, where the project is."""

    url: str
    vcs: str | None = None
    commit: str | None = None
    archive_hash: str | None = None
    editable: bool = False
    subdirectory: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadowed:
    """Another installed copy of the same distribution, later on the import path, so never imported."""

    version: str
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One installed distribution as the serving interpreter would import it. Key name: PEP 503 normalised name.

    Attributes:
        version: as recorded, not normalised.
        location: import path entry, relative to the environment's prefix where inside it.
        layout: "dist-info", "egg-info", "conda" or "egg-link"; "declared" where a file only says that it is wanted.
        tags: wheel compatibility tags, sorted; empty when not installed from a wheel.
        build: wheel build number.
        files: per class, sorted by class; from the installed bytes, not from what RECORD claims.
        recorded: whether a RECORD (or equivalent list) said which files belong to it.
        requires: raw Requires-Dist lines, sorted.
        top_level: importable top-level names, sorted.
        hashes: of something that is only declared: "sha256:<hex>" of the files that it may be installed from, sorted.
        record: hex sha256 over what RECORD says of the shipped files, whatever their bytes are now; the same as that of
            the RECORD in the wheel it came from. None without a RECORD, and in snapshots of schema 1. Not compared:
            the files themselves are.
    """

    version: str
    location: str
    layout: str
    tags: tuple[str, ...] = ()
    build: str | None = None
    installer: str | None = None
    direct_url: DirectUrl | None = None
    requested: bool = False
    files: tuple[FileSet, ...] = ()
    recorded: bool = True
    requires: tuple[str, ...] = ()
    requires_python: str | None = None
    top_level: tuple[str, ...] = ()
    shadowed: tuple[Shadowed, ...] = ()
    hashes: tuple[str, ...] = ()
    record: str | None = field(default=None, compare=False)

    def file_set(self, kind: FileClass) -> FileSet | None:
        """The files of one class, or None where it has none."""
        return next((files for files in self.files if files.kind is kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlteredFile:
    """An installed file whose bytes are not those that RECORD names.

    Attributes:
        by: another distribution, whose record of the same path has the bytes that are there: it overwrote the file.
    """

    path: str
    kind: FileClass
    recorded: str  # "sha256=<hex>"
    actual: str  # "sha256=<hex>"
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity:
    """Files of a distribution that are not as installed. Key name: "<distribution>/integrity".

    The fact exists only where something is wrong, so it appears as added or removed.
    """

    version: str
    altered: tuple[AlteredFile, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnownedFile:
    """An importable file that no distribution installed: path relative to the environment, hex sha256."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnownedFiles:
    """Importable files in a site directory that no distribution installed. Key name: "unowned:<module>".

    Attributes:
        files: sorted by path.
        beside: the distribution among whose modules they lie; None: the module is nobody's.
    """

    files: tuple[UnownedFile, ...]
    beside: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowingModule:
    """A module of the application that hides another of its name. Key name: "shadowing:<module>".

    Attributes:
        path: of what is imported: below its code root where it lies in one.
        hides: the distribution whose module it hides; None: the standard library's.
    """

    path: str
    hides: str | None = None
