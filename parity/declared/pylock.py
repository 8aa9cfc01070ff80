"""pylock.toml (PEP 751)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import ClassVar

from packaging.pylock import Package, Pylock

from parity.declared.environments import declared_of
from parity.declared.fitting import fit
from parity.declared.markers import MarkerEnvironment, environment_for
from parity.declared.reading import malformed, read_declared
from parity.model.declaration import Declaration, Declared
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.parsers.pylock_file import MAX_PYLOCK_BYTES, parse_pylock
from parity.parsers.requirements_file import without_credentials


class PylockFile:
    """What a lock of PEP 751 installs by default: no extras, its default groups."""

    schemes: ClassVar[Mapping[str, str]] = {"pylock": "FILE: a lock of PEP 751 (pylock.toml)"}
    fits = True

    def recognises(self, path: str) -> bool:
        return fnmatch(Path(path).name, "pylock*.toml")

    def read(self, path: str, other: Snapshot | None) -> Snapshot:
        environment = environment_for(other)
        try:
            lock = parse_pylock(read_declared(path, MAX_PYLOCK_BYTES).decode("utf-8"))
            extra = declared_of(lock, environment.variables, other)
        except ValueError as error:
            raise malformed(path, error) from error
        origin = Origin(scheme="pylock", reference=path, method=f"markers as for {environment.words}")
        fitted = fit(declaration_of(lock, environment), origin, other)
        return Snapshot.of(origin, [*extra, *fitted.facts, *fitted.gaps])


def declaration_of(lock: Pylock, environment: MarkerEnvironment) -> Declaration:
    """What applies in an environment."""
    python = str(lock.requires_python) if lock.requires_python else None
    return Declaration(packages=tuple(_packages(lock, environment)), python=python)


def _packages(lock: Pylock, environment: MarkerEnvironment) -> Iterator[Declared]:
    groups = frozenset(lock.default_groups or ())
    variables: dict[str, str | frozenset[str]] = {
        **environment.variables, "extras": frozenset(), "dependency_groups": groups,
    }  # fmt: skip
    for package in lock.packages:
        if package.marker is not None and not package.marker.evaluate(variables, context="lock_file"):
            continue
        yield Declared(
            name=str(package.name),
            version=str(package.version) if package.version is not None else None,
            hashes=_hashes(package),
            url=_url(package),
        )


def _hashes(package: Package) -> tuple[str, ...]:
    files = [file for file in (*(package.wheels or ()), package.sdist, package.archive) if file is not None]
    return tuple(sorted({f"{name}:{digest}" for file in files for name, digest in file.hashes.items()}))


def _url(package: Package) -> str | None:
    if package.vcs is not None and package.vcs.url:
        return without_credentials(package.vcs.url)
    if package.archive is not None and package.archive.url:
        return without_credentials(package.archive.url)
    return None
