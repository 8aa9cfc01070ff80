"""Runs the agent in an interpreter of this host."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from parity.errors import SourceError
from parity.interfaces import AgentReport
from parity.parsers.agent_output import MAX_OUTPUT, parse_agent_output
from parity.sources.agent_text import agent_text
from parity.sources.bounded_run import EndlessOutputError, run

SECONDS = 60.0
ATTEMPT = "run the agent in"
TOO_OLD = re.compile(rb"SyntaxError|Unknown option: -I|unknown option -I")
COERCED = "LC_CTYPE"  # what Python sets for itself and its children where the locale is C (PEP 538)


def here() -> str:
    """Where the user stands, from where relative paths are meant; "/" where that directory is gone."""
    try:
        return str(Path.cwd())
    except OSError:
        return "/"


@dataclass(frozen=True, slots=True)
class LocalAgent:
    """A runner for one interpreter of this host, started isolated: no site, no user directory, no PYTHON* variables."""

    executable: str
    seconds: float = SECONDS

    def run_agent(self, interpreter: str | None) -> AgentReport:
        """As `Runner.run_agent`; `interpreter` is not asked for."""
        del interpreter
        try:
            done = run(
                [self.executable, "-I", "-S", "-"],
                stdin=agent_text().encode(),
                environment=given_environment(),
                seconds=self.seconds,
                limit=MAX_OUTPUT,
            )
        except TimeoutError as error:
            raise SourceError(ATTEMPT, self.executable, f"it did not answer in {self.seconds:.0f} s") from error
        except EndlessOutputError as error:
            raise SourceError(ATTEMPT, self.executable, f"it printed more than {MAX_OUTPUT >> 20} MiB") from error
        except (OSError, ValueError) as error:
            problem = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise SourceError(ATTEMPT, self.executable, problem) from error
        try:
            return parse_agent_output(done.printed)
        except ValueError as error:
            raise SourceError(ATTEMPT, self.executable, why(str(error), done.status, done.errors)) from error


def why(problem: str, status: int, errors: bytes) -> str:
    """What is wrong with an interpreter that did not report, in words."""
    if TOO_OLD.search(errors):
        return "it is older than Python 3.7, or no Python interpreter"
    said = " ".join(errors.decode("utf-8", "replace").split())[-300:]
    end = f"signal {-status} ended it" if status < 0 else f"exit status {status}"
    return f"{problem}; {end}{f': {said}' if said else ''}"


def given_environment() -> dict[str, str]:
    """This process's environment, without what its own interpreter put there."""
    environment = dict(os.environ)
    try:
        given = Path("/proc/self/environ").read_bytes()
    except OSError:
        return environment
    if environment.get(COERCED, "").upper().startswith(("C.UTF", "UTF")) and f"{COERCED}=".encode() not in given:
        del environment[COERCED]
    return environment
