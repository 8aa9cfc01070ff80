"""Runs a trial in a sealed container of an image: no network, read-only, no capabilities, bounded, then removed."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from parity.model.measurement import Status, Trial
from parity.runs.guardian import CONTAINER, PREFIX, Guardian
from parity.runs.job import GRACE, JOB, MAX_OUTPUT, PACKAGE, Limits, Work, broken, job_files, trial_of
from parity.sources.daemon.connect import explained
from parity.sources.daemon.container_agent import LABEL
from parity.sources.daemon.waiting import exit_status

if TYPE_CHECKING:
    from docker import APIClient

ATTEMPT = "run the probe in"
WORKPLACE = "/parity-work"  # a volume that only this container has: it takes the harness, the inputs and nothing else
SCRATCH = "/tmp"  # noqa: S108 - inside the container, a file system of its own in memory
MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerExecutor:
    """One image of the daemon, as its own user, in its own working directory.

    Attributes:
        environment: variables beside and over the image's own.
        extra: a tar of more files for the workplace: an environment that was made for the trial.
    """

    api: Callable[[], APIClient] = field(repr=False)
    image: str
    name: str
    interpreter: str
    guardian: Guardian = field(repr=False)
    environment: Mapping[str, str] = field(default_factory=dict)
    unset: tuple[str, ...] = ()
    workdir: str = ""
    extra: Path | None = None
    flags: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        return f"{self.name}, {self.interpreter}"

    def run(self, work: Work, limits: Limits, sampling: float) -> Trial:
        """As `Executor.run`."""
        api = self.api()
        sent = job_files(
            work, WORKPLACE, seconds=limits.seconds, memory=limits.memory, processes=limits.processes,
            sampling=sampling, contained=True, cwd=self.workdir or "/", flags=list(self.flags), unset=list(self.unset),
        )  # fmt: skip
        container = f"{PREFIX}{uuid4().hex}"
        with explained(ATTEMPT, self.name):
            self.guardian.note("+", CONTAINER, container)  # before there is one: parity may be killed in between
            try:
                self._create(api, container, limits)
                api.put_archive(container, WORKPLACE, _tar(sent))
                if self.extra is not None:
                    with self.extra.open("rb") as stream:
                        api.put_archive(container, WORKPLACE, stream)
                return self._follow(api, container, limits)
            finally:
                with suppress(Exception):  # the first error is the one to tell; the guardian tries again
                    api.remove_container(container, force=True, v=True)
                    self.guardian.note("-", CONTAINER, container)

    def _create(self, api: APIClient, container: str, limits: Limits) -> None:
        from docker.types import LogConfig  # noqa: PLC0415 - slow to import

        command = [self.interpreter, "-I", "-S", f"{WORKPLACE}/{PACKAGE}/supervise.py", f"{WORKPLACE}/{JOB}"]
        api.create_container(
            self.image,
            name=container,
            entrypoint=command,
            command=[],
            environment=[f"{name}={value}" for name, value in sorted(self.environment.items())],
            labels={LABEL: "probe"},
            network_disabled=True,
            stdin_open=False,
            healthcheck={"test": ["NONE"]},
            volumes=[WORKPLACE],
            host_config=api.create_host_config(
                network_mode="none",
                read_only=True,
                tmpfs={SCRATCH: f"size={limits.scratch},mode=1777,exec"},
                shm_size=64 * MIB,
                cap_drop=["ALL"],
                security_opt=["no-new-privileges"],
                pids_limit=limits.processes + 8,
                mem_limit=limits.memory,
                memswap_limit=limits.memory,
                nano_cpus=int(limits.cpus * 1e9) if limits.cpus else None,
                log_config=LogConfig(type="json-file", config={"max-size": str(2 * MAX_OUTPUT), "max-file": "1"}),
            ),
        )

    def _follow(self, api: APIClient, container: str, limits: Limits) -> Trial:
        api.start(container)
        if exit_status(api, container, limits.seconds + GRACE) is None:
            return Trial(status=Status.TIMEOUT, problem=f"it did not end in {limits.seconds:g} s, nor its supervisor")
        printed = bytearray()
        for chunk in api.logs(container, stdout=True, stderr=False, stream=True):
            printed += chunk
            if len(printed) > MAX_OUTPUT:
                return broken(f"the harness printed more than {MAX_OUTPUT >> 20} MiB")
        said = api.logs(container, stdout=False, stderr=True, tail=20).decode("utf-8", "replace")
        trial = trial_of(bytes(printed), said, limits)
        if trial.status is Status.BROKEN and api.inspect_container(container)["State"].get("OOMKilled"):
            return Trial(status=Status.MEMORY, problem=f"it took more than {limits.memory >> 20} MiB of memory")
        return trial


def _tar(contents: Mapping[str, bytes]) -> bytes:
    """Readable by every user of the image."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for directory in sorted({name.rpartition("/")[0] for name in contents} - {""}):
            member = tarfile.TarInfo(directory)
            member.type, member.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(member)
        for name, content in sorted(contents.items()):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o644
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()
