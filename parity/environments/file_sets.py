"""Observed files summed up: a digest per class of file, and the files that are not as recorded."""

from __future__ import annotations

import hashlib
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from parity.environments.observed import (
    ObservedFile,
    as_recorded,
    is_generated_launcher,
)
from parity.interfaces import InstalledDistribution
from parity.model.distribution import AlteredFile, FileClass, FileSet, Integrity
from parity.parsers.file_class import is_bytecode
from parity.parsers.launcher import MAX_LAUNCHER_BYTES
from parity.parsers.shipped_rows import (
    ShippedRow,
    digest_rows,
    installed_name,
    is_bookkeeping,
    is_script,
    neutral_hash,
    neutral_script,
)


def file_sets(distribution: InstalledDistribution, observed: Iterable[ObservedFile]) -> tuple[FileSet, ...]:
    """One set per class, sorted by class; the same for the same wheel whoever installed it, wherever."""
    by_kind: defaultdict[FileClass, list[ObservedFile]] = defaultdict(list)
    for file in observed:
        if not file.missing and not is_bookkeeping(file.name) and not is_generated_launcher(file, distribution):
            by_kind[file.kind].append(file)
    return tuple(_file_set(kind, by_kind[kind]) for kind in sorted(by_kind, key=lambda kind: kind.value))


def record_digest(distribution: InstalledDistribution, observed: Iterable[ObservedFile]) -> str | None:
    """One digest over what RECORD says of the shipped files, whatever their bytes are now; None without a RECORD.

    The same as that of the RECORD in the wheel, where that wheel is what was installed.
    """
    if distribution.layout != "dist-info" or not distribution.recorded:
        return None
    return digest_rows(shipped_rows(distribution, observed))


def shipped_rows(distribution: InstalledDistribution, observed: Iterable[ObservedFile]) -> Iterator[ShippedRow]:
    """What RECORD says of each file that came with the wheel."""
    for file in observed:
        if is_bookkeeping(file.name) or _is_launcher(file, distribution):
            continue
        recorded = file.recorded
        stated = f"{recorded.algorithm}={recorded.digest}" if recorded.digest else "-"
        # Who rewrote the interpreter in a script also rewrote its row.
        neutral = neutral_hash(file.script) if as_recorded(file) else None
        yield ShippedRow(installed_name(recorded.path, distribution.location), neutral or stated, recorded.size)


def recorded_rows(distribution: InstalledDistribution) -> dict[str, str]:
    """Hashes by name of what RECORD lists, without looking at the files; without scripts, which installers rewrite."""
    found = {}
    for file in distribution.files:
        name = installed_name(file.path, distribution.location)
        if not is_bytecode(file.path) and not is_bookkeeping(name) and not is_script(name):
            found[name] = f"{file.algorithm}={file.digest}" if file.digest else "-"
    return found


def _is_launcher(file: ObservedFile, distribution: InstalledDistribution) -> bool:
    """Whether an installer made it from an entry point, also where it was altered or has gone since."""
    if file.kind is not FileClass.LAUNCHER:
        return False
    return is_generated_launcher(file, distribution) or posixpath.basename(file.name) in distribution.launchers


def recorders(distributions: Iterable[InstalledDistribution]) -> Mapping[str, Mapping[str, str]]:
    """Of each path that several distributions record: who, by the digest of the record."""
    found: dict[str, dict[str, str]] = {}
    for one in distributions:
        for file in one.files:
            if file.digest is not None:
                found.setdefault(file.path, {}).setdefault(file.digest, one.name)
    return {path: names for path, names in found.items() if len(names) > 1}


def integrity(
    distribution: InstalledDistribution,
    observed: Iterable[ObservedFile],
    others: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> Integrity | None:
    """What differs from the record or is missing; None where nothing does. Rows without a hash promise nothing.

    Args:
        others: who else records a path with other content, as `recorders` tells.
    """
    altered: list[AlteredFile] = []
    missing: list[str] = []
    for file in observed:
        if file.recorded.digest is None:
            continue
        if file.missing:
            if not is_bookkeeping(file.name):
                missing.append(file.name)
        elif not as_recorded(file) and not is_generated_launcher(file, distribution):
            altered.append(_altered(file, others.get(file.recorded.path, {})))
    if not altered and not missing:
        return None
    return Integrity(
        version=distribution.version,
        altered=tuple(sorted(altered, key=lambda file: file.path)),
        missing=tuple(sorted(missing)),
    )


def unreadable(observed: Iterable[ObservedFile]) -> Iterator[ObservedFile]:
    """The files whose bytes could not be had."""
    return (file for file in observed if file.problem is not None)


def is_known(file: ObservedFile) -> bool:
    """Whether the record says what an unreadable file would have held."""
    return file.recorded.digest is not None and file.recorded.algorithm == "sha256"


def _file_set(kind: FileClass, members: list[ObservedFile]) -> FileSet:
    lines = sorted(f"{file.name} {_content(file)}\n".encode("utf-8", "surrogateescape") for file in members)
    return FileSet(
        kind=kind,
        digest=hashlib.sha256(b"".join(lines)).hexdigest(),
        count=len(members),
        size=sum(_size(file) for file in members),
    )


def _content(file: ObservedFile) -> str:
    """Hex sha256 of the content without what the installer wrote into it."""
    recorded = file.recorded
    if file.digest is None:
        return recorded.digest or "unreadable"
    if recorded.shipped is not None and recorded.digest == file.digest:
        return recorded.shipped
    if _has_shebang(file):
        return hashlib.sha256(_neutral(file)).hexdigest()
    return file.digest


def _size(file: ObservedFile) -> int:
    recorded = file.recorded
    if recorded.shipped is not None and recorded.digest == file.digest and recorded.size is not None:
        return recorded.size
    return len(_neutral(file)) if _has_shebang(file) else file.size


def _has_shebang(file: ObservedFile) -> bool:
    return file.script is not None and file.script.startswith(b"#!") and len(file.script) < MAX_LAUNCHER_BYTES


def _neutral(file: ObservedFile) -> bytes:
    assert file.script is not None
    return neutral_script(file.script)


def _altered(file: ObservedFile, others: Mapping[str, str]) -> AlteredFile:
    algorithm = file.recorded.algorithm
    actual = file.digest if algorithm == "sha256" else file.rehashed
    return AlteredFile(
        path=file.name,
        kind=file.kind,
        recorded=f"{algorithm}={file.recorded.digest}",
        actual=f"{algorithm}={actual}",
        by=others.get(actual or ""),
    )
