"""One image as it is found in an archive or layout, before anything of its layers is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from parity.errors import FileUnreadable
from parity.interfaces import FileSystem
from parity.parsers.image_config import ImageConfig
from parity.rootfs.layer import Layer

MAX_JSON_BYTES = 8 << 20  # twice what registries accept


class Container(FileSystem, Protocol):
    """The files of an archive or layout; layers are read in place."""

    def layer(self, path: str, name: str) -> Layer:
        """A layer, called `name` in errors. Raises FileUnreadable, SourceError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """A layer. `size`: bytes that its descriptor promises, None where nothing does."""

    path: str
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredImage:
    """An image, or what is left of it.

    Attributes:
        names: "app:1.0", or only tags, as the container has them.
        platform: "linux/arm64/v8", where it is known.
        config: None where it could not be read; then `problem` says why.
    """

    names: tuple[str, ...] = ()
    platform: str | None = None
    config: ImageConfig | None = None
    layers: tuple[Blob, ...] = ()
    problem: str = ""


def read_blob(files: FileSystem, path: str, size: int | None = None) -> bytes:
    """A small document of a container, of exactly `size` bytes where that is known.

    Raises:
        ValueError: it is missing, unreadable, or of another size.
    """
    try:
        data = files.read(path, MAX_JSON_BYTES)
    except FileUnreadable as error:
        raise ValueError(f"{path.lstrip('/')}: {error.reason}") from error
    if size is not None and len(data) != size:
        raise ValueError(f"{path.lstrip('/')}: it has {len(data)} bytes and should have {size}")
    return data
