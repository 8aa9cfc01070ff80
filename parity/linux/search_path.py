"""Where a root file system's dynamic loader looks for shared objects (ld.so(8), ldconfig(8), musl's ldso)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from parity.errors import FileUnreadable
from parity.interfaces import EntryKind, FileSystem, Target
from parity.parsers.ldconfig import CacheError, parse_ld_so_cache, parse_ld_so_conf, parse_path_list

MAX_CONF_BYTES = 64 << 10
MAX_CONF_FILES = 256
MAX_CACHE_BYTES = 16 << 20

_CONF = "/etc/ld.so.conf"
_CACHE = "/etc/ld.so.cache"
_TRIPLETS = {
    "x86_64": "x86_64-linux-gnu",
    "aarch64": "aarch64-linux-gnu",
    "i386": "i386-linux-gnu",
    "arm": "arm-linux-gnueabihf",
    "ppc64": "powerpc64le-linux-gnu",
    "s390x": "s390x-linux-gnu",
    "riscv": "riscv64-linux-gnu",
    "loongarch": "loongarch64-linux-gnu",
}
_GLIBC_DIRECTORIES = ("/lib64", "/usr/lib64", "/lib", "/usr/lib")
_MUSL_DIRECTORIES = ("/lib", "/usr/local/lib", "/usr/lib")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPath:
    """The loader's places, in its own order, and what of them could not be read.

    Attributes:
        library_path: LD_LIBRARY_PATH.
        cache: paths by soname, of ld.so.cache; empty where there is none.
        listed: directories of ld.so.conf, which only ldconfig reads.
        trusted: directories that are always looked at last.
        musl: musl's loader: it has neither cache nor configuration, and inherits RUNPATH as if it were RPATH.
        problems: (path, reason) of unreadable files.
    """

    library_path: tuple[str, ...] = ()
    cache: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
    musl: bool = False
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def directories(self) -> tuple[str, ...]:
        """Every directory, in order, each once."""
        return tuple(dict.fromkeys((*self.library_path, *self.listed, *self.trusted)))


def environment_variable(target: Target, name: str) -> str:
    """A variable of the target's process: as it runs, else as its image says; empty where unset."""
    environ = target.agent.values.get("environ") if target.agent else None
    if isinstance(environ, Mapping):
        return str(environ.get(name, ""))
    return target.config.env.get(name, "") if target.config else ""


def search_path(target: Target, machine: str | None) -> SearchPath:
    """The search path of a target whose interpreter is of `machine`."""
    files = target.files
    library_path = tuple(
        entry.rstrip("/") or "/"
        for entry in environment_variable(target, "LD_LIBRARY_PATH").replace(";", ":").split(":")
        if entry.startswith("/")
    )
    problems: list[tuple[str, str]] = []
    trusted = glibc_directories(files, machine)
    loader = musl_loader(files)
    if loader and not any(files.entry(f"{directory}/libc.so.6") for directory in trusted):
        configured = _read(files, f"/etc/{loader.removesuffix('.so.1')}.path", MAX_CONF_BYTES, problems)
        return SearchPath(
            library_path=library_path,
            trusted=parse_path_list(configured) if configured is not None else _MUSL_DIRECTORIES,
            musl=True,
            problems=tuple(problems),
        )
    return SearchPath(
        library_path=library_path,
        cache=_cache(files, problems),
        listed=tuple(dict.fromkeys(_listed(files, problems))),
        trusted=trusted,
        problems=tuple(problems),
    )


def musl_loader(files: FileSystem) -> str | None:
    """The file name of musl's loader in /lib: "ld-musl-x86_64.so.1"."""
    try:
        names = files.children("/lib")
    except FileUnreadable:
        return None
    return next((name for name in names if name.startswith("ld-musl-") and name.endswith(".so.1")), None)


def glibc_directories(files: FileSystem, machine: str | None) -> tuple[str, ...]:
    """The directories that glibc's loader looks at without being told, in order, as far as they exist.

    Args:
        machine: whose; None: any machine's.
    """
    triplets = [_TRIPLETS[machine]] if machine in _TRIPLETS else list(_TRIPLETS.values())
    candidates = [f"{root}/{triplet}" for triplet in triplets for root in ("/lib", "/usr/lib")]
    found = (path for path in (*candidates, *_GLIBC_DIRECTORIES) if _is_directory(files, path))
    return tuple(found)


def _is_directory(files: FileSystem, path: str) -> bool:
    entry = files.entry(path)
    return entry is not None and entry.kind is EntryKind.DIRECTORY


def _cache(files: FileSystem, problems: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    data = _read(files, _CACHE, MAX_CACHE_BYTES, problems)
    if not data:  # image builders empty the cache: the loader then does without
        return {}
    try:
        return parse_ld_so_cache(data)
    except CacheError as error:
        problems.append((_CACHE, str(error)))
        return {}


def _listed(files: FileSystem, problems: list[tuple[str, str]]) -> Iterator[str]:
    waiting, read = [_CONF], 0
    while waiting and read < MAX_CONF_FILES:
        path, read = waiting.pop(0), read + 1
        nested: list[str] = []
        for line in parse_ld_so_conf(_read(files, path, MAX_CONF_BYTES, problems) or b""):
            if line.include:
                nested.extend(_matching(files, line.value, path, problems))
            else:
                yield line.value
        waiting[:0] = nested


def _matching(files: FileSystem, pattern: str, including: str, problems: list[tuple[str, str]]) -> list[str]:
    """Files that an include names; as everywhere in practice, only the last part of the pattern may have wildcards."""
    if not pattern.startswith("/"):
        pattern = f"{including.rpartition('/')[0]}/{pattern}"
    directory, _, name = pattern.rpartition("/")
    try:
        return [f"{directory}/{child}" for child in files.children(directory) if fnmatchcase(child, name)]
    except FileUnreadable as error:
        problems.append((error.path, error.reason))
        return []


def _read(files: FileSystem, path: str, limit: int, problems: list[tuple[str, str]]) -> bytes | None:
    entry = files.entry(path)
    if entry is None or entry.kind is not EntryKind.FILE:
        return None
    try:
        return files.read(path, limit)
    except FileUnreadable as error:
        problems.append((path, error.reason))
        return None
