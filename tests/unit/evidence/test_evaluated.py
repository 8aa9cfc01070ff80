"""What evaluating both sides makes of what the text of an edit told."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from parity.evaluation.verdict import Likeness, Shown, Verdict
from parity.evidence.evaluated import Program, corrected, evaluated
from parity.model.edits import CodeEdits, Effect, FunctionEdit
from parity.semantics.modules import compare_trees
from parity.semantics.own_imports import Application


def edit(effect: Effect, confidence: float, kind: str = "rewritten") -> FunctionEdit:
    return FunctionEdit(name="f", path="m.py", kind=kind, effect=effect, confidence=confidence)


def shown(likeness: Likeness, *, typical: bool = True) -> Shown:
    return Shown(likeness=likeness, input="1", before="2", after="3", is_typical=typical)


ALIKE = Verdict(answered=200, tried=200, covered=1.0)
OTHER = Verdict(answered=9, tried=9, covered=1.0, worst=Likeness.DIFFERENT, shown=shown(Likeness.DIFFERENT))
EDGE = Verdict(
    answered=90, tried=90, covered=1.0, worst=Likeness.DIFFERENT, shown=shown(Likeness.DIFFERENT, typical=False)
)
UNFIT = Verdict(answered=3, tried=9, covered=1.0, worst=Likeness.DIFFERENT, shown=shown(Likeness.DIFFERENT))
ROUNDED = Verdict(answered=90, tried=90, covered=1.0, worst=Likeness.LAST_BITS, shown=shown(Likeness.LAST_BITS))
SLOWER = Verdict(answered=200, tried=200, covered=1.0, costs=((100.0, 120.0), (1000.0, 9000.0)))


@pytest.mark.parametrize(
    ("before", "verdict", "effects"),
    [
        (edit(Effect.UNKNOWN, 0.6), ALIKE, [Effect.NONE]),
        (edit(Effect.RESULT, 0.7), ALIKE, [Effect.NONE]),
        (edit(Effect.RESULT, 0.97, "comparison"), ALIKE, [Effect.RESULT]),
        (edit(Effect.UNKNOWN, 0.6), OTHER, [Effect.RESULT]),
        (edit(Effect.UNKNOWN, 0.6), EDGE, [Effect.NONE]),
        (edit(Effect.UNKNOWN, 0.6), UNFIT, [Effect.UNKNOWN]),
        (edit(Effect.UNKNOWN, 0.6), ROUNDED, [Effect.LAST_BITS]),
        (edit(Effect.UNKNOWN, 0.6), SLOWER, [Effect.NONE, Effect.SPEED]),
        (edit(Effect.UNKNOWN, 0.6), replace(OTHER, costs=SLOWER.costs), [Effect.RESULT, Effect.SPEED]),
        (edit(Effect.UNKNOWN, 0.6), replace(OTHER, costs=((9.0, 200.0), (9.0, 200.0))), [Effect.RESULT]),
        (edit(Effect.SPEED, 0.6, "container"), ALIKE, [Effect.SPEED]),
        (edit(Effect.SPEED, 0.6, "container"), OTHER, [Effect.RESULT]),
        (edit(Effect.UNKNOWN, 0.6), Verdict(reason="open is not evaluated"), [Effect.UNKNOWN]),
        (edit(Effect.UNKNOWN, 0.6), Verdict(answered=200, tried=200, covered=0.4), [Effect.UNKNOWN]),
    ],
)
def test_corrected(before: FunctionEdit, verdict: Verdict, effects: list[Effect]) -> None:
    assert [one.effect for one in corrected([before], verdict)] == effects


def test_a_doubt_remains_where_an_expression_plainly_differs() -> None:
    (found,) = corrected([edit(Effect.RESULT, 0.97, "comparison")], ALIKE)
    assert 0.5 <= found.confidence < 0.97


def test_an_example_is_told() -> None:
    (found,) = corrected([edit(Effect.UNKNOWN, 0.6)], OTHER)
    assert found.confidence > 0.9
    assert found.example is not None
    assert (found.example.input, found.example.before, found.example.after) == ("1", "2", "3")


def test_growth_is_told_with_its_steps() -> None:
    *_, speed = corrected([edit(Effect.UNKNOWN, 0.6)], SLOWER)
    assert (speed.kind, speed.steps) == ("growth", (1000, 9000))


def test_through_the_applications_own_modules() -> None:
    sides = []
    for factor in (2, 3):
        trees = {
            "features.py": ast.parse("from tools import times\ndef f(x: int):\n    y = times(x)\n    return y\n"),
            "tools.py": ast.parse(f"def times(x):\n    return x * {factor}\n"),
        }
        application = Application(files=frozenset(trees), trees={}, around={})
        sides.append(Program(application, trees.get))
    unsure = FunctionEdit(name="f", path="features.py", kind="rewritten", effect=Effect.UNKNOWN, confidence=0.5)
    found = evaluated({"features.py": CodeEdits(functions=(unsure,))}, *sides)
    (told,) = found["features.py"].functions
    assert told.effect is Effect.RESULT
    assert told.example is not None


def told(before: str, after: str) -> set[Effect]:
    edits = compare_trees(ast.parse(before), ast.parse(after)).functions
    programs = []
    for source in (before, after):
        trees = {"m.py": ast.parse(source)}
        programs.append(Program(Application(files=frozenset(trees), trees={}, around={}), trees.get))
    placed = tuple(replace(edit, path="m.py") for edit in edits)
    return {edit.effect for edit in evaluated({"m.py": CodeEdits(functions=placed)}, *programs)["m.py"].functions}


CHAIN = "def f(age: int):\n    if age < 18:\n        return 'child'\n    return 'adult' if age < 65 else 'old'\n"
TABLE = (
    "BANDS = [(18, 'child'), (65, 'adult')]\ndef f(age: int):\n    for limit, name in BANDS:\n"
    "        if age < limit:\n            return name\n    return 'old'\n"
)
PLAIN = (
    "class P:\n    def __init__(self, low: float, high: float = 1.0):\n        self.low, self.high = low, high\n"
    "    def clip(self, x: float):\n        return min(max(x, self.low), self.high)\n"
)
DATA = (
    "from dataclasses import dataclass\n@dataclass\nclass P:\n    low: float\n    high: float = 1.0\n"
    "    def clip(self, x: float):\n        return min(max(x, self.low), self.high)\n"
)


@pytest.mark.parametrize(
    ("before", "after", "harmful"),
    [
        (CHAIN, TABLE, False),
        (CHAIN, TABLE.replace("65", "64"), True),
        (PLAIN, DATA, False),
        (PLAIN, DATA.replace("1.0", "2.0"), True),
    ],
)
def test_what_a_module_binds_and_how_a_class_is_made(before: str, after: str, harmful: bool) -> None:
    assert bool(told(before, after) & {Effect.RESULT, Effect.UNKNOWN}) is harmful
