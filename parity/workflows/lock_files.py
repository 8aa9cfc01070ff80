"""A lock to files on disk: written all or none, or compared with what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from parity.atomic import write_all_atomically
from parity.errors import ConfigurationError, LockError
from parity.lock.formats.documents import all_documents, named_document
from parity.model.lock import Lock, LockDocument, LockFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class LockOutput:
    """Where to write: a directory for all formats, or files whose names tell theirs.

    Attributes:
        paths: one that is a directory, ends in a slash or has no suffix is a directory.
        formats: of a directory: which; of a file: the one that its name does not tell.
    """

    paths: tuple[str, ...]
    formats: tuple[LockFormat, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFiles:
    """The documents by their path; sentences about what a format could not say."""

    documents: Mapping[Path, LockDocument]
    warnings: tuple[str, ...] = ()


def lay_out(lock: Lock, output: LockOutput) -> LockFiles:
    """Which file gets which text.

    Raises:
        LockError: a file that was named cannot say the lock; or nothing can.
    """
    documents: dict[Path, LockDocument] = {}
    warnings: list[str] = []
    for said_path in output.paths:
        path = Path(said_path)
        if path.is_dir() or said_path.endswith("/") or not path.suffix:
            made = all_documents(lock, output.formats or tuple(LockFormat))
            documents.update({path / one.name: one for one in made.documents})
            warnings += made.warnings
        else:
            said = output.formats[0] if len(output.formats) == 1 else None
            for one in named_document(lock, path.name, said):
                documents[path.parent / one.name] = one
    if not documents:
        raise LockError("write the lock", output.paths[0], "; ".join(warnings))
    return LockFiles(documents=documents, warnings=tuple(warnings))


def write_files(files: LockFiles) -> None:
    """All of them, or none. Raises ConfigurationError where one cannot be written."""
    try:
        for directory in {path.parent for path in files.documents}:
            directory.mkdir(parents=True, exist_ok=True)
        write_all_atomically({path: one.text.encode() for path, one in files.documents.items()})
    except OSError as error:
        where = str(error.filename or next(iter(files.documents)))
        raise ConfigurationError("write the lock", where, error.strerror or str(error)) from error


def outdated(files: LockFiles) -> Sequence[Path]:
    """Files that are not on disk as they would be written."""
    return [path for path, one in files.documents.items() if _on_disk(path) != one.text.encode()]


def _on_disk(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
