"""Turns a stored image into a source: opens its layers in place and stacks them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import accumulate

from parity.errors import FileUnreadable, SourceError
from parity.interfaces import OpenOptions, Source
from parity.model.origin import Origin
from parity.rootfs.layer import Layer
from parity.rootfs.layers import LayeredFiles
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
    opened: dict[str, Layer] = {}
    for number, blob in enumerate(image.layers, 1):
        if blob.path not in opened:
            opened[blob.path] = _layer(container, blob, f"{subject}: layer {number} of {len(image.layers)}")
            resources.callback(opened[blob.path].storage.close)
    told = _progress(container, image.layers, options)
    files = LayeredFiles([opened[blob.path] for blob in image.layers], told)
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


def _layer(container: Container, blob: Blob, name: str) -> Layer:
    entry = container.entry(blob.path)
    if entry is None:
        raise SourceError("read", name, f"{blob.path.lstrip('/')} is missing", "save the image again")
    if blob.size is not None and entry.size != blob.size:
        raise SourceError(
            "read", name, f"{blob.path.lstrip('/')} has {entry.size} bytes and should have {blob.size}",
            "save the image again",
        )  # fmt: skip
    try:
        return container.layer(blob.path, name)
    except FileUnreadable as error:
        raise SourceError("read", name, f"{error.path.lstrip('/')}: {error.reason}") from error


def _progress(container: Container, layers: Sequence[Blob], options: OpenOptions) -> Callable[[int, int], None] | None:
    """Tells how many of all the layers' stored bytes have been passed."""
    if options.progress is None:
        return None
    entries = [container.entry(blob.path) for blob in layers]
    before = [0, *accumulate(entry.size if entry else 0 for entry in entries)]
    report = options.progress
    return lambda number, passed: report("reading layers", before[number] + passed, before[-1])
