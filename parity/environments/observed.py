"""The files of distributions as they are: existence, size and hash of all of them in one pass."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from parity.environments.placement import in_distribution
from parity.environments.reading import contents
from parity.errors import FileUnreadable
from parity.interfaces import EntryKind, FileSystem, InstalledDistribution, PythonEnvironment, RecordedFile
from parity.model.distribution import FileClass
from parity.parsers.file_class import file_class, is_bytecode
from parity.parsers.launcher import MAX_LAUNCHER_BYTES, is_generated
from parity.parsers.record import ALGORITHMS
from parity.parsers.shebang import as_distributed

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedFile:
    """One file of a distribution.

    Attributes:
        name: its path in the form that digests use.
        digest: hex sha256 of the bytes; None where it is missing or unreadable.
        problem: why it is unreadable.
        missing: there is nothing at its path.
        script: the content of a script in bin/, at most MAX_LAUNCHER_BYTES.
        rehashed: its digest by the algorithm of the record, where that is not sha256.
    """

    recorded: RecordedFile
    name: str
    kind: FileClass
    size: int = 0
    digest: str | None = None
    problem: str | None = None
    missing: bool = False
    script: bytes | None = None
    rehashed: str | None = None


@dataclass(frozen=True, slots=True)
class _Planned:
    recorded: RecordedFile
    name: str
    kind: FileClass
    size: int | None  # None: missing


def observe(
    files: FileSystem, distributions: Iterable[InstalledDistribution], environment: PythonEnvironment
) -> Mapping[str, tuple[ObservedFile, ...]]:
    """The files of each distribution, by the path of its metadata. Bytecode is left out: it is not distributed."""
    planned = {one.metadata: _planned(files, one, environment) for one in distributions}
    everything = [file for plan in planned.values() for file in plan]
    present = dict.fromkeys(file.recorded.path for file in everything if file.size is not None)
    digests: dict[str, str | FileUnreadable] = dict(files.hashes(present))
    scripts = contents(
        files,
        {
            file.recorded.path: MAX_LAUNCHER_BYTES
            for file in everything
            if file.kind is FileClass.LAUNCHER and file.size is not None
        },
    )
    rehashed = _rehashed(files, (file.recorded for file in everything if file.size is not None))
    return {
        metadata: tuple(_observed(file, digests, scripts, rehashed) for file in plan)
        for metadata, plan in planned.items()
    }


def is_generated_launcher(file: ObservedFile, distribution: InstalledDistribution) -> bool:
    """Whether the installer made this file from an entry point, so that it says nothing of the distribution."""
    script = file.script
    if file.kind is not FileClass.LAUNCHER or script is None:
        return False
    return any(is_generated(script, target) for target in set(distribution.launcher_targets.values()))


def as_recorded(file: ObservedFile) -> bool:
    """Whether the bytes are those of the record, or would be if no installer had rewritten the script's shebang."""
    recorded, algorithm = file.recorded.digest, file.recorded.algorithm
    if recorded is None or file.digest is None:
        return True
    if recorded == (file.digest if algorithm == "sha256" else file.rehashed or recorded):
        return True
    if file.script is None or len(file.script) >= MAX_LAUNCHER_BYTES:
        return False
    return any(
        hashlib.new(algorithm, text, usedforsecurity=False).hexdigest() == recorded
        for text in as_distributed(file.script)
    )


def _planned(
    files: FileSystem, distribution: InstalledDistribution, environment: PythonEnvironment
) -> tuple[_Planned, ...]:
    plan = []
    for recorded in distribution.files:
        if is_bytecode(recorded.path):
            continue
        name = in_distribution(recorded.path, distribution, environment)
        found = files.entry(recorded.path)
        size = found.size if found is not None and found.kind is EntryKind.FILE else None
        plan.append(_Planned(recorded, name, file_class(name), size))
    return tuple(plan)


def _observed(
    file: _Planned,
    digests: Mapping[str, str | FileUnreadable],
    scripts: Mapping[str, bytes | FileUnreadable],
    rehashed: Mapping[str, str],
) -> ObservedFile:
    recorded = file.recorded
    if file.size is None:
        return ObservedFile(recorded=recorded, name=file.name, kind=file.kind, missing=True)
    digest = digests.get(recorded.path, FileUnreadable(recorded.path, "it was not read"))
    if isinstance(digest, FileUnreadable):
        return ObservedFile(recorded=recorded, name=file.name, kind=file.kind, size=file.size, problem=digest.reason)
    script = scripts.get(recorded.path)
    text = script if isinstance(script, bytes) else None
    native = text is not None and text.startswith(b"\x7fELF")
    return ObservedFile(
        recorded=recorded,
        name=file.name,
        kind=FileClass.NATIVE if native else file.kind,
        size=file.size,
        digest=digest,
        script=None if native else text,
        rehashed=rehashed.get(recorded.path),
    )


def _rehashed(files: FileSystem, recorded: Iterable[RecordedFile]) -> dict[str, str]:
    """By the algorithm that a record chose, where it is one of hashlib's but not sha256."""
    chosen = {
        file.path: file.algorithm
        for file in recorded
        if file.digest is not None and file.algorithm != "sha256" and file.algorithm in ALGORITHMS
    }
    found = {}
    for path in files.storage_order(chosen):
        digest = hashlib.new(chosen[path], usedforsecurity=False)
        try:
            with files.open(path) as reader:
                while block := reader.read(BLOCK):
                    digest.update(block)
        except (FileUnreadable, OSError):
            continue
        found[path] = digest.hexdigest()
    return found
