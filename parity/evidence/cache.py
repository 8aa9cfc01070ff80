"""What was seen inside, kept by content: the same two contents are never looked into twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from parity.atomic import write_atomically
from parity.model.codec import decode_seen, encode_seen
from parity.version import __version__

FORMAT = 48  # of what is kept; another one makes all that was kept before worthless
MAX_BYTES = 16 << 20
Seen = TypeVar("Seen")


def kept(directory: Path | None, content: tuple[str, ...], kind: type[Seen], look: Callable[[], Seen]) -> Seen:
    """What `look` gives, from the cache where the same content was looked into before.

    Args:
        directory: of the cache; None: none is used.
        content: digests of everything that `look` depends on.
        kind: a type of `model.edits`.
    """
    if directory is None:
        return look()
    path = _place(directory, content, kind)
    try:
        with path.open("rb") as file:
            seen = decode_seen(file.read(MAX_BYTES), kind)
    except OSError:
        seen = None
    if seen is None:
        seen = look()
        with suppress(OSError):  # a cache that cannot be written is no error
            directory.mkdir(parents=True, exist_ok=True)
            write_atomically(path, encode_seen(seen))
    return seen


def is_kept(directory: Path | None, content: tuple[str, ...], kind: type[Seen]) -> bool:
    """Whether the cache has something of this content, as far as a look at its name tells."""
    return directory is not None and _place(directory, content, kind).exists()


def _place(directory: Path, content: tuple[str, ...], kind: type[Seen]) -> Path:
    words = [*content, kind.__name__, __version__, FORMAT]
    return directory / f"{hashlib.sha256(json.dumps(words).encode()).hexdigest()}.json"
