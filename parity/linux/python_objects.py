"""The shared objects that installed distributions brought: by their records, else by a look into their packages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parity.errors import FileUnreadable
from parity.interfaces import EntryKind, FileSystem, InstalledDistribution, Target
from parity.parsers.soname import is_shared_object

MAX_WALKED = 20_000  # directories and files of one distribution that has no record
MAX_DEPTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributedObject:
    """One file of a distribution, named like a shared object; digest: sha256 as the record states it."""

    distribution: str
    location: str
    path: str
    digest: str | None = None


def distributed_objects(target: Target) -> Iterator[DistributedObject]:
    """Files of the distributions that imports find; of a name installed twice, the first one's."""
    seen: set[str] = set()
    for distribution in target.installed:
        if distribution.name in seen:
            continue
        seen.add(distribution.name)
        if distribution.recorded:
            for file in distribution.files:
                if ".so" in file.path and is_shared_object(file.path.rpartition("/")[2]):
                    yield DistributedObject(
                        distribution=distribution.name,
                        location=distribution.location,
                        path=file.path,
                        digest=file.digest,
                    )
        else:
            for path in _walked(target.files, distribution):
                yield DistributedObject(distribution=distribution.name, location=distribution.location, path=path)


def _walked(files: FileSystem, distribution: InstalledDistribution) -> Iterator[str]:
    tops = distribution.top_level or (distribution.name.replace("-", "_"),)
    vendored = [f"{name}.libs" for name in (*tops, distribution.name.replace("-", "_"))]
    waiting = [
        (f"{distribution.location}/{top}", 0)
        for top in sorted({*tops, *vendored}, reverse=True)
        if top and "/" not in top and top not in {".", ".."}
    ]
    for top in tops:  # single-file extension modules lie beside the packages
        yield from _beside(files, distribution.location, top)
    budget = MAX_WALKED
    while waiting and budget:
        directory, depth = waiting.pop()
        names = _names(files, directory)
        budget -= min(budget, len(names) + 1)
        for name in names:
            path = f"{directory}/{name}"
            if is_shared_object(name):
                yield path
            elif (
                depth < MAX_DEPTH and "." not in name[1:] and name != "__pycache__" and _is_real_directory(files, path)
            ):
                waiting.append((path, depth + 1))


def _beside(files: FileSystem, location: str, top: str) -> Iterator[str]:
    for name in _names(files, location):
        if name.startswith(f"{top}.") and is_shared_object(name):
            yield f"{location}/{name}"


def _is_real_directory(files: FileSystem, path: str) -> bool:
    entry = files.entry(path, follow=False)
    return entry is not None and entry.kind is EntryKind.DIRECTORY


def _names(files: FileSystem, directory: str) -> list[str]:
    try:
        return list(files.children(directory))
    except FileUnreadable:
        return []
