"""Builds a pair of images of 700 MB each with the daemon, and writes each of them in every form an image can have."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from tests.docker.layout import GZIP, ZSTD, Compression, write_layout

if TYPE_CHECKING:
    from docker import DockerClient

SOURCES = Path(__file__).parent / "pair"
CHUNK = 1 << 20


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


def _bundle(client: DockerClient, tag: str, folder: Path) -> Path:
    """An OCI runtime bundle: `docker export` unpacked by tar, and the process as runc would be told it."""
    root = folder / "rootfs"
    root.mkdir(parents=True)
    container = client.containers.create(tag, network_disabled=True)
    try:
        with subprocess.Popen(["tar", "-x", "-C", str(root), "--exclude=dev/*"], stdin=subprocess.PIPE) as unpack:
            assert unpack.stdin is not None
            for chunk in cast("Iterator[bytes]", container.export(CHUNK)):  # the stubs say str
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
