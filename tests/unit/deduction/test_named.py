"""Which documented changes the application's code names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parity.deduction.named import is_unnamed, places_naming
from parity.interfaces import Context
from parity.knowledge import Difference
from parity.model.code import SourceFile
from parity.model.distribution import Distribution
from parity.model.edits import Inspection, Reference
from parity.model.finding import Risk, Severity
from parity.model.keys import Domain
from tests.unit.deduction.sides import context, fact, installed

TRAINER = Difference(
    changed_in="4.46.0", risk=Risk.BEHAVIOUR, severity=Severity.HIGH, confidence=0.8, sentence="losses are scaled",
    source="https://example.org/notes", symbols=("modellib.Trainer", "modellib.training.step"),
)  # fmt: skip
SERVE = fact(Domain.CODE, "serve.py", SourceFile(sha256="11", size=1, language="python", imports=("modellib",)))
LIBRARY = Distribution(version="1.0", location="lib", layout="dist-info", top_level=("modellib",))


def seen(*targets: str, requires: str = "") -> Context:
    facts = [SERVE, installed("modellib", top_level=("modellib",))]
    if requires:
        facts.append(
            fact(Domain.DISTRIBUTION, "wrapper", replace(LIBRARY, top_level=("wrapper",), requires=(requires,)))
        )
        facts.append(
            fact(Domain.CODE, "more.py", SourceFile(sha256="2", size=1, language="python", imports=("wrapper",)))
        )
    references = tuple(Reference(target=one, path="serve.py", line=3) for one in targets)
    return replace(context(facts, facts), inspection=Inspection(references=references))


@pytest.mark.parametrize(
    ("targets", "requires", "expected"),
    [
        (("modellib.Tokenizer",), "", True),
        (("modellib.Tokenizer", "modellib.Trainer"), "", False),
        (("modellib.Tokenizer", ".step"), "", False),  # a method of something that nobody knows
        (("modellib.training.Loop",), "", False),  # a part of the path is enough
        (("modellib",), "", False),  # only imported: what is used of it is not seen
        ((), "", False),
        (("modellib.Tokenizer",), "modellib", False),  # another package may use it
        (("modellib.Tokenizer",), "modellib; extra == 'models'", True),
    ],
)
def test_unnamed(targets: tuple[str, ...], requires: str, expected: bool) -> None:
    assert is_unnamed(TRAINER, "modellib", LIBRARY, seen(*targets, requires=requires)) is expected


def test_what_says_nothing_of_its_object_is_never_unnamed() -> None:
    entry = replace(TRAINER, symbols=())
    assert not is_unnamed(entry, "modellib", LIBRARY, seen("modellib.Tokenizer"))


def test_places_are_told_once() -> None:
    found = places_naming([TRAINER], seen("modellib.Trainer", "modellib.Trainer", "modellib.Tokenizer"))
    assert [one.target for one in found] == ["modellib.Trainer"]
