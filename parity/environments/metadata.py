"""The metadata records on an import path, with the small files of each read together."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parity.environments.reading import absolute, content, contents, is_directory, names
from parity.errors import FileUnreadable
from parity.interfaces import FileSystem
from parity.parsers.direct_url import MAX_DIRECT_URL_BYTES
from parity.parsers.dist_metadata import MAX_METADATA_BYTES, named_by_directory
from parity.parsers.entry_points import MAX_ENTRY_POINTS_BYTES
from parity.parsers.record import MAX_RECORD_BYTES
from parity.parsers.wheel_file import MAX_WHEEL_BYTES

MAX_LINE_FILE = 64 << 10
SMALL_FILES: Mapping[str, int] = {
    "METADATA": MAX_METADATA_BYTES,
    "PKG-INFO": MAX_METADATA_BYTES,
    "WHEEL": MAX_WHEEL_BYTES,
    "RECORD": MAX_RECORD_BYTES + 1,
    "installed-files.txt": MAX_RECORD_BYTES + 1,
    "INSTALLER": MAX_LINE_FILE,
    "direct_url.json": MAX_DIRECT_URL_BYTES,
    "entry_points.txt": MAX_ENTRY_POINTS_BYTES,
    "top_level.txt": MAX_LINE_FILE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataRecord:
    """One .dist-info, .egg-info, EGG-INFO or .egg-link, its files read but not parsed.

    Attributes:
        path: of the record; location: of what it describes; both absolute.
        stated: name and version that its own name states.
        texts: content, or why it could not be read, by file name; a single-file .egg-info is its "PKG-INFO".
        present: names in the record's directory.
    """

    path: str
    location: str
    layout: str
    stated: tuple[str, str]
    texts: Mapping[str, bytes | FileUnreadable]
    present: frozenset[str]

    def text(self, name: str) -> bytes | None:
        """The bytes of one file; None where there is none or it cannot be read."""
        data = self.texts.get(name)
        return data if isinstance(data, bytes) else None

    def installer(self) -> str | None:
        """The tool that installed it, as INSTALLER names it."""
        words = (self.text("INSTALLER") or b"").decode("utf-8", "replace").split()
        return words[0][:100] if words else None

    def unreadable(self) -> Iterator[FileUnreadable]:
        return (data for data in self.texts.values() if isinstance(data, FileUnreadable))


def metadata_records(files: FileSystem, path: Sequence[str]) -> tuple[MetadataRecord, ...]:
    """Every record on the import path, in its order; each once, though two entries may lead to it."""
    places = list(_places(files, path))
    wanted: dict[str, int] = {}
    inside: dict[str, frozenset[str]] = {}
    for record, _, _, _ in places:
        inside[record] = frozenset(names(files, record))
        if inside[record] or is_directory(files, record):
            wanted.update(
                {posixpath.join(record, name): SMALL_FILES[name] for name in inside[record] & SMALL_FILES.keys()}
            )
        else:
            wanted[record] = MAX_METADATA_BYTES
    read = contents(files, wanted)
    return tuple(
        MetadataRecord(
            path=record,
            location=location,
            layout=layout,
            stated=stated,
            texts=_texts(record, inside[record], read),
            present=inside[record],
        )
        for record, location, layout, stated in places
    )


def _texts(
    record: str, present: frozenset[str], read: Mapping[str, bytes | FileUnreadable]
) -> dict[str, bytes | FileUnreadable]:
    if record in read:
        return {"PKG-INFO": read[record]}
    return {name: read[posixpath.join(record, name)] for name in SMALL_FILES if name in present}


def _places(files: FileSystem, path: Sequence[str]) -> Iterator[tuple[str, str, str, tuple[str, str]]]:
    """Path, location, layout and stated name of every record."""
    seen: set[str] = set()
    # An .egg-link has the word over the .egg-info that its project directory, also on the path, shows.
    for place in sorted(_listed(files, path), key=lambda place: place[2] != "egg-link"):
        seen_as = place[0]
        if place[2] == "egg-link":
            yield place
            seen.add(seen_as)
    for place in _listed(files, path):
        if place[0] not in seen:
            seen.add(place[0])
            yield place


def _listed(files: FileSystem, path: Sequence[str]) -> Iterator[tuple[str, str, str, tuple[str, str]]]:
    for entry in path:
        if entry.endswith(".egg") and (stated := named_by_directory(posixpath.basename(entry))):
            if is_directory(files, posixpath.join(entry, "EGG-INFO")):
                yield posixpath.join(entry, "EGG-INFO"), entry, "egg-info", stated
            continue
        for name in names(files, entry):
            full = posixpath.join(entry, name)
            if name.startswith("~"):  # what an interrupted pip left behind; no installer takes it for installed
                continue
            if name.endswith((".dist-info", ".egg-info")) and (stated := named_by_directory(name)):
                yield full, entry, name.rpartition(".")[2], stated
            elif name.endswith(".egg-link"):
                yield from _linked(files, full, name)


def _linked(files: FileSystem, link: str, name: str) -> Iterator[tuple[str, str, str, tuple[str, str]]]:
    """An .egg-link names a project directory, in which the record lies."""
    text = (content(files, link, MAX_LINE_FILE) or b"").decode("utf-8", "surrogateescape")
    lines = text.splitlines()
    stated = (name.removesuffix(".egg-link"), "")
    if not lines or not lines[0].startswith("/") or "\0" in lines[0]:
        return
    project = absolute(lines[0].strip())
    for inner in names(files, project):
        if inner.endswith(".egg-info"):
            yield posixpath.join(project, inner), project, "egg-link", stated
            return
    yield link, project, "egg-link", stated
