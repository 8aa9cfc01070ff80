"""The document as a whole."""

from __future__ import annotations

import json

from parity.agent.document import MARK, MAX_ERROR, Observation
from tests.support.agent import run


def test_one_failing_look_leaves_the_others() -> None:
    def broken() -> None:
        raise RuntimeError("x" * 10_000)

    observation = Observation()
    observation.value("broken", broken)
    observation.value("fine", lambda: 1)
    observation.file("/nonexistent")
    observation.file("/")
    assert observation.values == {"fine": 1}
    assert set(observation.errors) == {"broken", "/"}
    assert len(observation.errors["broken"]) <= MAX_ERROR


def test_its_report_is_json_in_ascii() -> None:
    printed = run().stdout
    assert printed.isascii()
    json.loads(printed.decode().split(MARK)[1])
