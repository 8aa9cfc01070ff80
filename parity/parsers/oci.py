"""Parses OCI image indexes and manifests (image-spec image-index.md, manifest.md), and Docker's equal ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from parity.parsers.json_document import array, load, mapping, text, text_mapping, whole_number

DIGEST = re.compile(r"[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[A-Za-z0-9=_-]{32,}")
REF_NAME = "org.opencontainers.image.ref.name"
CONTAINERD_NAME = "io.containerd.image.name"
ATTESTATION = "vnd.docker.reference.type"
UNKNOWN = "unknown/unknown"  # how BuildKit marks attestations
CONFIG_TYPES = frozenset(
    {"application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json", ""}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    """A pointer to a blob.

    Attributes:
        digest: "<algorithm>:<hex>": no separators, so a blob's path made of it stays in its directory.
        size: bytes.
        platform: "linux/arm64/v8", where it says.
    """

    digest: str
    size: int
    media_type: str = ""
    platform: str | None = None
    annotations: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the blob lies in an image layout."""
        return "/blobs/" + self.digest.replace(":", "/", 1)

    @property
    def attests(self) -> bool:
        """Whether it is no image but a statement about one."""
        return self.platform == UNKNOWN or ATTESTATION in self.annotations

    @property
    def names(self) -> tuple[str, ...]:
        """Image names or tags that the annotations give, the fullest first."""
        found = [self.annotations.get(CONTAINERD_NAME), self.annotations.get(REF_NAME)]
        return tuple(dict.fromkeys(name for name in found if name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Descriptors of manifests or of further indexes."""

    manifests: tuple[Descriptor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One image: its configuration and its layers, lowest first."""

    config: Descriptor
    layers: tuple[Descriptor, ...]


def parse_index(data: bytes) -> Index:
    """Raises ValueError where it is malformed; "manifests": null is an empty index."""
    return _index(mapping(load(data), "the index"))


def parse_manifest_or_index(data: bytes) -> Manifest | Index:
    """By what is inside: media types are optional. Raises ValueError where it is neither."""
    document = mapping(load(data), "the manifest")
    if "manifests" in document:
        return _index(document)
    if document.get("schemaVersion") == 1 or "fsLayers" in document:
        raise ValueError("it is a Docker manifest of schema 1, which no longer exists; pull the image again")
    if "config" not in document or "layers" not in document:
        raise ValueError("it is neither an image manifest nor an index")
    config = _descriptor(document["config"], "config")
    if config.media_type not in CONFIG_TYPES:
        raise ValueError(f"it is no image: its configuration is {config.media_type}")
    layers = array(document["layers"], "layers")
    return Manifest(
        config=config, layers=tuple(_descriptor(item, f"layers[{index}]") for index, item in enumerate(layers))
    )


def _index(document: Mapping[str, object]) -> Index:
    items = array(document.get("manifests"), "manifests")
    return Index(manifests=tuple(_descriptor(item, f"manifests[{index}]") for index, item in enumerate(items)))


def _descriptor(value: object, name: str) -> Descriptor:
    raw = mapping(value, name)
    digest = text(raw.get("digest"), f"{name}.digest")
    if not DIGEST.fullmatch(digest):
        raise ValueError(f"{name}.digest is no digest: {digest[:80]!r}")
    platform = mapping(raw.get("platform"), f"{name}.platform")
    words = [text(platform.get(key), f"{name}.platform.{key}") for key in ("os", "architecture", "variant")]
    return Descriptor(
        digest=digest,
        size=whole_number(raw.get("size"), f"{name}.size"),
        media_type=text(raw.get("mediaType"), f"{name}.mediaType"),
        platform="/".join(word for word in words if word) if words[0] and words[1] else None,
        annotations=text_mapping(raw.get("annotations"), f"{name}.annotations"),
    )
