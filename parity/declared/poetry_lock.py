"""poetry.lock: the main group, without extras.

Format: what poetry writes, lock versions 1.1 to 2.1 (only 2.1 says of a package to which groups it belongs).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

from packaging.markers import InvalidMarker, Marker
from packaging.utils import canonicalize_name

from parity.declared.fitting import fit
from parity.declared.markers import MarkerEnvironment, environment_for
from parity.declared.reading import MAX_LOCK_BYTES, malformed, read_declared
from parity.model.declaration import Declaration, Declared
from parity.model.facts import Gap
from parity.model.keys import Domain
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.parsers.json_document import array, mapping, text
from parity.parsers.requirements_file import without_credentials
from parity.parsers.toml_document import load_toml

MAIN = "main"
Table = Mapping[str, object]


class PoetryLock:
    """What `poetry install --only main` would install."""

    schemes: ClassVar[Mapping[str, str]] = {"poetry": "FILE: poetry.lock"}
    fits = True

    def recognises(self, path: str) -> bool:
        return Path(path).name == "poetry.lock"

    def read(self, path: str, other: Snapshot | None) -> Snapshot:
        environment = environment_for(other)
        try:
            declaration = declaration_of(load_toml(read_declared(path, MAX_LOCK_BYTES)), environment)
        except ValueError as error:
            raise malformed(path, error) from error
        method = f"the main group without extras, markers as for {environment.words}"
        return fit(declaration, Origin(scheme="poetry", reference=path, method=method), other)


def declaration_of(document: Table, environment: MarkerEnvironment) -> Declaration:
    """What applies in an environment. Raises ValueError: it is no poetry.lock."""
    metadata = mapping(document.get("metadata"), "metadata")
    if "content-hash" not in metadata:
        raise ValueError("it is TOML, but no poetry.lock")
    tables = [
        mapping(item, f"package[{number}]") for number, item in enumerate(array(document.get("package"), "package"))
    ]
    kept = mapping(metadata.get("files"), "metadata.files")  # of lock version 1: files lie apart
    gaps: tuple[Gap, ...] = ()
    if tables and not any("groups" in table or "category" in table for table in tables):
        reason = "a poetry.lock before version 2.1 does not say which packages are for development only"
        gaps = (Gap(domain=Domain.DISTRIBUTION, subject="(groups)", reason=reason, inherent=True),)
    python = text(metadata.get("python-versions"), "metadata.python-versions")
    return Declaration(
        packages=tuple(_declared(table, kept) for table in _chosen(tables, environment)),
        python=python if python and not set(python) & set("^~*|") else None,  # poetry's own operators
        gaps=gaps,
    )


def _chosen(tables: list[Table], environment: MarkerEnvironment) -> Iterator[Table]:
    for table in tables:
        groups = array(table.get("groups"), "groups") or [text(table.get("category"), "category") or MAIN]
        if MAIN in groups and table.get("optional") is not True and _applies(table.get("markers"), environment):
            yield table


def _applies(markers: object, environment: MarkerEnvironment) -> bool:
    """One marker, or one for each group."""
    marker = markers.get(MAIN) if isinstance(markers, dict) else markers
    if not marker:
        return True
    try:
        return environment.holds(Marker(text(marker, "markers")))
    except InvalidMarker as error:
        raise ValueError(f"the marker {marker!r} is none") from error


def _declared(table: Table, kept: Table) -> Declared:
    name = text(table.get("name"), "name")
    files = array(table.get("files"), "files") or array(kept.get(name), f"metadata.files.{name}")
    hashes = {text(mapping(file, "file").get("hash"), "hash") for file in files}
    source = mapping(table.get("source"), "source")
    place = text(source.get("url"), "source.url") if source.get("type") in ("git", "url") else ""
    return Declared(
        name=canonicalize_name(name),
        version=text(table.get("version"), "version") or None,
        hashes=tuple(sorted(hashes - {""})),
        url=without_credentials(place) if place else None,
    )
