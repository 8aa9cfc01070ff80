"""What the harness prints, as a trial; what something else prints, as a broken one."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from parity.model.measurement import Status
from parity.runs.job import JOB, MARK, Limits, Work, job_files, trial_of

LIMITS = Limits(seconds=5, memory=1 << 30)


def printed(inner: dict[str, Any] | None, **outer: Any) -> bytes:
    worker = base64.b64encode(json.dumps(inner).encode() if inner is not None else b"").decode()
    return b"noise" + MARK + json.dumps({"worker": worker, "memory": [[0.1, 5]], **outer}).encode() + MARK + b"more"


@pytest.mark.parametrize(
    ("inner", "outer", "status", "words"),
    [
        ({"status": "ok", "output": {"t": "none"}}, {"exit": 0}, Status.OK, ""),
        ({"status": "absent", "problem": "numpy"}, {"exit": 0}, Status.ABSENT, "numpy is not installed"),
        ({"status": "raised", "stage": "import", "output": {"type": "E", "message": "m"}}, {}, Status.RAISED,
         "E while importing: m"),
        (None, {"limit": "timeout"}, Status.TIMEOUT, "5 s"),
        (None, {"limit": "memory"}, Status.MEMORY, "1024 MiB"),
        (None, {"limit": "processes"}, Status.PROCESSES, "256 processes"),
        (None, {"signal": 11, "stderr": "a\nlast words\n"}, Status.SIGNAL, "signal 11 ended it: last words"),
        (None, {"exit": 3}, Status.EXIT, "status 3"),
        (None, {"exit": 127, "stderr": "cannot start: x"}, Status.BROKEN, "cannot start"),
        ({"status": "exit", "problem": "SystemExit: 1"}, {}, Status.EXIT, "SystemExit"),
    ],
)  # fmt: skip
def test_endings(inner: dict[str, Any] | None, outer: dict[str, Any], status: Status, words: str) -> None:
    trial = trial_of(printed(inner, **outer), "", LIMITS)
    assert (trial.status, words in trial.problem) == (status, True), trial.problem


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", MARK + b"{" + MARK, MARK + b"[]" + MARK, MARK + b'{"worker": "!"}' + MARK,
     printed({"status": "no such"}), printed({"status": "ok", "walls": "x"})],
)  # fmt: skip
def test_what_is_no_report_is_a_broken_trial(data: bytes) -> None:
    assert trial_of(data, "SyntaxError: x", LIMITS).status is Status.BROKEN


def test_the_job_holds_inputs_by_their_suffix() -> None:
    work = Work(name="w", entry="m:f", inputs=(("a.csv", b"1"), ("../../etc/x.json", b"{}")))
    sent = job_files(work, "/d", seconds=1)
    assert sent["inputs/0.csv"] == b"1"
    assert json.loads(sent[JOB])["inputs"] == ["/d/inputs/0.csv", "/d/inputs/1.json"]
    assert all(".." not in name for name in sent)


def test_identity_is_of_what_is_run() -> None:
    one, two = Work(name="w", title="a", source="x"), Work(name="w", title="b", source="x")
    assert one.identity == two.identity != Work(name="w", source="y").identity
