"""pylock.toml, the lock file of Python's packaging (PEP 751).

Format: https://packaging.python.org/en/latest/specifications/pylock-toml/
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import tomli_w
from packaging.markers import Marker
from packaging.pylock import (
    Package,
    PackageArchive,
    PackageDirectory,
    PackageSdist,
    PackageVcs,
    PackageWheel,
    Pylock,
    PylockValidationError,
)
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from parity.errors import LockError
from parity.lock.declaration import tables
from parity.lock.formats.selection import by_environment, by_group, names_of
from parity.lock.telling_apart import guard
from parity.model.attestation import Standing
from parity.model.distribution import DirectUrl
from parity.model.lock import Lock, LockDocument, LockedFile, LockedPackage, LockFormat

TOOL = "envparity"


def write_pylock(lock: Lock, name: str = "pylock.toml") -> LockDocument:
    """One file for all environments of the lock.

    Raises:
        LockError: something in it has no file that could be named with a hash.
    """
    _refuse_unhashed(lock)
    made = Pylock(
        lock_version=Version("1.0"),
        environments=[Marker(text) for text in dict.fromkeys(guard(one) for one in lock.environments)],
        requires_python=SpecifierSet(f">={min(Version(one.markers['python_version']) for one in lock.environments)}"),
        # The default is declared too: of an undeclared --group uv installs nothing but what all share.
        dependency_groups=None if lock.disjoint else list(names_of(lock.environments)),
        default_groups=None if lock.disjoint else [lock.default],
        created_by="envparity",
        packages=[_package(lock, one) for one in lock.packages],
        tool={TOOL: _tool(lock)},
    )
    try:
        made.validate()
    except PylockValidationError as error:
        raise LockError(
            "write", name, f"it would not be valid: {error}", "this is a fault of parity's: report it"
        ) from error
    text = _heading(lock, name) + tomli_w.dumps(made.to_dict(), multiline_strings=False, indent=2)
    return LockDocument(name=name, format=LockFormat.PYLOCK, text=text, environments=names_of(lock.environments))


def _heading(lock: Lock, name: str) -> str:
    """How to install from it, for a person who opens the file."""
    lines = ["# Made by `parity lock`; do not edit. Install with pip 26.1 or newer, or with uv:"]
    if lock.disjoint:
        lines += [f"#   pip install -r {name}", f"#   uv pip sync {name}"]
    else:
        for one in lock.environments:
            lines.append(
                f"#   {one.name}: pip install --group {name}:{one.name}, or uv pip sync {name} --group {one.name}"
            )
        lines.append(f"# Without a group it is {lock.default}.")
    return "\n".join(lines) + "\n\n"


def _package(lock: Lock, package: LockedPackage) -> Package:
    marker = (by_environment if lock.disjoint else by_group)(lock, package.environments)
    indexes = {file.index for file in package.files}
    sdists = [file for file in package.files if not file.is_wheel]
    wheels = [file for file in package.files if file.is_wheel]
    source = package.source
    return Package(
        name=canonicalize_name(package.name),
        version=None if source is not None and source.archive_hash is None else Version(package.version),
        marker=Marker(marker) if marker else None,
        requires_python=_specifiers(package.requires_python),
        vcs=_vcs(source) if source is not None and source.vcs is not None else None,
        directory=_directory(source) if source is not None and _is_directory(source) else None,
        archive=_archive(source) if source is not None and source.archive_hash is not None else None,
        index=indexes.pop() if len(indexes) == 1 else None,
        sdist=_sdist(sdists[0]) if sdists else None,
        wheels=[_wheel(file) for file in wheels] or None,
        tool={TOOL: _origins(package)},
    )


def _wheel(file: LockedFile) -> PackageWheel:
    return PackageWheel(
        name=file.name, upload_time=_time(file.uploaded), url=file.url, size=file.size, hashes=dict(file.hashes)
    )


def _sdist(file: LockedFile) -> PackageSdist:
    return PackageSdist(
        name=file.name, upload_time=_time(file.uploaded), url=file.url, size=file.size, hashes=dict(file.hashes)
    )


def _vcs(source: DirectUrl) -> PackageVcs:
    return PackageVcs(
        type=source.vcs or "", url=source.url, commit_id=source.commit or "", subdirectory=source.subdirectory
    )


def _directory(source: DirectUrl) -> PackageDirectory:
    return PackageDirectory(path=_path(source), editable=source.editable or None, subdirectory=source.subdirectory)


def _archive(source: DirectUrl) -> PackageArchive:
    algorithm, _, digest = (source.archive_hash or "").partition("=")
    return PackageArchive(url=source.url, hashes={algorithm: digest}, subdirectory=source.subdirectory)


def _is_directory(source: DirectUrl) -> bool:
    return source.vcs is None and source.archive_hash is None


def _path(source: DirectUrl) -> str:
    return unquote(urlsplit(source.url).path) or "."


def _specifiers(text: str | None) -> SpecifierSet | None:
    """Requires-Python, where it can be understood: a lock must not be invalid for what its packages say."""
    try:
        return SpecifierSet(text) if text else None
    except InvalidSpecifier:
        return None


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None
    except ValueError:
        return None


def _origins(package: LockedPackage) -> dict[str, Any]:
    """How what is installed stands to what is locked; the reason where it is not simply the same."""
    said: dict[str, Any] = {}
    for one in package.provenance:
        if one.standing is Standing.ATTESTED:
            said[one.environment] = one.standing.value
        else:
            standing = one.standing.value if one.standing is not None else "changed by unifying"
            said[one.environment] = {"standing": standing, "because": one.sentence}
            if one.installed is not None and one.installed != package.version:
                said[one.environment]["installed"] = one.installed
    found: dict[str, Any] = {"provenance": said}
    if package.source is not None:
        found["version"] = package.version
    if package.code is not None:
        found["code"] = package.code
    return found


def _tool(lock: Lock) -> dict[str, Any]:
    environments = {}
    for one in lock.environments:
        out = {
            left.name: {"version": left.version, "because": left.reason}
            for left in lock.left_out
            if left.environment == one.name
        }
        environments[one.name] = {
            "origin": one.origin,
            "python": one.python,
            "marker": guard(one),
            **({"left-out": out} if out else {}),
            "facts": tables(one.declared),
        }
    return {"mode": str(lock.mode), "default": lock.default, "environments": environments}


def _refuse_unhashed(lock: Lock) -> None:
    bare = [
        one
        for one in lock.packages
        if not (one.source is not None and _is_directory(one.source))
        and (not one.hashed or not all(file.url for file in one.files))
    ]
    if not bare:
        return
    shown = ", ".join(f"{one.name} {one.version}" for one in bare[:5]) + (
        f" and {len(bare) - 5} more" if bare[5:] else ""
    )
    raise LockError(
        "write", "pylock.toml", f"it has to name a file with its hash for every package, and there is none for {shown}",
        "name the index that has them (--extra-index-url), leave them out (--exclude), or write requirements.txt",
    )  # fmt: skip
