"""Builds small images in every stored form, for tests: layers from dictionaries, then archives and layouts of them.

layer = layer_tar({"etc/os-release": b"ID=debian\\n", "lib": Link("usr/lib"), "old/": None})
save(path, [Image(layers=[layer], config={"Env": ["A=1"]}, tags=["app:1"])])
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard

from tests.support.files import Executable, Link

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar"


@dataclass(frozen=True)
class HardLink:
    """A hard link; `target` as in the archive: relative to the root."""

    target: str


@dataclass(frozen=True)
class Pipe:
    """A named pipe."""


Member = bytes | Link | HardLink | Pipe | Executable | None  # None: a directory
Members = Mapping[str, Member] | Sequence[tuple[str, Member]]
Compress = Callable[[bytes], bytes]


def layer_tar(members: Members, fmt: int = tarfile.GNU_FORMAT) -> bytes:
    """An uncompressed layer; names go in as they are, in the given order, duplicates and all."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=fmt) as tar:
        for name, content in members.items() if isinstance(members, Mapping) else members:
            info = tarfile.TarInfo(name.rstrip("/") or "/")
            info.mode = 0o755 if isinstance(content, Executable) or content is None else 0o644
            data = b""
            match content:
                case None:
                    info.type = tarfile.DIRTYPE
                case Link(target):
                    info.type, info.linkname = tarfile.SYMTYPE, target
                case HardLink(target):
                    info.type, info.linkname = tarfile.LNKTYPE, target
                case Pipe():
                    info.type = tarfile.FIFOTYPE
                case Executable(data):
                    pass
                case _:
                    data = content
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def gzipped(data: bytes) -> bytes:
    """One gzip member."""
    return gzip.compress(data, 6, mtime=0)


def estargz(data: bytes, cut: int = 1024) -> bytes:
    """Many gzip members, as estargz and pigz --independent make them."""
    return b"".join(gzipped(data[i : i + cut]) for i in range(0, len(data), cut))


def zstd(data: bytes) -> bytes:
    """One frame, with its checksum."""
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def zstd_chunked(data: bytes, cut: int = 1024) -> bytes:
    """Many frames and a skippable one, as zstd:chunked layers have them."""
    return b"".join(zstd(data[i : i + cut]) for i in range(0, len(data), cut)) + b"\x50\x2a\x4d\x18\x05\0\0\0extra"


@dataclass(frozen=True)
class Image:
    """An image to be stored.

    Attributes:
        layers: uncompressed tars, lowest first.
        config: the "config" object: Env, Cmd, Entrypoint ...
        tags: its names.
        platform: "linux/amd64" or with a variant.
    """

    layers: Sequence[bytes]
    config: Mapping[str, Any] = field(default_factory=dict)
    tags: Sequence[str] = ()
    platform: str = "linux/amd64"

    def config_json(self) -> bytes:
        """The configuration; its digest is the image ID."""
        system, architecture, *variant = self.platform.split("/")
        document = {
            "architecture": architecture,
            **({"variant": variant[0]} if variant else {}),
            "os": system,
            "config": dict(self.config),
            "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in self.layers]},
        }
        return json.dumps(document).encode()

    @property
    def image_id(self) -> str:
        return digest(self.config_json())


def digest(data: bytes) -> str:
    """ "sha256:..." """
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def save_files(images: Sequence[Image], compress: Compress = bytes) -> dict[str, Member]:
    """What `docker save` wrote before Docker 25; a layer that comes again is a link to the first, as it did."""
    files: dict[str, Member] = {}
    manifest, repositories = [], dict[str, dict[str, str]]()
    first: dict[bytes, str] = {}
    for number, image in enumerate(images):
        config = f"{image.image_id.removeprefix('sha256:')}.json"
        files[config] = image.config_json()
        layers = []
        for depth, layer in enumerate(image.layers):
            name = hashlib.sha256(f"{number} {depth}".encode()).hexdigest()
            files[f"{name}/VERSION"] = b"1.0"
            files[f"{name}/json"] = b"{}"
            link = f"../{first[layer]}/layer.tar" if layer in first else None
            files[f"{name}/layer.tar"] = Link(link) if link else compress(layer)
            first.setdefault(layer, name)
            layers.append(f"{name}/layer.tar")
            for tag in image.tags:
                repository, _, version = tag.rpartition(":")
                repositories.setdefault(repository, {})[version] = name
        manifest.append({"Config": config, "RepoTags": list(image.tags) or None, "Layers": layers})
    files["manifest.json"] = json.dumps(manifest).encode()
    files["repositories"] = json.dumps(repositories).encode()
    return files


def layout_files(images: Sequence[Image], compress: Compress = bytes, *, nested: bool = False) -> dict[str, Member]:
    """An OCI image layout; `nested`: all images behind one index, as a multi-platform image has them."""
    files: dict[str, Member] = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}

    def blob(data: bytes, media_type: str) -> dict[str, Any]:
        files[f"blobs/{digest(data).replace(':', '/')}"] = data
        return {"mediaType": media_type, "digest": digest(data), "size": len(data)}

    descriptors = []
    for image in images:
        manifest = {
            "schemaVersion": 2,
            "mediaType": OCI_MANIFEST,
            "config": blob(image.config_json(), OCI_CONFIG),
            "layers": [blob(compress(layer), OCI_LAYER) for layer in image.layers],
        }
        system, architecture, *variant = image.platform.split("/")
        platform = {"os": system, "architecture": architecture, **({"variant": variant[0]} if variant else {})}
        described = {**blob(json.dumps(manifest).encode(), OCI_MANIFEST), "platform": platform}
        for tag in image.tags or [""]:
            names = {"org.opencontainers.image.ref.name": tag} if tag and not nested else {}
            descriptors.append({**described, **({"annotations": names} if names else {})})
    if nested:
        inner = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": descriptors}
        names = {"org.opencontainers.image.ref.name": images[0].tags[0]} if images[0].tags else {}
        descriptors = [{**blob(json.dumps(inner).encode(), OCI_INDEX), "annotations": names}]
    files["index.json"] = json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": descriptors}).encode()
    return files


def modern_save_files(images: Sequence[Image]) -> dict[str, Member]:
    """What `docker save` writes since Docker 25: an OCI layout with a manifest.json that points into its blobs."""
    files = layout_files(images)
    manifest = [
        {
            "Config": f"blobs/{image.image_id.replace(':', '/')}",
            "RepoTags": list(image.tags) or None,
            "Layers": [f"blobs/{digest(layer).replace(':', '/')}" for layer in image.layers],
        }
        for image in images
    ]
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def write_archive(path: Path, files: Mapping[str, Member], compress: Compress = bytes) -> Path:
    """The files as one tar, compressed as a whole."""
    path.write_bytes(compress(layer_tar(files)))
    return path


def write_directory(path: Path, files: Mapping[str, Member]) -> Path:
    """The files in a directory; only regular files, links and directories."""
    for name, content in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        match content:
            case bytes():
                target.write_bytes(content)
            case Link(to):
                target.symlink_to(to)
            case Executable(data):
                target.write_bytes(data)
                target.chmod(0o755)
            case None:
                target.mkdir(exist_ok=True)
            case _:
                raise ValueError(f"{name}: {content!r} is for archives only")
    return path


def save(path: Path, images: Sequence[Image], compress: Compress = bytes) -> Path:
    """A `docker save` archive of the old layout."""
    return write_archive(path, save_files(images, compress))
