"""Turns a stored image into a source: opens its layers in place and stacks them."""

from __future__ import annotations

from contextlib import ExitStack

from parity.errors import FileUnreadable, SourceError
from parity.interfaces import OpenOptions, Source
from parity.model.origin import Origin
from parity.rootfs.decompress import decompressed
from parity.rootfs.layers import LayeredFiles
from parity.rootfs.storage import Storage
from parity.sources.images.stored import Blob, Container, StoredImage
from parity.sources.inherent import NO_HARDWARE

MAX_LAYERS = 1000  # Docker stops at 127


def assemble(
    container: Container, image: StoredImage, *, scheme: str, reference: str, subject: str, options: OpenOptions,
    resources: ExitStack,
) -> Source:  # fmt: skip
    """The image's root file system and configuration.

    Raises:
        SourceError: a layer is missing, of the wrong size, no tar, damaged or beyond a limit.
    """
    config = image.config
    assert config is not None, "only a readable image is chosen"
    if (config.platform or "").startswith("windows/"):
        raise SourceError("read the image in", subject, "it is a Windows image, and parity reads Linux ones")
    if len(image.layers) > MAX_LAYERS:
        raise SourceError("read the image in", subject, f"it has {len(image.layers)} layers")
    opened: dict[str, Storage] = {}
    for number, blob in enumerate(image.layers, 1):
        if blob.path not in opened:
            opened[blob.path] = _layer(container, blob, f"{subject}: layer {number} of {len(image.layers)}")
            resources.callback(opened[blob.path].close)
    files = LayeredFiles([opened[blob.path] for blob in image.layers], options.progress)
    return Source(
        origin=Origin(
            scheme=scheme,
            reference=reference,
            digest=config.image_id,
            platform=image.platform or config.platform,
            tag=image.names[0] if image.names else None,
        ),
        files=files,
        config=config.process,
        gaps=(NO_HARDWARE,),
        resources=resources,
    )


def _layer(container: Container, blob: Blob, name: str) -> Storage:
    entry = container.entry(blob.path)
    if entry is None:
        raise SourceError("read", name, f"{blob.path.lstrip('/')} is missing", "save the image again")
    if blob.size is not None and entry.size != blob.size:
        raise SourceError(
            "read", name, f"{blob.path.lstrip('/')} has {entry.size} bytes and should have {blob.size}",
            "save the image again",
        )  # fmt: skip
    try:
        storage = container.storage(blob.path)
    except FileUnreadable as error:
        raise SourceError("read", name, f"{error.path.lstrip('/')}: {error.reason}") from error
    storage.name = name
    return decompressed(storage)
