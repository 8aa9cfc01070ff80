"""Images of the Docker daemon.

Where the daemon's store of layers lies on this machine and may be read, it is read in place. Else, of the ways to read
one without running it, `export` of a container that is created and never started is the fastest that needs neither
privileges nor anything inside the image; `save` writes every layer and takes half as long again.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from contextlib import ExitStack
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar, cast

from parity.errors import SourceError, UnknownReference
from parity.interfaces import FileSystem, OpenOptions, ProcessConfig, Source
from parity.model.origin import Origin
from parity.parsers.image_config import process_config
from parity.rootfs.layers import Progress
from parity.sources.daemon.connect import connect, explained
from parity.sources.daemon.container_agent import LABEL, SealedContainer
from parity.sources.daemon.spool import CHUNK, DaemonFiles, exported
from parity.sources.daemon.store import METHOD as IN_PLACE
from parity.sources.daemon.store import in_place, layers_in_place
from parity.sources.images.choice import matches
from parity.sources.inherent import NO_HARDWARE

if TYPE_CHECKING:
    from docker import APIClient

EXPORT = "export of a created container"
PLACEHOLDER = ["/parity-never-starts-this"]  # an image without a command cannot be made a container


REFERENCE = re.compile(r"[A-Za-z0-9](?!.*\.\.)[\w.\-/:@]*")  # a superset of distribution's reference grammar


class DockerOpener:
    """Its files are fetched when they are first read: an image whose snapshot is kept is only looked up."""

    schemes: ClassVar[Mapping[str, str]] = {"docker": "name: an image of the Docker daemon"}

    def recognises(self, reference: str) -> bool:
        return False  # whatever nothing else recognises is taken for one

    def open(self, scheme: str, reference: str, options: OpenOptions) -> Source:
        if not REFERENCE.fullmatch(reference):
            problem = "that is no image's name" if reference else "it names no image"
            raise UnknownReference("open", f"{scheme}:{reference}", problem, "write docker:NAME or docker:NAME:TAG")
        with ExitStack() as opened:
            api = connect(options.docker_host, opened)
            image = _inspect(api, reference)
            platform = "/".join(
                word for word in (image.get("Os"), image.get("Architecture"), image.get("Variant")) if word
            )
            if options.platform and not matches(platform, options.platform):
                raise UnknownReference(
                    "find the platform", options.platform, f"the daemon has {reference} for {platform}",
                    f"pull it with docker pull --platform {options.platform} {reference}",
                )  # fmt: skip
            resources = opened.pop_all()
        identity = str(image["Id"])
        tags = image.get("RepoTags") or []
        layers = layers_in_place(api, image)

        def export() -> FileSystem:
            return exported(reference, lambda: export_of_image(api, identity, reference, options.progress), resources)

        return Source(
            origin=Origin(
                scheme=scheme,
                reference=reference,
                digest=identity,
                platform=platform or None,
                tag=reference if reference in tags else next(iter(sorted(tags)), None),
                method=IN_PLACE if layers else EXPORT,
            ),
            identity=identity,
            files=DaemonFiles(lambda: in_place(layers, export) if layers else export()),
            config=configuration(image, reference),
            runner=SealedContainer(lambda: api, identity) if options.run else None,
            gaps=() if options.run else (NO_HARDWARE,),
            resources=resources,
        )


def configuration(inspected: Mapping[str, Any], reference: str) -> ProcessConfig:
    """The Config of an inspected image or container. Raises SourceError where it is absurd."""
    try:
        return process_config(inspected.get("Config") or {})
    except ValueError as error:
        raise SourceError("read the configuration of", reference, str(error)) from error


def export_of_image(
    api: APIClient, identity: str, name: str, progress: Progress | None
) -> Generator[bytes, None, None]:
    """The image's files as one tar, layers squashed by the daemon; the container that it takes is always removed."""
    with explained("export", name):
        container = api.create_container(
            identity, entrypoint=[], command=PLACEHOLDER, network_disabled=True, labels={LABEL: "export"}
        )["Id"]
        try:
            yield from export_of_container(api, container, name, progress)
        finally:
            api.remove_container(container, force=True, v=True)


def export_of_container(
    api: APIClient, container: str, name: str, progress: Progress | None
) -> Generator[bytes, None, None]:
    """A container's files as one tar. What the daemon itself puts there (/.dockerenv, /dev) is no fact of anything."""
    done = 0
    with explained("export", name):
        for chunk in api.export(container, chunk_size=CHUNK):
            done += len(chunk)
            if progress:
                progress(f"exporting {name}", done, None)
            yield chunk


def _inspect(api: APIClient, reference: str) -> dict[str, Any]:
    from docker.errors import ImageNotFound, NotFound  # noqa: PLC0415 - slow to import

    with explained("look up the image", reference):
        try:
            return cast("dict[str, Any]", api.inspect_image(reference))  # type: ignore[no-untyped-call]  # types-docker
        except (ImageNotFound, NotFound) as error:
            raise UnknownReference(
                "find the image", reference, "the Docker daemon has none of that name", _suggestion(api, reference)
            ) from error


def _suggestion(api: APIClient, reference: str) -> str:
    local = [tag for image in api.images() for tag in image.get("RepoTags") or []]
    near = get_close_matches(reference, local, n=3)
    return (
        f"did you mean {' or '.join(near)}? else pull it: docker pull {reference}"
        if near
        else (f"pull it: docker pull {reference}")
    )
