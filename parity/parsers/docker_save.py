"""Parses manifest.json of what `docker save` writes (moby image/tarexport)."""

from __future__ import annotations

from dataclasses import dataclass

from parity.parsers.json_document import array, load, mapping, text, texts


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedImage:
    """One image of the archive.

    Attributes:
        config: path of its configuration in the archive.
        layers: paths of its layers, lowest first.
        tags: its names, "app:1.0".
    """

    config: str
    layers: tuple[str, ...]
    tags: tuple[str, ...] = ()


def parse_saved_images(data: bytes) -> tuple[SavedImage, ...]:
    """Raises ValueError where it is malformed."""
    return tuple(_saved(item, f"[{index}]") for index, item in enumerate(array(load(data), "the manifest")))


def _saved(value: object, name: str) -> SavedImage:
    raw = mapping(value, name)
    config = text(raw.get("Config"), f"{name}.Config")
    if not config:
        raise ValueError(f"{name} has no Config")
    return SavedImage(
        config=config,
        layers=texts(raw.get("Layers"), f"{name}.Layers"),
        tags=texts(raw.get("RepoTags"), f"{name}.RepoTags"),
    )
