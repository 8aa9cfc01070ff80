"""uv.lock: what the project itself needs, without its groups and extras.

Format: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile (universal: markers choose for a machine).
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
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.parsers.json_document import array, mapping, text, texts
from parity.parsers.requirements_file import without_credentials
from parity.parsers.toml_document import load_toml

LOCAL = ("virtual", "editable", "directory")  # sources that are the project's own, or beside it
Table = Mapping[str, object]


class UvLock:
    """What `uv sync --no-dev` would install."""

    schemes: ClassVar[Mapping[str, str]] = {"uv": "FILE: uv.lock"}
    fits = True

    def recognises(self, path: str) -> bool:
        return Path(path).name == "uv.lock"

    def read(self, path: str, other: Snapshot | None) -> Snapshot:
        environment = environment_for(other)
        try:
            declaration = declaration_of(load_toml(read_declared(path, MAX_LOCK_BYTES)), environment)
        except ValueError as error:
            raise malformed(path, error) from error
        method = f"without groups and extras, markers as for {environment.words}"
        return fit(declaration, Origin(scheme="uv", reference=path, method=method), other)


def declaration_of(document: Table, environment: MarkerEnvironment) -> Declaration:
    """What the project's own requirements lead to. Raises ValueError: it is no uv.lock."""
    if "version" not in document or "requires-python" not in document:
        raise ValueError("it is TOML, but no uv.lock")
    packages: dict[str, list[Table]] = {}
    for number, item in enumerate(array(document.get("package"), "package")):
        package = mapping(item, f"package[{number}]")
        packages.setdefault(canonicalize_name(text(package.get("name"), "name")), []).append(package)
    declared: dict[str, Declared] = {}
    roots = [one for many in packages.values() for one in many if _is_root(one)]
    waiting: list[tuple[Table, tuple[str, ...]]] = [(root, ()) for root in roots]
    done: set[tuple[str, str, tuple[str, ...]]] = set()
    while waiting:
        package, extras = waiting.pop()
        one = _declared(package)
        if (one.name, one.wanted, extras) in done:
            continue
        done.add((one.name, one.wanted, extras))
        if "virtual" not in mapping(package.get("source"), "source"):  # not installed itself
            declared.setdefault(one.name, one)
        waiting.extend(_needed(package, extras, packages, environment))
    python = text(document.get("requires-python"), "requires-python")
    return Declaration(packages=tuple(declared.values()), python=python or None)


def _is_root(package: Table) -> bool:
    source = mapping(package.get("source"), "source")
    return any(source.get(kind) == "." for kind in LOCAL)


def _needed(
    package: Table, extras: tuple[str, ...], packages: Mapping[str, list[Table]], environment: MarkerEnvironment
) -> Iterator[tuple[Table, tuple[str, ...]]]:
    optional = mapping(package.get("optional-dependencies"), "optional-dependencies")
    listed = [*array(package.get("dependencies"), "dependencies")]
    for extra in extras:
        listed += array(optional.get(extra), f"optional-dependencies.{extra}")
    for number, item in enumerate(listed):
        dependency = mapping(item, f"dependencies[{number}]")
        if not _applies(text(dependency.get("marker"), "marker"), environment):
            continue
        version = text(dependency.get("version"), "version")
        name = canonicalize_name(text(dependency.get("name"), "name"))
        for candidate in packages.get(name, ()):
            marked = texts(candidate.get("resolution-markers"), "resolution-markers")
            here = not marked or any(_applies(marker, environment) for marker in marked)
            if here and version in ("", candidate.get("version")):
                yield candidate, texts(dependency.get("extra"), "extra")
                break


def _applies(marker: str, environment: MarkerEnvironment) -> bool:
    try:
        return environment.holds(Marker(marker)) if marker else True
    except InvalidMarker as error:
        raise ValueError(f"the marker {marker!r} is none") from error


def _declared(package: Table) -> Declared:
    source = mapping(package.get("source"), "source")
    sdist = package.get("sdist")
    wheels = array(package.get("wheels"), "wheels")
    files = [mapping(one, "file") for one in [*wheels, *([sdist] if sdist else [])]]
    place = text(source.get("git"), "git") or text(source.get("url"), "url")
    return Declared(
        name=canonicalize_name(text(package.get("name"), "name")),
        version=text(package.get("version"), "version") or None,
        hashes=tuple(sorted({text(file.get("hash"), "hash") for file in files} - {""})),
        url=without_credentials(place) if place else None,
    )
