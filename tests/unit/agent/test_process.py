"""What the process was given."""

from __future__ import annotations

import subprocess
import sys

from parity.parsers.agent_output import parse_agent_output
from parity.sources.agent_text import agent_text
from tests.support.agent import report


def test_what_the_interpreter_itself_sets_is_no_environment() -> None:
    """PEP 538: in the C locale Python sets LC_CTYPE for itself and its children."""
    told = report(LANG="C")
    assert told.values["environ"] == {"LANG": "C"}
    assert str(told.values["locale"]).upper().endswith(("UTF-8", "UTF8"))


def test_undecodable_variables_arrive() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-"],
        input=agent_text().encode(), capture_output=True, check=True, env={b"ODD": b"\xff\xfe"},
    )  # fmt: skip
    assert parse_agent_output(done.stdout).values["environ"] == {"ODD": "\udcff\udcfe"}
