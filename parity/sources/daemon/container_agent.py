"""Runs the agent in containers: in a sealed one made from an image, or in one that runs already.

The agent goes in as the interpreter's own argument (`-c`), not on its stdin: it is small, and attaching to a
container's stdin depends on daemon and transport.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, cast

from parity.errors import SourceError
from parity.interfaces import AgentReport
from parity.parsers.agent_output import MAX_OUTPUT, parse_agent_output
from parity.sources.agent_text import agent_text
from parity.sources.daemon.connect import explained
from parity.sources.local_agent import why

if TYPE_CHECKING:
    from docker import APIClient

SECONDS = 60
MEMORY = "512m"
PROCESSES = 64
ATTEMPT = "run the agent in"
LABEL = "io.github.envparity"  # what parity creates bears it: docker container prune --filter label=...
LIMIT_OF_SEAL = frozenset({
    "memory.max", "memory.high", "memory.swap.max", "memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "pids.max",
})  # fmt: skip
NETWORK_OF_SEAL = "/proc/sys/net/"
STATUS = "/proc/self/status"
STATUS_OF_SEAL = ("Seccomp:", "NoNewPrivs:", "CapEff:")
NO_GPU = "the sealed container is given no GPU"


@dataclass(frozen=True, slots=True)
class SealedContainer:
    """Runs it in a new container of an image: no network, read-only, no capabilities, bounded, removed afterwards."""

    api: Callable[[], APIClient] = field(repr=False)
    image: str

    def run_agent(self, interpreter: str | None) -> AgentReport:
        """As `Runner.run_agent`. What the seal itself limits is not told as the image's."""
        from docker.types import LogConfig  # noqa: PLC0415 - slow to import

        command = _command(interpreter, self.image)
        api = self.api()
        with explained(ATTEMPT, self.image):
            container = api.create_container(
                self.image,
                entrypoint=command,
                command=[],
                labels={LABEL: "agent"},
                network_disabled=True,
                stdin_open=False,
                healthcheck={"test": ["NONE"]},
                host_config=api.create_host_config(
                    network_mode="none",
                    read_only=True,
                    cap_drop=["ALL"],
                    security_opt=["no-new-privileges"],
                    pids_limit=PROCESSES,
                    mem_limit=MEMORY,
                    memswap_limit=MEMORY,
                    # The daemon's own log driver may keep nothing to read, or fill its disk.
                    log_config=LogConfig(type="json-file", config={"max-size": str(2 * MAX_OUTPUT), "max-file": "1"}),
                ),
            )["Id"]
            try:
                report = self._run(api, container)
            finally:
                with suppress(Exception):  # the first error is the one to tell
                    api.remove_container(container, force=True, v=True)
        return _unsealed(report)

    def _run(self, api: APIClient, container: str) -> AgentReport:
        from requests.exceptions import ConnectionError as TransportError  # noqa: PLC0415 - comes with docker
        from requests.exceptions import ReadTimeout  # noqa: PLC0415

        api.start(container)
        try:
            status = api.wait(container, timeout=SECONDS)["StatusCode"]
        except (ReadTimeout, TransportError) as error:
            raise SourceError(ATTEMPT, self.image, f"it did not answer in {SECONDS} s") from error
        printed = _bounded(api.logs(container, stdout=True, stderr=False, stream=True), self.image)
        said = b"" if status == 0 else api.logs(container, stdout=False, stderr=True, tail=20)
        return _parsed(printed, status, said, self.image)


@dataclass(frozen=True, slots=True)
class RunningContainer:
    """Runs it inside a container that runs already, as its own user, within its own limits."""

    api: Callable[[], APIClient] = field(repr=False)
    container: str

    def run_agent(self, interpreter: str | None) -> AgentReport:
        """As `Runner.run_agent`."""
        command = _command(interpreter, self.container)
        api = self.api()
        errors = bytearray()
        with explained(ATTEMPT, self.container):
            job = api.exec_create(self.container, command, stdout=True, stderr=True, stdin=False)["Id"]
            # Apart: a warning on stderr would end up within the report.
            stream = cast("Iterable[tuple[bytes | None, bytes | None]]", api.exec_start(job, stream=True, demux=True))
            printed = _bounded(_aside(stream, errors), self.container)
            status = api.exec_inspect(job)["ExitCode"]
        return _parsed(printed, status if isinstance(status, int) else 0, bytes(errors), self.container)


def _command(interpreter: str | None, subject: str) -> list[str]:
    if interpreter is None:
        raise SourceError(ATTEMPT, subject, "it has no Python interpreter that parity could find")
    return [interpreter, "-I", "-S", "-c", agent_text()]


def _aside(stream: Iterable[tuple[bytes | None, bytes | None]], errors: bytearray) -> Iterable[bytes]:
    """Its stdout; the end of what it says on stderr is put aside."""
    for out, err in stream:
        if err:
            errors += err
            del errors[:-4096]
        yield out or b""


def _bounded(chunks: Iterable[bytes], subject: str) -> bytes:
    deadline = monotonic() + SECONDS
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > MAX_OUTPUT:
            raise SourceError(ATTEMPT, subject, f"it printed more than {MAX_OUTPUT >> 20} MiB")
        if monotonic() > deadline:
            raise SourceError(ATTEMPT, subject, f"it did not end in {SECONDS} s")
    return bytes(data)


def _parsed(data: bytes, status: int, errors: bytes, subject: str) -> AgentReport:
    try:
        return parse_agent_output(data)
    except ValueError as error:
        raise SourceError(ATTEMPT, subject, why(str(error), status, errors)) from error


def _unsealed(report: AgentReport) -> AgentReport:
    """Without the limits that the seal sets and its empty network; and GPUs of the host cannot be seen from within."""
    files = {
        path: text if path != STATUS else _without_privileges(text)
        for path, text in report.files.items()
        if path.rpartition("/")[2] not in LIMIT_OF_SEAL and not path.startswith(NETWORK_OF_SEAL)
    }
    values = {name: value for name, value in report.values.items() if name not in ("network", "named_hosts")}
    return replace(report, files=files, values=values, errors={**report.errors, "gpu": NO_GPU})


def _without_privileges(status: str) -> str:
    return "".join(line for line in status.splitlines(True) if not line.startswith(STATUS_OF_SEAL))
