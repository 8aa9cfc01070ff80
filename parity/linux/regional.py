"""What a root file system brings for time zones and for languages."""

from __future__ import annotations

from collections.abc import Mapping

from parity.errors import FileUnreadable
from parity.interfaces import EntryKind, FileSystem
from parity.model.facts import Gap
from parity.model.keys import Domain
from parity.model.system import Locales, TimeZones
from parity.parsers.locale_archive import HEADER_BYTES, LocaleArchiveError, index_size, parse_locale_archive
from parity.parsers.tzdata import canonical_zone, rule_of_tzif, version_of_package, version_of_zi, zone_of_path

MAX_ZONE_BYTES = 256 << 10
MAX_ARCHIVE_INDEX_BYTES = 4 << 20
MAX_LOCALES = 4096

_ZONEINFO = "/usr/share/zoneinfo"
_LOCALTIME, _TIMEZONE = "/etc/localtime", "/etc/timezone"
_LOCALES = "/usr/lib/locale"
_ARCHIVE = f"{_LOCALES}/locale-archive"


def zone_tables(files: FileSystem, packages: Mapping[str, str]) -> TimeZones | Gap | None:
    """The release of the time zone tables; None where there are none, or nothing tells their release."""
    for name in ("tzdata.zi", "+VERSION"):
        path = f"{_ZONEINFO}/{name}"
        if not _is_file(files, path):
            continue
        try:
            with files.open(path) as file:
                head = file.read(64)
        except FileUnreadable as error:
            return Gap(domain=Domain.SYSTEM, subject="tzdata", reason=f"{path}: {error.reason}")
        version = version_of_zi(head if name == "tzdata.zi" else b"# version " + head)
        if version:
            return TimeZones(value=version)
    for owner in ("dpkg:tzdata", "apk:tzdata", "rpm:tzdata"):
        if owner in packages:
            return TimeZones(value=version_of_package(packages[owner]) or packages[owner])
    return None


def default_zone(files: FileSystem) -> TimeZones | Gap | None:
    """The zone that programs use where TZ is not set: /etc/localtime's, or UTC where that leads nowhere (tzset(3))."""
    link = files.entry(_LOCALTIME, follow=False)
    found = files.entry(_LOCALTIME)
    if link is None or found is None or found.kind is not EntryKind.FILE:
        return TimeZones(value="UTC")
    named = zone_of_path(link.target or "") or zone_of_path(found.path)
    if named:
        return TimeZones(value=named)
    try:
        rule = rule_of_tzif(files.read(_LOCALTIME, MAX_ZONE_BYTES))
        label = files.read(_TIMEZONE, 4096).decode("utf-8", "replace").strip() if _is_file(files, _TIMEZONE) else ""
    except FileUnreadable as error:
        return Gap(domain=Domain.SYSTEM, subject="timezone", reason=f"{error.path}: {error.reason}")
    # A copy of a zone's file: its name, where one is told, stands only beside the rule that the file really has.
    zone = canonical_zone(label)
    if rule in {"UTC0", "<UTC>0"}:
        return TimeZones(value="UTC")
    return TimeZones(value=f"{zone} ({rule})" if zone and rule else zone or rule or "unknown")


def installed_locales(files: FileSystem) -> Locales | Gap | None:
    """The locales that setlocale(3) can find besides "C" and "POSIX"; None where the place for them is missing."""
    if files.entry(_LOCALES) is None:
        return None
    try:
        names = set(_archived(files)) if _is_file(files, _ARCHIVE) else set()
        for name in list(files.children(_LOCALES))[:MAX_LOCALES]:
            if _is_file(files, f"{_LOCALES}/{name}/LC_CTYPE"):
                names.add(name)
    except FileUnreadable as error:
        return Gap(domain=Domain.SYSTEM, subject="locales", reason=f"{error.path}: {error.reason}")
    except LocaleArchiveError as error:
        return Gap(domain=Domain.SYSTEM, subject="locales", reason=f"{_ARCHIVE}: {error}")
    return Locales(names=tuple(sorted(names)))


def _archived(files: FileSystem) -> tuple[str, ...]:
    with files.open(_ARCHIVE) as file:
        header = file.read(HEADER_BYTES)
        size = index_size(header)
        if size > MAX_ARCHIVE_INDEX_BYTES:
            raise LocaleArchiveError(f"an index of more than {MAX_ARCHIVE_INDEX_BYTES >> 20} MiB")
        return parse_locale_archive(header + file.read(size - len(header)))


def _is_file(files: FileSystem, path: str) -> bool:
    entry = files.entry(path)
    return entry is not None and entry.kind is EntryKind.FILE
