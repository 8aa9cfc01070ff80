"""What an interpreter printed, agent or not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity.agent.document import MARK
from parity.parsers.agent_output import MAX_OUTPUT, MAX_TEXT, parse_agent_output

DOCUMENT = {"files": {"/proc/meminfo": "MemTotal: 1 kB"}, "values": {"cpu_count": 2}, "errors": {"x": "no"}}


def printed(document: object) -> bytes:
    return f"{MARK}{json.dumps(document)}{MARK}".encode()


def test_what_is_printed_around_the_report_is_ignored() -> None:
    agent = parse_agent_output(b"Activating...\n" + printed(DOCUMENT) + b"\nbye" + MARK.encode())
    assert (agent.files, agent.values, agent.errors) == tuple(DOCUMENT.values())


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "no report"),
        (b"bash: python: not found\n", "bash: python: not found"),
        (MARK.encode() + b"{", "no report"),
        (f"{MARK}{{{MARK}".encode(), "not JSON"),
        (f"{MARK}{'[' * 100_000}{MARK}".encode(), "not JSON"),
        (printed([]), "expected parts"),
        (printed({"files": {}, "values": []}), "expected parts"),
        (b"x" * (MAX_OUTPUT + 1), "more than 16 MiB"),
    ],
)
def test_what_is_no_report_is_said_to_be_none(data: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_agent_output(data)


def test_files_that_no_agent_would_send_are_left_out_and_reasons_are_short() -> None:
    files = {"a": "x" * (MAX_TEXT + 1), "b": 7, "c": "ok"}
    agent = parse_agent_output(printed({"files": files, "values": {}, "errors": {"e": "x\n" * 9999}}))
    assert agent.files == {"c": "ok"}
    assert len(agent.errors["e"]) <= 300


@given(st.binary(max_size=200))
def test_any_bytes_are_a_probe_or_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"report|JSON"):
        parse_agent_output(data)
