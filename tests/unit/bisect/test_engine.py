"""A set is asked once, unless it is to be asked again."""

from __future__ import annotations

from pathlib import Path

from parity.bisect.build import Builder, Installer
from parity.bisect.dependencies import Dependencies
from parity.bisect.engine import Engine
from parity.bisect.store import Store
from parity.model.bisection import Outcome, TrialRecord
from parity.runs.guardian import Guardian
from tests.unit.bisect.sides import Never, side


def test_asked_once_and_again(tmp_path: Path) -> None:
    asked = []

    class Made(Engine):
        def _trial(self, taken: frozenset[str], *, known: bool = True) -> TrialRecord:
            asked.append((taken, known))
            outcome = Outcome.PASS if known else Outcome.FAIL
            return TrialRecord(taken=tuple(taken), outcome=outcome, words="")

    engine = Made(
        units=(), dependencies=Dependencies(), builder=Builder([side("one"), side("two")], Guardian(), Installer(())),
        oracle=Never(), store=Store(tmp_path, "", resume=False),
    )  # fmt: skip
    nothing, one = frozenset[str](), frozenset({"a"})
    assert engine.test([nothing, one]) == [Outcome.PASS] * 2
    assert engine.test([one]) == [Outcome.PASS]
    assert [record.outcome for record in engine.again([one])] == [Outcome.FAIL]
    assert engine.test([one]) == [Outcome.FAIL]
    assert asked == [(nothing, True), (one, True), (one, False)]
    assert len(engine.trials) == 3
