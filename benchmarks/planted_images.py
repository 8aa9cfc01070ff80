"""Pairs of Debian images whose system differs in a planted library, for `benchmarks.bisecting`.

They need a Docker daemon (`DOCKER_HOST`), a base image of Debian bookworm with Python 3.11 as `.ci/run` makes it
(`PARITY_TEST_BASE_IMAGE`), and apt of the same release on this host, which downloads the packages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.processes import run

if TYPE_CHECKING:
    from docker import DockerClient

BASE = os.environ.get("PARITY_TEST_BASE_IMAGE", "parity-test/base:bookworm")
INNOCENT_LIBRARIES = ("libexpat1", "liblzma5", "libssl3")  # in the oldest and the newest release that apt has
DOCKERFILE = """
FROM {base}
COPY debs /debs
RUN for name in {packages}; do dpkg --force-depends --install /debs/$name || exit 1; done && ldconfig && rm -r /debs
COPY site /usr/lib/python3/dist-packages
COPY app /app
WORKDIR /app
"""


@contextmanager
def images(
    root: Path, packages: Sequence[Sequence[str]], code: Sequence[Path], pins: Sequence[Sequence[str]], uv: str
) -> Iterator[tuple[str, str]]:
    """References of both sides' images, which are removed afterwards. Raises CalledProcessError.

    Args:
        packages: of Debian, by side, in the order in which they can be installed.
        code, pins: the application and its Python packages, by side.
    """
    import docker  # noqa: PLC0415 - scenarios without images do without

    client = docker.from_env(timeout=600)
    names = [f"parity-planted/side:{os.getpid()}-{side}" for side in (0, 1)]
    try:
        for side, name in enumerate(names):
            place = root / f"image-{side}"
            _context(place, packages[side], code[side], pins[side], uv, newest=bool(side))
            _build(client, place, name)
        yield f"docker:{names[0]}", f"docker:{names[1]}"
    finally:
        for name in names:
            _remove(client, name)
        client.close()


def _context(place: Path, packages: Sequence[str], code: Path, pins: Sequence[str], uv: str, *, newest: bool) -> None:
    debs = place / "debs"
    debs.mkdir(parents=True)
    wanted = [*packages, *(f"{name}={_release(name, newest=newest)}" for name in INNOCENT_LIBRARIES)]
    files = []
    for name in wanted:
        before = set(debs.iterdir())
        run("apt-get", "download", "--quiet", name, cwd=debs)
        files += [found.name for found in set(debs.iterdir()) - before]
    run(
        uv, "pip", "install", "--quiet", "--python-version", "3.11", "--python-platform", "linux",
        "--target", str(place / "site"), *pins,
    )  # fmt: skip
    shutil.copytree(code, place / "app")
    (place / "Dockerfile").write_text(DOCKERFILE.format(base=BASE, packages=" ".join(files)))


def _release(name: str, *, newest: bool) -> str:
    told = subprocess.run(["apt-cache", "madison", name], check=True, capture_output=True, text=True, timeout=60)
    versions = [line.split("|")[1].strip() for line in told.stdout.splitlines()]
    return versions[0] if newest else versions[-1]


def _build(client: DockerClient, place: Path, name: str) -> None:
    from docker.errors import BuildError  # noqa: PLC0415 - as above

    try:
        client.images.build(path=str(place), tag=name, rm=True)
    except BuildError as error:
        said = "".join(str(line.get("stream", "")) for line in error.build_log)
        raise subprocess.CalledProcessError(1, ["docker", "build", str(place)], stderr=said) from error


def _remove(client: DockerClient, name: str) -> None:
    from docker.errors import APIError  # noqa: PLC0415 - as above

    with suppress(APIError):  # it was never built
        client.images.remove(name, force=True)
