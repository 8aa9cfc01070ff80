"""Reads a declaring file, bounded."""

from __future__ import annotations

from pathlib import Path

from parity.errors import LimitExceeded, SourceError, UnknownReference

ATTEMPT = "read the declared environment"
MAX_TEXT_BYTES = 4 << 20  # of a file that people write
MAX_LOCK_BYTES = 64 << 20  # of one that programs write
MAX_PACKAGES = 50_000
HEAD_BYTES = 1 << 16  # in which a JSON document names its format


def read_declared(path: str, limit: int) -> bytes:
    """The whole file. Raises UnknownReference: there is none; SourceError: it cannot be read; LimitExceeded."""
    place = Path(path)
    if not path or not place.is_file():
        raise UnknownReference(ATTEMPT, path, "there is no such file")
    try:
        with place.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise SourceError(ATTEMPT, path, error.strerror or str(error)) from error
    if len(data) > limit:
        raise LimitExceeded(ATTEMPT, path, f"it is larger than {limit >> 20} MiB")
    return data


def head_of(path: str) -> bytes:
    """The beginning of a file; empty where it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return b""


def malformed(path: str, error: Exception) -> SourceError:
    """What is wrong with a file, as an error that says on what."""
    return SourceError(ATTEMPT, path, " ".join(str(error).split()) or type(error).__name__)
