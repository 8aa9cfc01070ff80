"""The images of an OCI image layout (image-spec image-layout.md), nested indexes included."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from parity.interfaces import FileSystem
from parity.parsers.image_config import parse_image_config
from parity.parsers.oci import Descriptor, Index, Manifest, parse_index, parse_manifest_or_index
from parity.sources.images.stored import Blob, StoredImage, read_blob

INDEX = "/index.json"
MAX_DEPTH = 4  # of indexes within indexes
MAX_MANIFESTS = 1000


def layout_images(files: FileSystem) -> tuple[StoredImage, ...] | None:
    """All images; None where there is no index.json. Raises ValueError where it is malformed."""
    if files.entry(INDEX) is None:
        return None
    try:
        index = parse_index(read_blob(files, INDEX))
    except ValueError as error:
        raise ValueError(f"its index.json: {error}") from error
    found: list[StoredImage] = []
    for image in _within(files, index, (), 0):
        found.append(image)
        if len(found) > MAX_MANIFESTS:
            raise ValueError(f"it lists more than {MAX_MANIFESTS} images")
    return tuple(found)


def _within(files: FileSystem, index: Index, names: tuple[str, ...], depth: int) -> Iterator[StoredImage]:
    for descriptor in index.manifests:
        if not descriptor.attests:
            yield from _described(files, descriptor, descriptor.names or names, depth)


def _described(files: FileSystem, descriptor: Descriptor, names: tuple[str, ...], depth: int) -> Iterator[StoredImage]:
    try:
        manifest = parse_manifest_or_index(_verified(files, descriptor))
        if isinstance(manifest, Index):
            if depth >= MAX_DEPTH:
                raise ValueError(f"indexes are nested more than {MAX_DEPTH} deep")
            yield from _within(files, manifest, names, depth + 1)
            return
        yield _image(files, manifest, descriptor, names)
    except ValueError as error:
        yield StoredImage(names=names, platform=descriptor.platform, problem=str(error))


def _image(files: FileSystem, manifest: Manifest, descriptor: Descriptor, names: tuple[str, ...]) -> StoredImage:
    config = parse_image_config(_verified(files, manifest.config))
    return StoredImage(
        names=names,
        platform=descriptor.platform or config.platform,
        config=config,
        layers=tuple(Blob(path=layer.path, size=layer.size) for layer in manifest.layers),
    )


def _verified(files: FileSystem, descriptor: Descriptor) -> bytes:
    data = read_blob(files, descriptor.path, descriptor.size)
    algorithm, _, expected = descriptor.digest.partition(":")
    if algorithm in {"sha256", "sha512"} and hashlib.new(algorithm, data).hexdigest() != expected:
        raise ValueError(f"{descriptor.path.lstrip('/')}: its content does not match its digest")
    return data
