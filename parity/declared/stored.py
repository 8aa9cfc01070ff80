"""A snapshot that was taken before, often elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from parity.errors import SnapshotError
from parity.model.codec import MAX_SNAPSHOT_BYTES, decode
from parity.model.snapshot import Snapshot


class StoredSnapshot:
    """What `parity snapshot` wrote. The last to be asked: it takes every JSON file that no other format knows."""

    schemes: ClassVar[Mapping[str, str]] = {"snapshot": "FILE: a snapshot taken before"}
    fits = False

    def recognises(self, path: str) -> bool:
        return path.endswith(".json") and Path(path).is_file()

    def read(self, path: str, other: Snapshot | None) -> Snapshot:
        return load_snapshot(path)


def load_snapshot(path: str) -> Snapshot:
    """Read a stored snapshot. Raises SnapshotError."""
    return decode(read_stored("snapshot", path, MAX_SNAPSHOT_BYTES), path)


def read_stored(what: str, path: str, limit: int) -> bytes:
    """The bytes of something that parity wrote before. Raises SnapshotError, also where there are more than `limit`."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise SnapshotError(f"read the {what}", path, error.strerror or str(error)) from error
    if len(data) > limit:
        raise SnapshotError(f"read the {what}", path, f"it is larger than {limit >> 20} MiB")
    return data
