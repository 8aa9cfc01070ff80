"""What a row says of several edits of one file."""

from __future__ import annotations

from parity.interfaces import Context
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.edits import CodeEdits, Effect, FunctionEdit, Inspection
from parity.model.finding import Risk
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.rules.cod004 import COD004


def edit(name: str, effect: Effect, kind: str = "rewritten", confidence: float = 0.9) -> FunctionEdit:
    return FunctionEdit(name=name, path="serve.py", kind=kind, effect=effect, confidence=confidence)


def reasons(*edits: FunctionEdit) -> dict[Risk, str]:
    side = Snapshot.of(Origin(scheme="snapshot", reference="sample"), ())
    seen = Inspection(code={"serve.py": CodeEdits(functions=edits)})
    before, after = (SourceFile(sha256=digest, size=1, language="python") for digest in ("aa", "bb"))
    change = Change.of(Key(Domain.CODE, "serve.py"), before, after)
    return {one.risk: one.reason for one in COD004().check(change, Context(before=side, after=side, inspection=seen))}


def test_the_other_functions_are_named() -> None:
    told = reasons(edit("clip", Effect.RESULT), edit("top", Effect.RESULT, confidence=0.6), edit("log", Effect.NONE))
    assert told[Risk.BEHAVIOUR].endswith("; top differs too")
    assert "log" not in told[Risk.BEHAVIOUR]


def test_a_doubtful_edit_is_not_named() -> None:
    told = reasons(edit("clip", Effect.RESULT), edit("top", Effect.RESULT, confidence=0.4))
    assert "top" not in told[Risk.BEHAVIOUR]


def test_the_same_answer_is_not_claimed_of_another_one() -> None:
    grown = edit("store", Effect.SPEED, "growth", 0.6)
    assert "the same answer" in reasons(grown)[Risk.PERFORMANCE]
    both = reasons(edit("store", Effect.RESULT), grown)
    assert both[Risk.PERFORMANCE].startswith("store: beside another answer, another cost")
