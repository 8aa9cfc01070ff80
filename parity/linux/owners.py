"""Which package of the operating system a shared object belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parity.errors import FileUnreadable
from parity.interfaces import FileSystem
from parity.linux.packages import DPKG_STANZAS, installed_packages
from parity.model.facts import Gap
from parity.parsers.dpkg import package_of_list, shared_objects_of_list, shared_objects_of_md5sums

MAX_LIST_BYTES = 16 << 20
MAX_LISTS = 20_000

_LISTS = "/var/lib/dpkg/info"


@dataclass(frozen=True, slots=True)
class Owners:
    """Owners by path, and versions by owner ("dpkg:zlib1g" -> "1:1.2.13.dfsg-1")."""

    by_path: dict[str, str]
    versions: dict[str, str]

    def of(self, path: str) -> str | None:
        """The owner of a real path; databases may know it by its path before /lib and /usr/lib were merged."""
        if path in self.by_path:
            return self.by_path[path]
        other = path.removeprefix("/usr") if path.startswith("/usr/") else f"/usr{path}"
        return self.by_path.get(other)


def owners(files: FileSystem) -> Owners:
    """Owners of all shared objects. What cannot be read owns nothing here; the system's own facts have the gap."""
    packages = [found for found in installed_packages(files) if not isinstance(found, Gap)]
    by_path = {path: package.key for package in packages for path in package.shared_objects}
    if any(package.manager == "dpkg" for package in packages):
        by_path.update(_listed(files))
    return Owners(by_path, {package.key: package.version for package in packages})


def _listed(files: FileSystem) -> Iterator[tuple[str, str]]:
    lists = {f"{_LISTS}/{name}": package for name in _names(files, _LISTS) if (package := package_of_list(name))}
    for path in files.storage_order(lists):
        yield from ((owned, f"dpkg:{lists[path]}") for owned in shared_objects_of_list(_content(files, path)))
    sums = {f"{DPKG_STANZAS}/{name}": name[:-8] for name in _names(files, DPKG_STANZAS) if name.endswith(".md5sums")}
    for path in files.storage_order(sums):
        yield from ((owned, f"dpkg:{sums[path]}") for owned in shared_objects_of_md5sums(_content(files, path)))


def _names(files: FileSystem, directory: str) -> list[str]:
    try:
        return list(files.children(directory))[:MAX_LISTS]
    except FileUnreadable:
        return []


def _content(files: FileSystem, path: str) -> bytes:
    try:
        return files.read(path, MAX_LIST_BYTES)
    except FileUnreadable:
        return b""
