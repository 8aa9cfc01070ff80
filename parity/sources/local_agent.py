"""Runs the agent in an interpreter of this host."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from importlib.resources import files

from parity.errors import SourceError
from parity.interfaces import Probe
from parity.parsers.agent_output import parse_agent_output

SECONDS = 60.0


def agent_source() -> str:
    """The agent's own text."""
    return files("parity").joinpath("agent.py").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class LocalAgent:
    """A runner for one interpreter of this host, started isolated: no site, no user directory, no PYTHON* variables."""

    executable: str

    def probe(self, interpreter: str | None) -> Probe:
        """As `Runner.probe`; `interpreter` is not asked for."""
        del interpreter
        attempt = "run the agent in"
        try:
            done = subprocess.run(
                [self.executable, "-I", "-S", "-"],
                input=agent_source().encode(),
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SourceError(attempt, self.executable, f"it did not answer in {SECONDS:.0f} s") from error
        except OSError as error:
            raise SourceError(attempt, self.executable, error.strerror or str(error)) from error
        try:
            return parse_agent_output(done.stdout)
        except ValueError as error:
            said = " ".join(done.stderr.decode("utf-8", "replace").split())[-300:]
            problem = f"{error}; exit status {done.returncode}{f': {said}' if said else ''}"
            raise SourceError(attempt, self.executable, problem) from error
