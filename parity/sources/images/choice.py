"""Chooses the image that is meant among those that a container holds: by name, then by platform."""

from __future__ import annotations

import platform as machine
from collections.abc import Sequence

from parity.errors import SourceError, UnknownReference
from parity.sources.images.stored import StoredImage

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm/v7", "i686": "386"}
MAX_LISTED = 20


def choose(images: Sequence[StoredImage], name: str | None, platform: str | None, subject: str) -> StoredImage:
    """The image called `name`, of `platform`; without them the only one, or this machine's.

    Raises:
        UnknownReference: none of that name or platform.
        SourceError: several are left, or the one that is meant cannot be read.
    """
    named = _by_name(images, name, subject)
    left = _by_platform(named, platform, subject)
    if len({image.config.image_id if image.config else str(index) for index, image in enumerate(left)}) > 1:
        raise SourceError(
            "choose an image in", subject, f"it holds {len(left)}: {_listed(left)}",
            "name one: archive:FILE:NAME or oci:DIR:TAG",
        )  # fmt: skip
    chosen = left[0]
    if chosen.config is None:
        raise SourceError("read the image in", subject, chosen.problem, "save it again")
    return chosen


def host_platform(architecture: str | None = None) -> str:
    """What images for this machine call it: "linux/amd64"."""
    name = architecture or machine.machine()
    return f"linux/{ARCHITECTURES.get(name, name)}"


def matches(image: str | None, wanted: str) -> bool:
    """Whether a platform is the one wanted; a variant counts only where it was asked for."""
    if "/" not in wanted:
        wanted = f"linux/{wanted}"
    return image is not None and f"{image}/".startswith(f"{wanted}/")


def _by_name(images: Sequence[StoredImage], name: str | None, subject: str) -> Sequence[StoredImage]:
    if not images:
        raise SourceError("read the image in", subject, "it is empty: it lists no image")
    if name is None:
        return images
    found = [image for image in images if _is_called(image, name)]
    if not found:
        raise UnknownReference("find the image", name, f"{subject} has no image of that name; it has {_listed(images)}")
    return found


def _by_platform(images: Sequence[StoredImage], platform: str | None, subject: str) -> Sequence[StoredImage]:
    wanted = platform or host_platform()
    found = [image for image in images if matches(image.platform, wanted)]
    if found:
        return [image for image in found if image.config] or found
    if platform is None:
        readable = [image for image in images if image.config] or images
        if len({image.platform for image in readable}) == 1:
            return readable
        raise SourceError(
            "choose an image in", subject, f"it holds {_platforms(images)}, and none for this machine ({wanted})",
            "say which with --platform",
        )  # fmt: skip
    raise UnknownReference("find the platform", platform, f"{subject} has {_platforms(images)}")


def _is_called(image: StoredImage, name: str) -> bool:
    """By full name, by name without the default registry and tag, by tag alone, or by image ID."""
    if image.config and name.startswith("sha256:") and len(name) >= 19:
        return image.config.image_id.startswith(name)
    return any(_plain(own) == _plain(name) or own == name or own.rpartition(":")[2] == name for own in image.names)


def _plain(name: str) -> str:
    for prefix in ("docker.io/library/", "docker.io/", "index.docker.io/library/"):
        name = name.removeprefix(prefix)
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"


def _listed(images: Sequence[StoredImage]) -> str:
    names = sorted({" = ".join(image.names) or _anonymous(image) for image in images})
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return ", ".join(names[:MAX_LISTED]) + more


def _anonymous(image: StoredImage) -> str:
    return image.config.image_id[:19] if image.config else "one that cannot be read"


def _platforms(images: Sequence[StoredImage]) -> str:
    return ", ".join(sorted({image.platform or "an unnamed platform" for image in images}))
