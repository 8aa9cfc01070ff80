"""Cleans up after parity where parity itself cannot: a process that outlives it and removes what it left.

The guardian reads lines from a pipe: "+ kind name" for what was made, "- kind name" for what was removed again. When
the pipe ends, for whatever reason, it removes the rest: directories, and containers of the daemon that it was told.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from types import TracebackType

PREFIX = "parity-trial-"
DIRECTORY, CONTAINER = "directory", "container"


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
        path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.note("+", DIRECTORY, str(path))
        try:
            yield path
        finally:
            if not self._keep:
                shutil.rmtree(path, ignore_errors=True)
            self.note("-", DIRECTORY, str(path))

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
    containers = [name for kind, name in left if kind == CONTAINER]
    if containers:
        _remove(containers, docker_host)
    for kind, name in left:
        if kind == DIRECTORY and Path(name).name.startswith(PREFIX):
            shutil.rmtree(name, ignore_errors=True)


def _remove(containers: list[str], docker_host: str | None) -> None:
    from contextlib import ExitStack  # noqa: PLC0415 - this process mostly has nothing to do

    from parity.sources.daemon.connect import connect  # noqa: PLC0415

    with ExitStack() as opened:
        api = connect(docker_host, opened)
        for container in containers:
            with suppress(Exception):  # the others must go all the same
                api.remove_container(container, force=True, v=True)


if __name__ == "__main__":
    clean(iter(sys.stdin), json.loads(sys.argv[1]))
