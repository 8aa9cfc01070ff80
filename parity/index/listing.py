"""What the configured indexes list of a project: pages of indexes, pages of links, directories of files."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from packaging.utils import canonicalize_name

from parity.errors import PackageIndexError
from parity.index.configuration import IndexSettings, Location
from parity.index.transport import Transport
from parity.model.package_index import IndexFile
from parity.parsers.package_file_name import parse_file_name, parsed_version
from parity.parsers.simple_index import ACCEPT, MAX_PAGE_BYTES, Wanted, parse_page

ARCHIVES = (".whl", ".tar.gz", ".zip", ".tar.bz2")
MAX_DIRECTORY = 100_000  # files of a local directory that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All files of one project, in the order of the places; of one name and content once, from the first place.

    Attributes:
        asked: URLs of the places that answered.
        problems: sentences about those that did not.
        conflicts: of a file's name, where two places have it with different content: a sentence.
    """

    project: str
    files: tuple[IndexFile, ...] = ()
    asked: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    conflicts: Mapping[str, str] = field(default_factory=dict)


class Indexes:
    """The places of one configuration. Used by several threads at once; what was listed once is not asked for again."""

    def __init__(self, settings: IndexSettings, transport: Transport) -> None:
        self._settings = settings
        self._transport = transport
        self._flat: dict[str, tuple[IndexFile, ...] | PackageIndexError] = {}
        self._listed: dict[tuple[str, frozenset[str] | None], Listing] = {}
        self._lock = threading.Lock()

    def list(self, project: str, versions: Collection[str] | None = None) -> Listing:
        """Ask every place about a project, by any spelling of its name.

        A place that does not know it is no error; one that cannot be asked is a problem of the listing.

        Args:
            versions: whose files are wanted, in any spelling; None: of all versions.
        """
        name = str(canonicalize_name(project))
        key = (name, None if versions is None else frozenset(versions))
        if key not in self._listed:
            self._listed[key] = self._list(name, _of(name, versions))
        return self._listed[key]

    def _list(self, name: str, wanted: Wanted) -> Listing:
        found: dict[str, IndexFile] = {}
        asked: list[str] = []
        problems: list[str] = []
        conflicts: dict[str, str] = {}
        for place in self._settings.locations:
            try:
                files = self._flat_files(place, wanted) if place.flat else self._project_files(place, name, wanted)
            except PackageIndexError as error:
                problems.append(str(error))
                continue
            asked.append(place.url)
            for file in files:
                other = found.setdefault(file.name, file)
                if conflict := _conflict(other, file):
                    conflicts.setdefault(file.name, conflict)
        return Listing(
            project=name, files=tuple(found.values()), asked=tuple(asked), problems=tuple(problems),
            conflicts=conflicts,
        )  # fmt: skip

    def _project_files(self, place: Location, name: str, wanted: Wanted) -> tuple[IndexFile, ...]:
        if place.url.startswith("file:"):
            return _local(f"{place.url}/{name}", place.url, wanted)
        return self._page(f"{place.url}/{quote(name)}/", place.url, wanted)

    def _flat_files(self, place: Location, wanted: Wanted) -> tuple[IndexFile, ...]:
        with self._lock:
            kept = self._flat.get(place.url)
            if kept is None:
                look = _local if place.url.startswith("file:") else self._page
                try:
                    kept = look(place.url, place.url, lambda _: True)
                except PackageIndexError as error:
                    kept = error
                self._flat[place.url] = kept
        if isinstance(kept, PackageIndexError):
            raise kept
        return tuple(file for file in kept if wanted(file.name))

    def _page(self, url: str, index: str, wanted: Wanted) -> tuple[IndexFile, ...]:
        answer = self._transport.get(url, limit=MAX_PAGE_BYTES, accept=ACCEPT)
        if answer.status in (404, 410):
            return ()
        try:
            return parse_page(answer.body, answer.content_type, answer.url, index, wanted)
        except ValueError as error:
            raise PackageIndexError("read the index page", url, str(error), "is this an index's address?") from None


def _of(project: str, versions: Collection[str] | None) -> Wanted:
    """Whether a file's name says that it is of the project, and of one of the versions."""
    exact = None if versions is None else {parsed_version(version) or version for version in versions}

    def wanted(file: str) -> bool:
        stated = parse_file_name(file)
        if stated is None or stated.project != project:
            return False
        return exact is None or (parsed_version(stated.version) or stated.version) in exact

    return wanted


def _conflict(one: IndexFile, other: IndexFile) -> str | None:
    for algorithm in sorted(one.hashes.keys() & other.hashes.keys()):
        ours, theirs = one.hashes[algorithm], other.hashes[algorithm]
        if ours != theirs:
            return f"{one.index} has {one.name} with {algorithm} {ours[:12]}…, {other.index} with {theirs[:12]}…"
    return None


def _local(url: str, index: str, wanted: Wanted) -> tuple[IndexFile, ...]:
    """Of a directory or a page on this machine; nothing where there is none."""
    path = Path(unquote(urlsplit(url).path))
    try:
        if path.is_dir():
            page = path / "index.html"
            if not page.is_file():
                return _directory(path, index, wanted)
            path, url = page, f"{url.rstrip('/')}/index.html"
        if not path.is_file():
            return ()
        if path.name.endswith(ARCHIVES):
            return (_local_file(path, index),) if wanted(path.name) else ()
        with path.open("rb") as file:
            return parse_page(file.read(MAX_PAGE_BYTES), "text/html", url, index, wanted)
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise PackageIndexError("read the local index", url, problem) from None


def _directory(path: Path, index: str, wanted: Wanted) -> tuple[IndexFile, ...]:
    found = []
    for number, entry in enumerate(sorted(path.iterdir())):
        if number >= MAX_DIRECTORY:
            break
        if entry.name.endswith(ARCHIVES) and wanted(entry.name) and entry.is_file():
            found.append(_local_file(entry, index))
    return tuple(found)


def _local_file(path: Path, index: str) -> IndexFile:
    url = path.absolute().as_uri()
    return IndexFile(name=path.name, url=url, location=url, size=path.stat().st_size, index=index)
