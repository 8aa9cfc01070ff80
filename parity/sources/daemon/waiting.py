"""Waits for a container to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docker import APIClient


def exit_status(api: APIClient, container: str, seconds: float) -> int | None:
    """How it ended; None where it did not within `seconds`."""
    from requests.exceptions import ConnectionError as TransportError  # noqa: PLC0415 - comes with docker
    from requests.exceptions import ReadTimeout  # noqa: PLC0415

    try:
        return int(api.wait(container, timeout=int(seconds) + 1)["StatusCode"])
    except (ReadTimeout, TransportError):
        return None
