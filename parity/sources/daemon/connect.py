"""Connects to the daemon, and says in one sentence what is wrong where it cannot."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from parity.errors import SourceError

if TYPE_CHECKING:
    from docker import APIClient

ANSWER_SECONDS = 10  # for the first word: a daemon that is there answers at once
SECONDS = 600  # of silence: an export of many gigabytes streams, but a busy disk may pause


def connect(host: str | None, resources: ExitStack) -> APIClient:
    """A client of the daemon at `host`, else of the one that the docker command would use.

    Raises:
        SourceError: no daemon answers there, or this user may not speak to it.
    """
    import docker  # noqa: PLC0415 - slow to import, and only these places need it
    from docker.errors import DockerException  # noqa: PLC0415

    named = host or os.environ.get("DOCKER_HOST")
    address = named or _chosen_by_context()
    subject = address or "the Docker daemon"
    try:
        if host or not named:
            client = docker.DockerClient(base_url=address, version="auto", timeout=ANSWER_SECONDS)
        else:
            client = docker.from_env(version="auto", timeout=ANSWER_SECONDS)  # DOCKER_HOST with its DOCKER_TLS_VERIFY
    except DockerException as error:
        raise SourceError("reach", subject, *_why(str(error))) from error
    except (ValueError, OSError) as error:
        raise SourceError("reach", subject, " ".join(str(error).split()), "check DOCKER_HOST") from error
    resources.callback(client.close)
    client.api.timeout = SECONDS
    return client.api


def _chosen_by_context() -> str | None:
    """The socket of the current `docker context` (rootless daemons and desktops make one); None: the default."""
    from docker.context import ContextAPI  # noqa: PLC0415 - slow to import
    from docker.errors import DockerException  # noqa: PLC0415

    try:
        context = ContextAPI.get_current_context()
    except (DockerException, OSError, ValueError, KeyError, TypeError, AttributeError):  # a damaged ~/.docker
        return None
    host = getattr(context, "Host", None)
    return host if isinstance(host, str) and host.startswith("unix://") else None


def _why(message: str) -> tuple[str, str]:
    """What is wrong, and what to do, from what the SDK wraps several times."""
    if "PermissionError" in message or "Permission denied" in message:
        return "permission denied", "join the docker group, or run as a user who may use its socket"
    if "FileNotFoundError" in message or "No such file" in message:
        return "there is no such socket: it is not running", "start it, or save the image and use archive:FILE"
    if "ConnectionRefused" in message or "Connection refused" in message:
        return "nobody listens there: it is not running", "start it, or save the image and use archive:FILE"
    if "timed out" in message:
        return f"it did not answer in {ANSWER_SECONDS} s", "check DOCKER_HOST"
    return " ".join(message.split())[:300], "check DOCKER_HOST"


@contextmanager
def explained(attempt: str, subject: str) -> Iterator[None]:
    """Turns what the SDK raises into a SourceError."""
    from docker.errors import APIError, DockerException  # noqa: PLC0415 - already imported by `connect`
    from requests.exceptions import RequestException  # noqa: PLC0415 - the SDK lets its transport's errors through

    try:
        yield
    except APIError as error:
        raise SourceError(attempt, subject, f"the daemon says: {error.explanation or error}") from error
    except (DockerException, RequestException) as error:
        raise SourceError(attempt, subject, f"the daemon went away: {error}") from error
