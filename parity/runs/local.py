"""Runs a trial in an interpreter of this host: a process of its own session, tethered to this one by a pipe."""

from __future__ import annotations

import os
import selectors
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from parity.errors import SourceError
from parity.model.measurement import Status, Trial
from parity.runs.guardian import Guardian
from parity.runs.job import GRACE, JOB, MAX_OUTPUT, PACKAGE, Limits, Work, broken, job_files, trial_of

CHUNK = 1 << 16
MAX_ERRORS = 1 << 14
OWN = ("PYTHONHOME", "PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__")  # of the interpreter that parity itself runs in


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalExecutor:
    """One interpreter of this host.

    Attributes:
        environment: every variable that the worker gets.
        flags: options of the interpreter itself ("-O").
    """

    executable: str
    environment: Mapping[str, str]
    guardian: Guardian = field(repr=False)
    cwd: str | None = None
    flags: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        return self.executable

    def run(self, work: Work, limits: Limits, sampling: float) -> Trial:
        """As `Executor.run`."""
        with self.guardian.directory() as directory:
            scratch = directory / "scratch"
            scratch.mkdir()
            sent = job_files(
                work, str(directory), seconds=limits.seconds, memory=limits.memory, processes=limits.processes,
                sampling=sampling, tethered=True, cwd=self.cwd or str(scratch), flags=list(self.flags),
            )  # fmt: skip
            for name, content in sent.items():
                path = directory / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
            return self._run(directory, scratch, limits)

    def _run(self, directory: Path, scratch: Path, limits: Limits) -> Trial:
        environment = {name: value for name, value in self.environment.items() if name not in OWN}
        command = [self.executable, "-I", "-S", str(directory / PACKAGE / "supervise.py"), str(directory / JOB)]
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env={**environment, "TMPDIR": str(scratch)}, start_new_session=True,
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise SourceError("run the probe in", self.executable, str(error)) from error
        try:
            printed, said, ended = _read(process, time.monotonic() + limits.seconds + GRACE)
        finally:
            _end(process)
        if not ended:
            return Trial(status=Status.TIMEOUT, problem=f"it did not end in {limits.seconds:g} s, nor its supervisor")
        if len(printed) > MAX_OUTPUT:
            return broken(f"the harness printed more than {MAX_OUTPUT >> 20} MiB")
        return trial_of(printed, said, limits)


def _read(process: subprocess.Popen[bytes], deadline: float) -> tuple[bytes, str, bool]:
    """Its output and the end of what it says, and whether it ended in time."""
    assert process.stdout is not None
    assert process.stderr is not None
    out, err = process.stdout.fileno(), process.stderr.fileno()
    kept = {out: bytearray(), err: bytearray()}
    with selectors.DefaultSelector() as selector:
        for fd in kept:
            selector.register(fd, selectors.EVENT_READ)
        while selector.get_map() and len(kept[out]) <= MAX_OUTPUT:
            left = deadline - time.monotonic()
            if left <= 0:
                return bytes(kept[out]), "", False
            for key, _ in selector.select(left):
                data = os.read(key.fd, CHUNK)
                if not data:
                    selector.unregister(key.fd)
                kept[key.fd] += data
                if key.fd == err:
                    del kept[err][:-MAX_ERRORS]
    return bytes(kept[out]), bytes(kept[err]).decode("utf-8", "replace"), True


def _end(process: subprocess.Popen[bytes]) -> None:
    """Its stdin closed: the supervisor reaps everything and ends; one that does not is killed."""
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
