"""The agent as one text, in interpreters of many versions."""

from __future__ import annotations

import os
from pkgutil import iter_modules

import pytest

import parity.agent
from parity.parsers.agent_output import parse_agent_output
from parity.sources.agent_text import MODULES, agent_text
from tests.support.agent import interpreters, report, run


@pytest.mark.parametrize("executable", sorted(set(interpreters())))
def test_it_tells_the_same_in_every_interpreter(executable: str) -> None:
    done = run(executable, LANG="C.UTF-8", ONE="1")
    assert done.stderr == b""
    told, here = parse_agent_output(done.stdout), report(LANG="C.UTF-8", ONE="1")
    assert [*told.values, *told.errors] == [*here.values, *here.errors]
    assert list(told.files) == list(here.files)
    assert told.values["environ"] == {"LANG": "C.UTF-8", "ONE": "1"}
    assert told.values["cpu_count"] == os.cpu_count()
    assert told.files["/proc/cpuinfo"].count("processor") <= 1


def test_every_module_of_the_agent_is_sent() -> None:
    assert sorted(MODULES) == sorted(module.name for module in iter_modules(parity.agent.__path__))


def test_it_fits_a_pipe_as_well_as_an_argument() -> None:
    assert len(agent_text()) < 1 << 16
