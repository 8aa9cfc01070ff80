"""What wheels say of themselves, kept by address and hash: one place can never speak for the files of another."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from parity.atomic import write_atomically
from parity.model.package_index import IndexFile
from parity.parsers.shipped_rows import ShippedRow

FORMAT = 1
MAX_BYTES = 128 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """What a wheel says of itself.

    Attributes:
        rows: of its RECORD, as they are once installed.
        metadata: the headers of METADATA.
        sha256: of the whole file where it was read, else None.
    """

    rows: tuple[ShippedRow, ...]
    metadata: bytes
    sha256: str | None = None


class WheelCache:
    """A directory of them; None: nothing is kept."""

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory

    def load(self, file: IndexFile) -> Wheel | None:
        """What is kept of a wheel; None where nothing is, or it is damaged."""
        path = self._path(file)
        if path is None:
            return None
        try:
            with path.open("rb") as stream:
                raw = json.loads(stream.read(MAX_BYTES))
            if raw["format"] != FORMAT:
                return None
            rows = tuple(ShippedRow(name, digest, size, native) for name, digest, size, native in raw["rows"])
            return Wheel(rows=rows, metadata=raw["metadata"].encode("utf-8", "surrogateescape"), sha256=raw["sha256"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def store(self, file: IndexFile, seen: Wheel) -> None:
        """Keep it, whole or not at all; a cache that cannot be written is no error."""
        path = self._path(file)
        if path is None:
            return
        raw = {
            "format": FORMAT,
            "rows": [[row.name, row.hash, row.size, row.native] for row in seen.rows],
            "metadata": seen.metadata.decode("utf-8", "surrogateescape"),
            "sha256": seen.sha256,
        }
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, json.dumps(raw).encode("ascii"))

    def _path(self, file: IndexFile) -> Path | None:
        if self._directory is None or file.sha256 is None:
            return None
        name = hashlib.sha256(f"{file.url} {file.sha256}".encode("utf-8", "surrogatepass")).hexdigest()
        return self._directory / f"{name}.json"
