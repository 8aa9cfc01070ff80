"""Runs a program of this host with a bound on its time and on what it may print."""

from __future__ import annotations

import selectors
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

CHUNK = 1 << 16
MAX_ERRORS = 1 << 16  # bytes of stderr that are kept


@dataclass(frozen=True, slots=True)
class Finished:
    """What a program printed and how it ended; a negative status is the number of the signal that ended it."""

    printed: bytes
    errors: bytes
    status: int


class EndlessOutputError(Exception):
    """It printed more than it may."""


def run(
    command: Sequence[str], *, stdin: bytes, environment: Mapping[str, str], seconds: float, limit: int
) -> Finished:
    """Run `command` to its end.

    Args:
        stdin: must fit a pipe (64 KiB): it is written before anything is read.
        limit: bytes that it may print.

    Raises:
        OSError: it cannot be started.
        TimeoutError: it did not end in time.
        EndlessOutputError: it printed more than `limit`. In both cases it is killed.
    """
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(environment)
    ) as process:
        deadline = monotonic() + seconds
        try:
            printed, errors = _read(process, stdin, deadline, limit)
            status = process.wait(max(0.0, deadline - monotonic()))  # it may have closed its output and go on
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise TimeoutError from error
        except BaseException:
            process.kill()
            raise
        return Finished(printed=printed, errors=errors, status=status)


def _read(process: subprocess.Popen[bytes], stdin: bytes, deadline: float, limit: int) -> tuple[bytes, bytes]:
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    with suppress(BrokenPipeError), process.stdin as pipe:  # it may end without reading: its status says why
        pipe.write(stdin)
    kept = {process.stdout: bytearray(), process.stderr: bytearray()}
    with selectors.DefaultSelector() as selector:
        for stream in kept:
            selector.register(stream, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(max(0.0, deadline - monotonic()))
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                stream = process.stdout if key.fileobj is process.stdout else process.stderr
                data = stream.read1(CHUNK)  # type: ignore[attr-defined]  # pipes of Popen are buffered readers
                if not data:
                    selector.unregister(stream)
                kept[stream] += data
            if len(kept[process.stdout]) > limit:
                raise EndlessOutputError
            del kept[process.stderr][MAX_ERRORS:]
            if monotonic() > deadline:
                raise TimeoutError
    return bytes(kept[process.stdout]), bytes(kept[process.stderr])
