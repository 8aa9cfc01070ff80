"""Runs the installed `parity` command, as a user's shell would."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

COMMAND = Path(sys.executable).with_name("parity")
TIMEOUT = 240  # seconds
# Snapshots that another version of parity kept for the user are none of these tests' business.
CACHE = tempfile.TemporaryDirectory(prefix="parity-test-cache-")


def parity(
    *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None, stdin: bytes = b""
) -> subprocess.CompletedProcess[str]:
    """What it prints and how it exits; neither colours nor progress, for nothing is a terminal."""
    done = subprocess.run(
        [str(COMMAND), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "100", "PARITY_CACHE_DIR": CACHE.name, **(env or {})},
        timeout=TIMEOUT,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
