"""Programs run to their end, in a session of their own, so that none of their children outlives a time-out."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MAX_KEPT = 256 << 10  # bytes of each stream that are kept: the last ones
PASSED = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "TZ")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its status (negative: the signal), the last of what it printed and complained."""

    status: int
    printed: str
    errors: str


def run(
    command: Sequence[str | Path], *, directory: Path, environment: Mapping[str, str], seconds: float, stdin: str = ""
) -> Ended:
    """Run a program in `directory`.

    Raises:
        OSError: it cannot be started.
        TimeoutError: it did not end in time; it and all that it started has been killed.
    """
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as given:
        given.write(stdin.encode())
        given.seek(0)
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=given, stdout=printed, stderr=errors, cwd=directory, env=dict(environment), start_new_session=True,
        )  # fmt: skip
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"it did not end within {seconds:.0f} seconds") from None
        finally:
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)  # also what it left running in the background
            process.wait()
        return Ended(status, _last(printed), _last(errors))


def plain_environment(home: Path, **more: str) -> dict[str, str]:
    """Few variables of the host's, with a home of its own, and no byte code of ours elsewhere."""
    kept = {name: os.environ[name] for name in PASSED if name in os.environ}
    return {**kept, "HOME": str(home), "PYTHONNOUSERSITE": "1", **more}


def _last(stream: object) -> str:
    assert hasattr(stream, "seek")
    assert hasattr(stream, "read")
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - MAX_KEPT))
    data = stream.read()
    assert isinstance(data, bytes)
    return data.decode("utf-8", "replace")
