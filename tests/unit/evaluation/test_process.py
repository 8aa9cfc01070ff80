"""Pairs of functions, evaluated in a process of their own."""

from __future__ import annotations

import pytest

from parity.evaluation.process import Place, evaluate_pairs
from parity.evaluation.verdict import Likeness, Verdict

SAME = "def f(xs):\n    return [x * 2 for x in xs]\n"
LOOP = "def f(xs):\n    out = []\n    for x in xs:\n        out.append(2 * x)\n    return out\n"
BOUND = "def f(x):\n    return 1 if x < 0.5 else 0\n"
OTHER_BOUND = "def f(x):\n    return 1 if x <= 0.5 else 0\n"
SETS = "def f(words):\n    seen = set()\n    return [w for w in words if not (w in seen or seen.add(w))]\n"
LISTS = "def f(words):\n    seen = []\n    return [w for w in words if not (w in seen or seen.append(w))]\n"
HASHED = "def f(text: str):\n    return list(set(text.split()))\n"
SLOW = "import re\ndef f(text: str):\n    return bool(re.match(r'(a|a)*$', 'a' * 60 + 'b' + text))\n"


def one(before: str, after: str, name: str = "f", seconds: int = 20) -> Verdict:
    place = Place(module="m", name=name)
    return evaluate_pairs({"m": before}, {"m": after}, [(place, place)], seconds)[0]


def test_functions_that_mean_the_same() -> None:
    found = one(SAME, LOOP)
    assert found.worst is Likeness.SAME
    assert found.answered > 100
    assert found.covered == 1.0


def test_a_bound_is_shown_by_an_input_on_it() -> None:
    found = one(BOUND, OTHER_BOUND)
    assert found.worst is Likeness.DIFFERENT
    assert found.shown is not None
    assert (found.shown.input, found.shown.before, found.shown.after) == ("0.5", "0", "1")


CELLS = "import csv, io\ndef f(text):\n    return [row for row in csv.reader(io.StringIO(text)) if row]\n"
COMMAS = "def f(text):\n    return [line.split(',') for line in text.splitlines() if line]\n"
CAUGHT = "def f(value):\n    try:\n        return float(value)\n    except {}:\n        return 0.0\n"
HEAD = "import numpy as np\ndef f(x: np.ndarray):\n    return float({}.mean())\n"
PAGES = "def f(total, size=50):\n    return [(p * size, min(total, p * size + size)) for p in range({})]\n"
HOUR = "from datetime import datetime, timezone\ndef f(ts):\n    return datetime.fromtimestamp(ts{}).hour\n"
CENTS = (
    "from decimal import Decimal, ROUND_HALF_UP\n"
    "def f(a, b):\n    return (Decimal(a) * Decimal(b)).quantize(Decimal('0.01'){})\n"
)
GUARD = "import math\ndef f(clicks, views):\n    if {}:\n        return 0.0\n    return min(1.0, clicks / views)\n"


@pytest.mark.parametrize(
    ("before", "after", "likeness"),
    [
        pytest.param(
            PAGES.format("-(-total // size)"), PAGES.format("total // size + 1"), Likeness.DIFFERENT, id="pages"
        ),
        pytest.param(CELLS, COMMAS, Likeness.DIFFERENT, id="a comma in quotes"),
        pytest.param(
            CAUGHT.format("(TypeError, ValueError)"), CAUGHT.format("ValueError"), Likeness.RAISES, id="caught"
        ),
        pytest.param(HEAD.format("x"), HEAD.format("x[:1000]"), Likeness.DIFFERENT, id="a long cut"),
        pytest.param(HOUR.format(", tz=timezone.utc"), HOUR.format(""), Likeness.DIFFERENT, id="local time"),
        pytest.param(CENTS.format(", rounding=ROUND_HALF_UP"), CENTS.format(""), Likeness.DIFFERENT, id="ties"),
        pytest.param(
            GUARD.format("views == 0 or math.isnan(views)"), GUARD.format("not views"), Likeness.DIFFERENT, id="a guard"
        ),
        pytest.param(
            "def f(a, b):\n    return list(zip(a, b, strict=True))\n", "def f(a, b):\n    return list(zip(a, b))\n",
            Likeness.RAISES, id="lengths",
        ),
        pytest.param(
            SAME, "def f(xs):\n    return (x * 2 for x in xs)\n", Likeness.DIFFERENT, id="an iterator is no list"
        ),
        pytest.param(
            "def f(xs):\n    return map(str, xs)\n", "def f(xs):\n    return (str(x) for x in xs)\n", Likeness.SAME,
            id="two iterators",
        ),
    ],
)  # fmt: skip
def test_what_plain_input_shows(before: str, after: str, likeness: Likeness) -> None:
    found = one(before, after)
    assert found.worst is likeness
    assert found.differs is (likeness >= Likeness.ORDER)


def test_growing_cost_is_counted() -> None:
    costs = one(SETS, LISTS).costs
    assert [after / before > 1.5 for before, after in costs][-1]
    assert costs[-1][1] / costs[-1][0] > 2 * costs[0][1] / costs[0][0]


def test_the_order_of_a_set_is_the_same_every_time() -> None:
    assert one(HASHED, HASHED).worst is Likeness.SAME


def test_what_takes_too_long_is_given_up_and_the_next_is_answered() -> None:
    slow, quick = Place(module="slow", name="f"), Place(module="m", name="f")
    sources = {"slow": SLOW, "m": SAME}
    found = evaluate_pairs(sources, sources, [(slow, slow), (quick, quick)], seconds=2)
    assert found[0].reason == "the evaluation took too much time or memory"
    assert found[1].answered > 100


@pytest.mark.parametrize(
    ("source", "name", "reason"),
    [
        ("def f(x):\n    return torch(x)\n", "g", "g is defined 0 times"),
        ("import torch\ndef f(x: int):\n    return torch.relu(x)\n", "f", "torch is not evaluated"),
        ("def f(x: int):\n    return input(x)\n", "f", "input is not evaluated"),
        ("def f(x:\n", "f", "a module could not be parsed"),
    ],
)
def test_what_cannot_be_said(source: str, name: str, reason: str) -> None:
    found = one(source, source, name)
    assert not found.tried
    assert found.reason == reason


def test_what_a_constructor_and_a_method_leave_of_their_instance_counts() -> None:
    source = "class Scaler:\n    def __init__(self, mean: float):\n        self.mean = mean{extra}\n"
    source += "    def move(self, by: float):\n        self.mean += by{extra}\n"
    before, after = source.format(extra=""), source.format(extra=" * 2")
    for name in ("Scaler.__init__", "Scaler.move"):
        assert one(before, after, name).worst is Likeness.DIFFERENT
        assert one(before, before, name).worst is Likeness.SAME


def test_what_was_read_once_stays_though_its_object_changes() -> None:
    held = """
from functools import cached_property


class Stats:
    def __init__(self, values: list[float]):
        self.values = list(values)

    def add(self, value: float):
        self.values.append(value)

    @{}
    def total(self):
        return sum(self.values)
"""
    found = one(held.format("property"), held.format("cached_property"), "Stats.total")
    assert (found.worst, found.differs) == (Likeness.DIFFERENT, True)
