"""The operating system: release, packages, C library, kernel, time zones, locales."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parity.errors import FileUnreadable
from parity.interfaces import EntryKind, FileSystem, Target
from parity.linux.libc import c_library
from parity.linux.packages import InstalledPackage, installed_packages
from parity.linux.regional import default_zone, installed_locales, zone_tables
from parity.model.facts import Fact, Gap, Value
from parity.model.keys import Domain, Key
from parity.model.system import Kernel, Package, Release
from parity.parsers.os_release import parse_os_release

MAX_RELEASE_BYTES = 64 << 10

_RELEASE_FILES = ("/etc/os-release", "/usr/lib/os-release")
_KERNEL_FILE = "/proc/sys/kernel/osrelease"


class SystemCollector:
    """Facts of the `system` domain."""

    domain = Domain.SYSTEM

    def collect(self, target: Target) -> Iterator[Fact | Gap]:
        """What a root file system, and a running kernel where there is one, tell."""
        files = target.files
        yield from _release(files)
        packages: list[InstalledPackage] = []
        for found in installed_packages(files):
            if isinstance(found, Gap):
                yield found
            else:
                packages.append(found)
        yield from _package_facts(packages)
        versions = {package.key: package.version for package in packages}
        for name, seen in (
            ("libc", c_library(files, versions)),
            ("tzdata", zone_tables(files, versions)),
            ("timezone", default_zone(files)),
            ("locales", installed_locales(files)),
        ):
            if seen is not None:
                yield seen if isinstance(seen, Gap) else _fact(name, seen)
        yield _kernel(target)


def _fact(name: str, value: Value) -> Fact:
    return Fact(Key(Domain.SYSTEM, name), value)


def _release(files: FileSystem) -> Iterator[Fact | Gap]:
    for path in _RELEASE_FILES:
        entry = files.entry(path)
        if entry is None or entry.kind is not EntryKind.FILE:
            continue
        try:
            fields = parse_os_release(files.read(path, MAX_RELEASE_BYTES))
        except FileUnreadable as error:
            yield Gap(domain=Domain.SYSTEM, subject="release", reason=f"{path}: {error.reason}")
            return
        yield _fact(
            "release",
            Release(
                id=fields.get("ID", "linux"),
                version=fields.get("VERSION_ID"),
                codename=fields.get("VERSION_CODENAME"),
                name=fields.get("PRETTY_NAME") or fields.get("NAME"),
            ),
        )
        return


def _package_facts(packages: list[InstalledPackage]) -> Iterator[Fact]:
    """One fact a name. Of a name installed in several versions (kernels, by rpm), the versions in one, sorted."""
    by_key: dict[str, list[InstalledPackage]] = {}
    for package in packages:
        by_key.setdefault(package.key, []).append(package)
    for key, same in by_key.items():
        yield _fact(
            key,
            Package(
                version=", ".join(sorted({package.version for package in same})),
                architecture=", ".join(sorted({p.architecture for p in same if p.architecture})) or None,
                source=same[0].source,
            ),
        )


def _kernel(target: Target) -> Fact | Gap:
    """Of a running environment; an image runs on whatever kernel its host has."""
    if target.agent is None:
        reason = "nothing runs here; a kernel is the host's, not the image's"
        return Gap(domain=Domain.SYSTEM, subject="kernel", reason=reason, inherent=True)
    value = target.agent.values.get("kernel") or target.agent.files.get(_KERNEL_FILE, "").strip()
    if not isinstance(value, str) or not re.fullmatch(r"\S{1,128}", value):
        reason = target.agent.errors.get(_KERNEL_FILE, "the running environment did not tell it")
        return Gap(domain=Domain.SYSTEM, subject="kernel", reason=reason)
    return _fact("kernel", Kernel(release=value))
