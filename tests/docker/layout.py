"""Rewrites what `docker save` wrote as an OCI image layout, as `skopeo copy docker-archive:... oci:...` does."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import zstandard

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"


@dataclass(frozen=True)
class Compression:
    """How layers are stored: the suffix of their media type, and a writer around a file."""

    suffix: str
    writer: Callable[[IO[bytes]], Any]


GZIP = Compression("+gzip", lambda file: gzip.GzipFile("", "wb", 1, file, mtime=0))
ZSTD = Compression("+zstd", lambda file: zstandard.ZstdCompressor(1).stream_writer(file, closefd=False))


def write_layout(archive: Path, folder: Path, compression: Compression) -> Path:
    """The layout, layers compressed one by one and never held in memory."""
    (folder / "blobs" / "sha256").mkdir(parents=True)
    with tarfile.open(archive) as tar:
        saved = json.load(_member(tar, "manifest.json"))[0]
        layers = [
            _blob(folder, LAYER + compression.suffix, _member(tar, name), compression) for name in saved["Layers"]
        ]
        config = _blob(folder, CONFIG, _member(tar, saved["Config"]))
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers}
    entry = _blob(folder, MANIFEST, io.BytesIO(json.dumps(manifest).encode()))
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [entry]}))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return folder


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    found = tar.extractfile(name)
    assert found is not None
    return found


def _blob(folder: Path, media: str, content: IO[bytes], compression: Compression | None = None) -> dict[str, Any]:
    """Store one blob under its digest; its descriptor."""
    part = folder / "part"
    with part.open("wb") as file:
        if compression:
            with compression.writer(file) as packed:
                shutil.copyfileobj(content, packed)
        else:
            shutil.copyfileobj(content, file)
    digest = hashlib.sha256()
    with part.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    size = part.stat().st_size
    part.rename(folder / "blobs" / "sha256" / digest.hexdigest())
    return {"mediaType": media, "digest": f"sha256:{digest.hexdigest()}", "size": size}
