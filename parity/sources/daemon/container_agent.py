"""Runs the agent in containers: in a sealed one made from an image, or in one that runs already.

The agent goes in as the interpreter's own argument (`-c`), not on its stdin: it is small, and attaching to a
container's stdin depends on daemon and transport.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parity.errors import SourceError
from parity.interfaces import Probe
from parity.parsers.agent_output import MAX_OUTPUT, parse_agent_output
from parity.sources.daemon.connect import explained
from parity.sources.local_agent import agent_source

if TYPE_CHECKING:
    from docker import APIClient

SECONDS = 60
MEMORY = "512m"
PROCESSES = 64
ATTEMPT = "run the agent in"


@dataclass(frozen=True, slots=True)
class SealedContainer:
    """Runs it in a new container of an image: no network, read-only, no capabilities, bounded, removed afterwards."""

    api: Callable[[], APIClient] = field(repr=False)
    image: str

    def probe(self, interpreter: str | None) -> Probe:
        """As `Runner.probe`."""
        api = self.api()
        with explained(ATTEMPT, self.image):
            container = api.create_container(
                self.image,
                entrypoint=_command(interpreter),
                command=[],
                network_disabled=True,
                stdin_open=False,
                host_config=api.create_host_config(
                    network_mode="none",
                    read_only=True,
                    cap_drop=["ALL"],
                    security_opt=["no-new-privileges"],
                    pids_limit=PROCESSES,
                    mem_limit=MEMORY,
                    memswap_limit=MEMORY,
                ),
            )["Id"]
            try:
                return self._run(api, container)
            finally:
                with suppress(Exception):  # the first error is the one to tell
                    api.remove_container(container, force=True, v=True)

    def _run(self, api: APIClient, container: str) -> Probe:
        from requests.exceptions import ConnectionError as TransportError  # noqa: PLC0415 - comes with docker
        from requests.exceptions import ReadTimeout  # noqa: PLC0415

        api.start(container)
        try:
            status = api.wait(container, timeout=SECONDS)["StatusCode"]
        except (ReadTimeout, TransportError) as error:
            raise SourceError(ATTEMPT, self.image, f"it did not answer in {SECONDS} s") from error
        printed = _bounded(api.logs(container, stdout=True, stderr=False, stream=True))
        if status != 0:
            said = api.logs(container, stdout=False, stderr=True, tail=5)
            raise SourceError(ATTEMPT, self.image, f"exit status {status}: {_words(said)}")
        return _parsed(printed, self.image)


@dataclass(frozen=True, slots=True)
class RunningContainer:
    """Runs it inside a container that runs already, as its own user, within its own limits."""

    api: Callable[[], APIClient] = field(repr=False)
    container: str

    def probe(self, interpreter: str | None) -> Probe:
        """As `Runner.probe`."""
        api = self.api()
        with explained(ATTEMPT, self.container):
            job = api.exec_create(self.container, _command(interpreter), stdout=True, stderr=True, stdin=False)["Id"]
            printed = _bounded(api.exec_start(job, stream=True))
            status = api.exec_inspect(job)["ExitCode"]
        if status != 0:
            raise SourceError(ATTEMPT, self.container, f"exit status {status}: {_words(printed)}")
        return _parsed(printed, self.container)


def _command(interpreter: str | None) -> list[str]:
    return [interpreter or "python3", "-I", "-S", "-c", agent_source()]


def _bounded(chunks: object) -> bytes:
    data = bytearray()
    for chunk in chunks:  # type: ignore[attr-defined]  # the SDK declares no type for its streams
        data += chunk
        if len(data) > MAX_OUTPUT:
            break
    return bytes(data)


def _parsed(data: bytes, subject: str) -> Probe:
    try:
        return parse_agent_output(data)
    except ValueError as error:
        raise SourceError(ATTEMPT, subject, str(error)) from error


def _words(data: bytes) -> str:
    return " ".join(data.decode("utf-8", "replace").split())[-300:]
