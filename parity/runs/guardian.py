"""Cleans up after parity where parity itself cannot: a process that outlives it and removes what it left.

The guardian reads lines from a pipe: "+ kind name" for what was made, "- kind name" for what was removed again. When
the pipe ends, for whatever reason, it ends and removes the rest: processes, containers of the daemon, directories.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from types import TracebackType
from uuid import uuid4

PREFIX = "parity-trial-"
DIRECTORY, CONTAINER, PROCESS = "directory", "container", "process"
TRIES, PAUSE = 50, 0.1  # a process that is being ended may still write into the directory that is being removed


class Guardian:
    """A context manager: what is registered with it does not outlive it, nor this process."""

    def __init__(self, docker_host: str | None = None, *, keep: bool = False) -> None:
        """`keep`: directories stay where they are (`--keep`)."""
        self._docker_host = docker_host
        self._keep = keep
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Guardian:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "parity.runs.guardian", json.dumps(self._docker_host)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        process = self._process
        if process is not None and process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(60)

    @contextmanager
    def directory(self) -> Iterator[Path]:
        """A directory for one trial, gone afterwards."""
        path = Path(tempfile.gettempdir()) / f"{PREFIX}{uuid4().hex}"
        self.note("+", DIRECTORY, str(path))  # before there is one: parity may be killed in between
        path.mkdir(mode=0o700)
        try:
            yield path
        finally:
            if not self._keep:
                shutil.rmtree(path, ignore_errors=True)
            self.note("-", DIRECTORY, str(path))

    def run(self, command: Sequence[str], seconds: float) -> subprocess.CompletedProcess[str]:
        """A program that does not outlive parity either, with what it says. Errors as `subprocess.run`."""
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            errors="replace", start_new_session=True,
        )  # fmt: skip
        self.note("+", PROCESS, str(process.pid))
        try:
            out, said = process.communicate(timeout=seconds)
        finally:
            if process.poll() is None:
                _end(process.pid)
                process.communicate()
            self.note("-", PROCESS, str(process.pid))
        return subprocess.CompletedProcess(process.args, process.returncode, out, said)

    def note(self, sign: str, kind: str, name: str) -> None:
        """Tell what was made ("+") or removed ("-")."""
        if self._process is None or self._process.stdin is None:
            return
        with self._lock, suppress(OSError, ValueError):
            self._process.stdin.write(f"{sign} {kind} {name}\n".encode())
            self._process.stdin.flush()


def clean(lines: Iterator[str], docker_host: str | None) -> None:
    """Follow the lines to their end, then remove what is left."""
    left: dict[tuple[str, str], None] = {}
    for line in lines:
        sign, _, rest = line.rstrip("\n").partition(" ")
        kind, _, name = rest.partition(" ")
        if sign == "+":
            left[kind, name] = None
        else:
            left.pop((kind, name), None)
    for kind, name in left:
        if kind == PROCESS:
            _end(int(name))
    containers = [name for kind, name in left if kind == CONTAINER]
    if containers:
        with suppress(Exception):  # the daemon may have gone too
            _remove(containers, docker_host)
    for kind, name in left:
        if kind == DIRECTORY and Path(name).name.startswith(PREFIX):
            _clear(Path(name))


def _clear(directory: Path) -> None:
    for _ in range(TRIES):
        shutil.rmtree(directory, ignore_errors=True)
        if not directory.exists():
            return
        time.sleep(PAUSE)


def _end(leader: int) -> None:
    """A process and those that it started: it was made the leader of a session."""
    with suppress(OSError):
        os.killpg(leader, signal.SIGKILL)


def _remove(containers: list[str], docker_host: str | None) -> None:
    from contextlib import ExitStack  # noqa: PLC0415 - this process mostly has nothing to do

    from parity.sources.daemon.connect import connect  # noqa: PLC0415

    with ExitStack() as opened:
        api = connect(docker_host, opened)
        for container in containers:
            for _ in range(TRIES):  # the daemon may still be making one that was asked for
                try:
                    api.remove_container(container, force=True, v=True)
                    break
                except Exception:  # noqa: BLE001 - the others must go all the same
                    time.sleep(PAUSE)


if __name__ == "__main__":
    clean(iter(sys.stdin), json.loads(sys.argv[1]))
