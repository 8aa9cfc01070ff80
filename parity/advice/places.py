"""How commands are run in an environment, told from where it was looked at."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from parity.model.origin import Origin

HERE = frozenset({"live", "python", "venv"})
BUILT = frozenset({"docker", "archive", "oci", "registry", "container", "dir", "k8s", "compose"})
DEFAULT_PYTHON = "python3"


def is_image(origin: Origin) -> bool:
    """Whether it was built from a Dockerfile, as far as can be told: a line of one may take a difference away."""
    return origin.scheme in BUILT


def is_declared(origin: Origin) -> bool:
    """Whether it is no environment but a file that says what one is to have (requirements.txt, a lock, an SBOM)."""
    return origin.scheme not in BUILT | HERE


def python_of(origin: Origin) -> str:
    """The serving interpreter, as a command inside the environment."""
    chosen = origin.environment
    if chosen is None:
        return DEFAULT_PYTHON
    return chosen if "python" in chosen.rpartition("/")[2] else f"{chosen.rstrip('/')}/bin/python"


def preparation(origin: Origin) -> str | None:
    """What brings an image into a daemon before something can be run in it; None where it is there."""
    name = image_name(origin)
    if origin.scheme == "archive":
        return f"docker load --input {shlex.quote(origin.reference)}"
    if origin.scheme == "oci" and name:
        return f"skopeo copy {shlex.quote(f'oci:{origin.reference}')} {shlex.quote(f'docker-daemon:{name}')}"
    return None


def image_name(origin: Origin) -> str | None:
    """What the daemon calls the image, once it has it."""
    if origin.scheme in ("docker", "registry"):
        return origin.reference
    if origin.scheme == "archive":
        return origin.tag or origin.digest
    if origin.scheme == "oci":
        return f"from-oci:{origin.tag or 'latest'}"
    return None


def run_in(origin: Origin, argv: Sequence[str]) -> str | None:
    """A shell command that runs `argv` in the environment as its process would; None where that cannot be told."""
    if origin.scheme in HERE:
        return shlex.join(argv)
    if origin.scheme == "container":
        return shlex.join(["docker", "exec", origin.reference, *argv])
    name = image_name(origin)
    if name is None:
        return None
    return shlex.join(["docker", "run", "--rm", "--network", "none", "--entrypoint", argv[0], name, *argv[1:]])
