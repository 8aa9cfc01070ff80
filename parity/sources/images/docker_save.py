"""The images of what `docker save` wrote, by its manifest.json; kaniko, podman and buildah write the same."""

from __future__ import annotations

from parity.interfaces import FileSystem
from parity.parsers.docker_save import SavedImage, parse_saved_images
from parity.parsers.image_config import parse_image_config
from parity.sources.images.stored import Blob, StoredImage, read_blob

MANIFEST = "/manifest.json"


def saved_images(files: FileSystem) -> tuple[StoredImage, ...] | None:
    """All images; None where there is no manifest.json. Raises ValueError where it is malformed."""
    if files.entry(MANIFEST) is None:
        return None
    try:
        saved = parse_saved_images(read_blob(files, MANIFEST))
    except ValueError as error:
        raise ValueError(f"its manifest.json: {error}") from error
    return tuple(_stored(files, image) for image in saved)


def _stored(files: FileSystem, image: SavedImage) -> StoredImage:
    try:
        config = parse_image_config(read_blob(files, f"/{image.config}"))
    except ValueError as error:
        return StoredImage(names=image.tags, problem=f"its configuration: {error}")
    return StoredImage(
        names=image.tags,
        platform=config.platform,
        config=config,
        layers=tuple(Blob(path=f"/{layer}") for layer in image.layers),
    )
