"""The packages that a root file system's package managers say are installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from parity.errors import FileUnreadable
from parity.interfaces import FileSystem
from parity.linux.rpm_database import rpm_packages
from parity.model.facts import Gap
from parity.model.keys import Domain
from parity.parsers.apk import parse_installed
from parity.parsers.dpkg import DebianPackage, parse_status

MAX_DATABASE_BYTES = 64 << 20
MAX_STANZA_FILES = 10_000

DPKG_STATUS = "/var/lib/dpkg/status"
DPKG_STANZAS = "/var/lib/dpkg/status.d"  # distroless: one file a package
APK_DATABASES = ("/lib/apk/db/installed", "/usr/lib/apk/db/installed")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledPackage:
    """One package.

    Attributes:
        manager: "dpkg", "apk" or "rpm".
        name: unique within the manager: of a foreign architecture "zlib1g:i386".
        shared_objects: paths of its shared objects, where the database itself lists them (apk, rpm).
    """

    manager: str
    name: str
    version: str
    architecture: str | None = None
    source: str | None = None
    shared_objects: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.manager}:{self.name}"


def installed_packages(files: FileSystem) -> Iterator[InstalledPackage | Gap]:
    """Every installed package, of every manager that has a database here; a damaged database is a gap."""
    yield from _dpkg(files)
    yield from _apk(files)
    for found in rpm_packages(files):
        if isinstance(found, Gap):
            yield found
        elif found.name != "gpg-pubkey":  # not a package: a key that rpm keeps among them
            yield InstalledPackage(
                manager="rpm", name=found.name, version=found.version, architecture=found.architecture,
                source=found.source, shared_objects=found.shared_objects,
            )  # fmt: skip


def unreadable(manager: str, error: FileUnreadable) -> Gap:
    """The gap that an unreadable database leaves."""
    return Gap(domain=Domain.SYSTEM, subject=f"{manager}:*", reason=f"{error.path}: {error.reason}")


def _dpkg(files: FileSystem) -> Iterator[InstalledPackage | Gap]:
    found: list[DebianPackage] = []
    try:
        if files.entry(DPKG_STATUS):
            found.extend(parse_status(files.read(DPKG_STATUS, MAX_DATABASE_BYTES)))
    except FileUnreadable as error:
        yield unreadable("dpkg", error)
    try:
        names = [name for name in files.children(DPKG_STANZAS) if not name.endswith(".md5sums")][:MAX_STANZA_FILES]
    except FileUnreadable as error:
        yield unreadable("dpkg", error)
        names = []
    for path in files.storage_order([f"{DPKG_STANZAS}/{name}" for name in names]):
        try:
            found.extend(parse_status(files.read(path, MAX_DATABASE_BYTES), assume_installed=True))
        except FileUnreadable as error:
            yield unreadable("dpkg", error)
    yield from _unique(found)


def _unique(found: list[DebianPackage]) -> Iterator[InstalledPackage]:
    """Packages by name; where one is installed for several architectures, the foreign ones carry theirs."""
    native = next((package.architecture for package in found if package.name in {"dpkg", "libc6"}), None)
    for package in found:
        plain = InstalledPackage(
            manager="dpkg", name=package.name, version=package.version, architecture=package.architecture,
            source=package.source,
        )  # fmt: skip
        foreign = native and package.architecture not in {native, "all", None}
        yield replace(plain, name=f"{package.name}:{package.architecture}") if foreign else plain


def _apk(files: FileSystem) -> Iterator[InstalledPackage | Gap]:
    for path in APK_DATABASES:
        entry = files.entry(path)
        if entry is None or (path != APK_DATABASES[0] and entry.path == APK_DATABASES[0]):
            continue
        try:
            data = files.read(path, MAX_DATABASE_BYTES)
        except FileUnreadable as error:
            yield unreadable("apk", error)
            continue
        for package in parse_installed(data):
            yield InstalledPackage(
                manager="apk", name=package.name, version=package.version, architecture=package.architecture,
                source=package.origin, shared_objects=package.shared_objects,
            )  # fmt: skip
        return  # /lib and /usr/lib may be one directory
