"""The Docker daemon that tests use: only one that was named for them, for they add images to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from tests.docker.full_size import Pair, build_pair

if TYPE_CHECKING:
    from docker import DockerClient


def _without(what: str) -> NoReturn:
    """Skip, and say why; where a daemon was promised, fail."""
    if os.environ.get("PARITY_REQUIRE_DOCKER"):
        pytest.fail(f"PARITY_REQUIRE_DOCKER is set, but {what}")
    pytest.skip(what)


@pytest.fixture(scope="session")
def docker_host() -> str:
    """The address of a daemon that answers."""
    import docker
    from docker.errors import DockerException

    host = os.environ.get("PARITY_TEST_DOCKER_HOST")
    if not host:
        _without("PARITY_TEST_DOCKER_HOST names no daemon that tests may fill with images (.ci/run starts one)")
    try:
        docker.DockerClient(base_url=host).ping()
    except DockerException as error:
        _without(f"no daemon answers at PARITY_TEST_DOCKER_HOST={host}: {error}")
    return host


@pytest.fixture(scope="session")
def docker_client(docker_host: str) -> Iterator[DockerClient]:
    """A client of it."""
    import docker

    client = docker.DockerClient(base_url=docker_host, timeout=600)
    yield client
    client.close()


@pytest.fixture(scope="session")
def base_image(docker_client: DockerClient) -> str:
    """A Debian bookworm with python3, python3-venv, python3-pip and libjemalloc2, as .ci/run imports it."""
    from docker.errors import ImageNotFound

    name = os.environ.get("PARITY_TEST_BASE_IMAGE", "parity-test/base:bookworm")
    try:
        docker_client.images.get(name)
    except ImageNotFound:
        _without(f"the daemon has no image {name} to build on (.ci/run makes it with mmdebstrap)")
    return name


@pytest.fixture(scope="session")
def pair(docker_client: DockerClient, base_image: str, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Two images as real teams build them, in every form an image can have."""
    cache = os.environ.get("PARITY_TEST_CACHE")
    wheels = Path(cache) if cache else tmp_path_factory.mktemp("wheels")
    return build_pair(docker_client, base_image, wheels, tmp_path_factory.mktemp("pair"))
