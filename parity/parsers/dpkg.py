"""dpkg's database of installed packages: the status file, and its lists of files (deb-control(5), dpkg-query(1))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DebianPackage:
    """One installed package; source: the source package, where it is called otherwise."""

    name: str
    version: str
    architecture: str | None = None
    source: str | None = None


_FIELDS = ("package", "version", "architecture", "source", "status")


def parse_status(data: bytes, *, assume_installed: bool = False) -> Iterator[DebianPackage]:
    """The packages of a status file whose state is "installed".

    Args:
        assume_installed: stanzas without a Status field count too: those of status.d, which distroless images have.
    """
    for stanza in data.decode("utf-8", "surrogateescape").replace("\r\n", "\n").split("\n\n"):
        fields: dict[str, str] = {}
        for line in stanza.split("\n"):
            if line[:1] in (" ", "\t", "#", ""):  # continuation of a long field: none of ours has one
                continue
            name, colon, value = line.partition(":")
            if colon and (key := name.lower()) in _FIELDS:
                fields[key] = value.strip()
        status = fields.get("status", "install ok installed" if assume_installed else "").split()
        if fields.get("package") and fields.get("version") and status[-1:] == ["installed"]:
            source = fields.get("source", "").partition(" ")[0]
            yield DebianPackage(
                name=fields["package"],
                version=fields["version"],
                architecture=fields.get("architecture"),
                source=source if source and source != fields["package"] else None,
            )


def package_of_list(name: str) -> str | None:
    """The package whose file list has this file name: "zlib1g:amd64.list" -> "zlib1g"; None: not a list."""
    return name[: -len(".list")].partition(":")[0] if name.endswith(".list") else None


def shared_objects_of_list(data: bytes) -> Iterator[str]:
    """Paths of a file list that may be shared objects."""
    for line in data.splitlines() if b".so" in data else ():
        if b".so" in line:
            yield line.decode("utf-8", "surrogateescape")


def shared_objects_of_md5sums(data: bytes) -> Iterator[str]:
    """The same of an md5sums file, whose lines are a digest, two spaces and a path relative to the root."""
    for line in data.splitlines():
        if b".so" in line:
            yield "/" + line[34:].decode("utf-8", "surrogateescape")
