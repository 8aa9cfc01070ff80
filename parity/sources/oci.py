"""An OCI image layout in a directory (image-spec image-layout.md)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

from parity.errors import ParityError, SourceError, UnknownReference
from parity.interfaces import OpenOptions, Source
from parity.rootfs.decompress import decompressed
from parity.rootfs.host import HostFiles
from parity.rootfs.layer import Layer
from parity.sources.images.assemble import assemble
from parity.sources.images.choice import choose
from parity.sources.images.docker_save import saved_images
from parity.sources.images.oci_layout import layout_images
from parity.sources.images.stored import StoredImage
from parity.sources.references import split_path

ATTEMPT = "read the image layout"


class LayoutFiles(HostFiles):
    """The files of a layout, and the layers among them."""

    def layer(self, path: str, name: str) -> Layer:
        """A layer, called `name` in errors; closing its storage closes the file. Raises FileUnreadable, SourceError."""
        file = self.storage(path)
        file.name = name
        try:
            return Layer(decompressed(file))
        except SourceError:
            file.close()
            raise


class OciOpener:
    """What `skopeo copy ... oci:dir:tag`, `buildx --output type=oci,tar=false` and umoci write."""

    schemes: ClassVar[Mapping[str, str]] = {"oci": "dir[:tag]: an OCI image layout"}

    def recognises(self, reference: str) -> bool:
        found = split_path(reference, Path.is_dir)
        return found is not None and (Path(found[0]) / "oci-layout").is_file()

    def open(self, scheme: str, reference: str, options: OpenOptions) -> Source:
        path, name = _located(reference)
        files = LayoutFiles(path)
        images = _images(files, path)
        resources = ExitStack()
        try:
            image = choose(images, name, options.platform, path)
            return assemble(
                files, image, scheme=scheme, reference=reference, subject=path, options=options, resources=resources
            )
        except ParityError:
            resources.close()
            raise


def _located(reference: str) -> tuple[str, str | None]:
    found = split_path(reference, Path.is_dir) if reference else None
    if found is not None:
        return found
    if split_path(reference, Path.exists):
        raise UnknownReference(ATTEMPT, reference, "it is a file", "use archive: for an OCI archive")
    raise UnknownReference(ATTEMPT, reference, "there is no such directory")


def _images(files: LayoutFiles, path: str) -> tuple[StoredImage, ...]:
    try:
        images = layout_images(files) or saved_images(files)
    except ValueError as error:
        raise SourceError(ATTEMPT, path, str(error)) from error
    if images is None:
        raise SourceError(ATTEMPT, path, "it has no index.json", "use dir: for an unpacked root file system")
    return images
