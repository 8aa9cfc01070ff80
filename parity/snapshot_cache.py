"""Snapshots of images, kept by content: the same image ID under the same options is never read twice."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from parity.atomic import write_atomically
from parity.errors import SnapshotError
from parity.model.codec import decode, encode
from parity.model.origin import Origin
from parity.model.snapshot import SCHEMA_VERSION, Snapshot
from parity.version import __version__


def root() -> Path:
    """The user's cache directory, or $PARITY_CACHE_DIR."""
    if named := os.environ.get("PARITY_CACHE_DIR"):
        return Path(named)
    from platformdirs import user_cache_path  # noqa: PLC0415 - only where something is cached

    return user_cache_path("envparity")


def directory() -> Path:
    """Where snapshots are kept."""
    return root() / "snapshots"


def key(digest: str, *options: str | None, hardware: str | None = None) -> str:
    """The name under which a snapshot of this image, by this version, with these options, is kept."""
    words = [digest, *options, hardware, __version__, SCHEMA_VERSION]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def load(name: str, origin: Origin) -> Snapshot | None:
    """A kept snapshot, told as seen from `origin` (one image has many names); None where there is none."""
    path = directory() / f"{name}.json"
    try:
        kept = decode(path.read_bytes(), str(path))
    except (OSError, SnapshotError):
        return None
    return replace(kept, origin=replace(kept.origin, scheme=origin.scheme, reference=origin.reference, tag=origin.tag))


def store(name: str, snapshot: Snapshot) -> None:
    """Keep a snapshot, whole or not at all; a cache that cannot be written is no error."""
    with suppress(OSError):
        directory().mkdir(parents=True, exist_ok=True)
        write_atomically(directory() / f"{name}.json", encode(snapshot))
