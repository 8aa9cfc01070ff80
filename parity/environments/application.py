"""The application's own files: what lies under the code roots, without what tools and installers put there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parity.environments.reading import inside
from parity.errors import FileUnreadable
from parity.interfaces import Entry, EntryKind, FileSystem, Target
from parity.model.facts import Gap
from parity.model.keys import Domain
from parity.parsers.file_kind import (
    ENVIRONMENT_DIRECTORIES,
    HEAD_BYTES,
    MODEL_DIRECTORIES,
    FileKind,
    is_skipped_directory,
    is_skipped_file,
    kind_of,
)

MAX_FILES = 20_000
MAX_DEPTH = 64

NO_ROOT = "no working directory is set; say where the code is with --code-root"
WHOLE_ROOT = "the code root is /, which holds the whole image; say where the code is with --code-root"
# A link into these leads to what other collectors look at, or to what changes by itself.
SYSTEM = ("/usr", "/etc", "/lib", "/lib64", "/bin", "/sbin", "/proc", "/sys", "/dev", "/run", "/tmp", "/var")  # noqa: S108 - names, not files that are made


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """A file of the application: its name below its code root, what is there (links followed), and what it is."""

    name: str
    entry: Entry
    kind: FileKind


@dataclass(frozen=True, slots=True)
class ApplicationLink:
    """A symbolic link of the application that leads to a directory, or nowhere; what it leads to is not followed."""

    name: str
    target: str


Found = ApplicationFile | ApplicationLink | Gap


def application_files(target: Target, domain: Domain) -> Iterator[Found]:
    """Every file, by root and name; gaps of `domain` for roots and directories that cannot be seen.

    For artifacts the well-known directories of models count too, wherever the code is; names there are absolute.
    """
    if not target.code_roots:
        yield Gap(domain=domain, reason=NO_ROOT, inherent=True)
    roots = [root for root in target.code_roots if root != "/"]
    if len(roots) < len(target.code_roots):
        yield Gap(domain=domain, reason=WHOLE_ROOT, inherent=True)
    walk = _Walk(target.files, domain, tuple(filter(None, (_directory(target.files, root) for root in roots))))
    for root, label in zip(roots, labels(roots), strict=True):
        if _directory(target.files, root) is None:
            yield Gap(domain=domain, reason=f"the code root {root} is not a directory", subject=f"{label}*")
        else:
            yield from walk.root(root, label)
    if domain is Domain.ARTIFACT:
        yield from _model_directories(target.files, walk)


def _model_directories(files: FileSystem, walk: _Walk) -> Iterator[Found]:
    for path in MODEL_DIRECTORIES:
        directory = _directory(files, path)
        if directory is not None and not any(inside(directory, root) or inside(root, directory) for root in walk.roots):
            walk = _Walk(files, walk.domain, (*walk.roots, directory))
            yield from walk.root(path, f"{path}/")


def _directory(files: FileSystem, path: str) -> str | None:
    """The real path of a directory, None where there is none."""
    entry = files.entry(path)
    return entry.path if entry is not None and entry.kind is EntryKind.DIRECTORY else None


def labels(roots: Sequence[str]) -> list[str]:
    """What stands before the names of each root's files: as much of its path as tells it from the others."""
    if len(roots) < 2:
        return [""] * len(roots)
    parts = [root.strip("/").split("/") for root in roots]
    length = 1
    while length < max(map(len, parts)) and len({tuple(path[-length:]) for path in parts}) < len(roots):
        length += 1
    return ["/".join(path[-length:]) + "/" for path in parts]


class _Walk:
    """One walk over several roots. `roots` are their real paths."""

    def __init__(self, files: FileSystem, domain: Domain, roots: tuple[str, ...]) -> None:
        self.domain = domain
        self.roots = roots
        self._files = files
        self._count = 0

    def root(self, path: str, label: str) -> Iterator[Found]:
        """What lies below one root, up to the bound of all roots together."""
        for found in self._below(path, label, 0):
            self._count += not isinstance(found, Gap)
            if self._count > MAX_FILES:
                reason = f"{path} has more than {MAX_FILES} files; the rest was not looked at: narrow --code-root"
                yield Gap(domain=self.domain, reason=reason, subject=f"{label}*")
                return
            yield found

    def _below(self, directory: str, prefix: str, depth: int) -> Iterator[Found]:
        try:
            names = self._files.children(directory)
        except FileUnreadable as error:
            yield Gap(domain=self.domain, reason=f"{error.path}: {error.reason}", subject=f"{prefix}*")
            return
        environment = "pyvenv.cfg" in names or "conda-meta" in names
        if environment and depth:
            return  # a virtual environment within the code root
        for name in names:
            if not (environment and name in (*ENVIRONMENT_DIRECTORIES, "pyvenv.cfg")):
                yield from self._one(f"{directory}/{name}", name, prefix, depth)

    def _one(self, path: str, name: str, prefix: str, depth: int) -> Iterator[Found]:
        entry = self._files.entry(path, follow=False)
        if entry is not None and entry.kind is EntryKind.SYMLINK:
            written, entry = entry.target, self._files.entry(path)
            if entry is None or entry.kind is EntryKind.DIRECTORY:
                yield from self._link(path, f"{prefix}{name}", written or "", entry)
                return
        if entry is None:
            return
        if entry.kind is EntryKind.DIRECTORY:
            if is_skipped_directory(name):
                return
            if depth >= MAX_DEPTH:
                reason = f"{path} is nested deeper than {MAX_DEPTH}"
                yield Gap(domain=self.domain, reason=reason, subject=f"{prefix}{name}/*")
            else:
                yield from self._below(path, f"{prefix}{name}/", depth + 1)
        elif entry.kind is EntryKind.FILE and not is_skipped_file(name):
            yield ApplicationFile(f"{prefix}{name}", entry, self._kind(path, entry))

    def _link(self, path: str, name: str, written: str, entry: Entry | None) -> Iterator[Found]:
        """What a directory's link leads to is met where it lies, if that is below a root; and links may loop."""
        yield ApplicationLink(name, written)
        if entry is not None and not any(inside(entry.path, place) for place in (*self.roots, *SYSTEM)):
            reason = f"{path} leads to {entry.path}, outside the code root; name that with --code-root too"
            yield Gap(domain=self.domain, reason=reason, subject=f"{name}/*")

    def _kind(self, path: str, entry: Entry) -> FileKind:
        known = kind_of(path, entry.size)
        if known is not None:
            return known
        try:
            with self._files.open(path) as stream:
                head = stream.read(HEAD_BYTES)
        except (FileUnreadable, OSError):
            head = b""  # whoever claims it by its name says why it cannot be read
        return kind_of(path, entry.size, head) or FileKind("text")
