"""Builds a pair of images of 700 MB each with the daemon, and writes each of them in every form an image can have."""

from __future__ import annotations

import gzip
import hashlib
import json
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import zstandard

if TYPE_CHECKING:
    from docker import DockerClient

SOURCES = Path(__file__).parent / "pair"
CHUNK = 1 << 20
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"


@dataclass(frozen=True)
class Compression:
    """How a layer is stored in a layout."""

    suffix: str
    open: Callable[[IO[bytes]], IO[bytes]]


GZIP = Compression("+gzip", lambda file: gzip.GzipFile("", "wb", 1, file, mtime=0))
ZSTD = Compression("+zstd", lambda file: zstandard.ZstdCompressor(1).stream_writer(file, closefd=False))  # type: ignore[return-value]  # an IO in all but name


@dataclass(frozen=True, kw_only=True)
class Side:
    """One image: a reference to each of its forms."""

    docker: str
    archive: str
    oci: str
    oci_archive: str
    bundle: str

    def references(self) -> dict[str, str]:
        """By scheme, as a user writes them."""
        return {
            "docker": f"docker:{self.docker}",
            "archive": f"archive:{self.archive}",
            "oci": f"oci:{self.oci}",
            "oci-archive": f"archive:{self.oci_archive}",
            "dir": f"dir:{self.bundle}",
        }


@dataclass(frozen=True)
class Pair:
    """Where it was built, and where it is served."""

    dev: Side
    prod: Side


def build_pair(client: DockerClient, base: str, wheels: Path, folder: Path) -> Pair:
    """Both images; layers of the one are stored with gzip, of the other with zstandard."""
    return Pair(
        _build(client, "dev", base, wheels, folder, GZIP),
        _build(client, "prod", base, wheels, folder, ZSTD),
    )


def _build(client: DockerClient, name: str, base: str, wheels: Path, folder: Path, compression: Compression) -> Side:
    context = folder / f"{name}-context"
    shutil.copytree(SOURCES / name, context)
    shutil.copytree(_downloaded(context / "requirements.txt", wheels / name), context / "wheels")
    tag = f"parity-test/pair:{name}"
    client.images.build(path=str(context), tag=tag, buildargs={"BASE": base}, network_mode="none", rm=True)
    shutil.rmtree(context)
    archive = folder / f"{name}.tar"
    with archive.open("wb") as file:
        file.writelines(client.api.get_image(tag, CHUNK))
    layout = write_layout(archive, folder / f"{name}-oci", compression)
    packed = folder / f"{name}-oci.tar"
    with tarfile.open(packed, "w") as tar:
        tar.add(layout, arcname=".")
    bundle = _bundle(client, tag, folder / f"{name}-bundle")
    return Side(docker=tag, archive=str(archive), oci=str(layout), oci_archive=str(packed), bundle=str(bundle))


def _downloaded(requirements: Path, folder: Path) -> Path:
    """Wheels for the image's Python 3.11: no network inside a build."""
    if not folder.exists():
        machine = platform.machine()
        abis = [word for abi in ("cp311", "abi3", "none") for word in ("--abi", abi)]
        platforms = [
            word
            for tag in (f"manylinux2014_{machine}", f"manylinux_2_17_{machine}", "any")
            for word in ("--platform", tag)
        ]
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
             "--python-version", "3.11", "--implementation", "cp", *abis, *platforms,
             "--requirement", str(requirements), "--dest", str(folder)],
            check=True,
        )  # fmt: skip
    return folder


def write_layout(archive: Path, folder: Path, compression: Compression) -> Path:
    """An OCI image layout of what `docker save` wrote, as `skopeo copy docker-archive:... oci:...` makes it."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def blob(media: str, read: Callable[[], bytes], packed: Compression | None = None) -> dict[str, Any]:
        part = folder / "part"
        with part.open("wb") as file:
            out = packed.open(file) if packed else file
            while chunk := read():
                out.write(chunk)
            if packed:
                out.close()
        with part.open("rb") as file:
            digest = hashlib.sha256()
            while chunk := file.read(CHUNK):
                digest.update(chunk)
        size = part.stat().st_size
        part.rename(blobs / digest.hexdigest())
        return {"mediaType": media, "digest": f"sha256:{digest.hexdigest()}", "size": size}

    def once(data: bytes) -> Callable[[], bytes]:
        chunks = iter((data, b""))
        return lambda: next(chunks)

    with tarfile.open(archive) as tar:

        def member(name: str) -> IO[bytes]:
            found = tar.extractfile(name)
            assert found is not None
            return found

        saved = json.load(member("manifest.json"))[0]
        layers = []
        for name in saved["Layers"]:
            stream = member(name)
            layers.append(blob(LAYER + compression.suffix, lambda stream=stream: stream.read(CHUNK), compression))  # type: ignore[misc]
        config = blob(CONFIG, once(member(saved["Config"]).read()))
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers}
    entry = blob(MANIFEST, once(json.dumps(manifest).encode()))
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [entry]}))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return folder


def _bundle(client: DockerClient, tag: str, folder: Path) -> Path:
    """An OCI runtime bundle: `docker export` unpacked by tar, and the process as runc would be told it."""
    root = folder / "rootfs"
    root.mkdir(parents=True)
    container = client.containers.create(tag, network_disabled=True)
    try:
        with subprocess.Popen(["tar", "-x", "-C", str(root), "--exclude=dev/*"], stdin=subprocess.PIPE) as unpack:
            assert unpack.stdin is not None
            for chunk in container.export(CHUNK):
                unpack.stdin.write(chunk)
            unpack.stdin.close()
            assert unpack.wait() == 0
    finally:
        container.remove()
    config = client.images.get(tag).attrs["Config"]
    process = {
        "args": [*(config["Entrypoint"] or []), *(config["Cmd"] or [])],
        "env": config["Env"],
        "cwd": config["WorkingDir"],
        "user": {"uid": 0, "gid": 0},
    }
    document = {"ociVersion": "1.0.2", "process": process, "root": {"path": "rootfs"}}
    (folder / "config.json").write_text(json.dumps(document))
    return folder
