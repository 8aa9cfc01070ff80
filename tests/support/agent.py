"""Runs the agent as it is sent, in interpreters of this machine."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from parity.interfaces import AgentReport
from parity.parsers.agent_output import parse_agent_output
from parity.sources.agent_text import agent_text

VERSIONS = ("3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")


def run(executable: str = sys.executable, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [executable, "-I", "-S", "-"],
        input=agent_text().encode(), capture_output=True, check=False, timeout=60, env=environment,
    )  # fmt: skip


def report(executable: str = sys.executable, **environment: str) -> AgentReport:
    return parse_agent_output(run(executable, **environment).stdout)


def interpreters() -> Iterator[str]:
    """Of each version one that is on PATH or where pyenv puts them, and the one that runs this."""
    yield sys.executable
    homes = sorted(Path("~/.pyenv/versions").expanduser().glob("3.*/bin/python"))
    for version in VERSIONS:
        found = shutil.which(f"python{version}")
        places = [str(path) for path in homes if path.parts[-3].startswith(f"{version}.")]
        if places or (found and "shims" not in found):
            yield places[0] if places else str(found)
