"""What Python means: formatting is nothing, and nothing that could change a result is ever normalised away."""

from __future__ import annotations

import pytest

from parity.parsers.python_source import NotPython, parse_python

BASE = '''"""Features."""
import math
import os

LIMIT = 3


def scale(values, mean=0.0, *, spread=1.0):
    """Centre and scale."""
    # the mean first
    total = 0
    for value in values:
        total += (value - mean) / spread
    return math.sqrt(total) if total > LIMIT else total


class Scaler:
    """Keeps its mean."""

    rate: float = 0.5

    def fit(self, values: list[float]) -> "Scaler":
        mean: float = sum(values) / len(values)
        self.mean = mean
        return self
'''

SAME = {
    "comment": ("# the mean first", "# mean, then spread"),
    "docstring": ('"""Centre and scale."""', '"""Scale and centre."""'),
    "module docstring": ('"""Features."""', '"""What the model sees."""'),
    "no docstring": ('    """Centre and scale."""\n', ""),
    "class docstring": ('"""Keeps its mean."""', '"""Keeps the mean."""'),
    "formatting": ("(value - mean) / spread", "(  value-mean  )/spread"),
    "local name": ("total", "running_sum"),
    "annotations": ('values: list[float]) -> "Scaler"', "values)"),
    "annotation of a local variable": ("mean: float = sum", "mean = sum"),
    "order of imports": ("import math\nimport os\n", "import os\nimport math\n"),
    "quotes and parentheses": ("return self\n", "return (self)\n"),
}
OTHER = {
    "constant": ("LIMIT = 3", "LIMIT = 4"),
    "type of a constant": ("LIMIT = 3", "LIMIT = 3.0"),
    "operator": ("value - mean", "value + mean"),
    "comparison": ("total > LIMIT", "total >= LIMIT"),
    "default": ("mean=0.0", "mean=0.1"),
    "keyword default": ("spread=1.0", "spread=2.0"),
    "parameter name": ("values, mean=0.0", "numbers, mean=0.0"),
    "parameter kind": ("mean=0.0, *, spread", "mean=0.0, spread"),
    "called function": ("math.sqrt", "math.exp"),
    "class attribute": ("rate: float = 0.5", "rate: float = 0.25"),
    "annotation of a class attribute": ("rate: float = 0.5", "rate: int = 0.5"),
    "attribute": ("self.mean = mean", "self.average = mean"),
    "function name": ("def scale", "def rescale"),
    "order of branches": (
        "math.sqrt(total) if total > LIMIT else total",
        "total if total > LIMIT else math.sqrt(total)",
    ),
    "a statement more": ("total = 0\n", "total = 0\n    values = sorted(values)\n"),
    "an import less": ("import os\n", ""),
    "decorator": ("def scale", "@staticmethod\ndef scale"),
}


@pytest.mark.parametrize("edit", SAME.values(), ids=SAME)
def test_what_means_the_same_has_the_same_meaning(edit: tuple[str, str]) -> None:
    assert edit[0] in BASE
    edited = BASE.replace(*edit)
    assert edited != BASE
    assert parse_python(edited) == parse_python(BASE)


@pytest.mark.parametrize("edit", OTHER.values(), ids=OTHER)
def test_what_may_mean_something_else_has_another_meaning(edit: tuple[str, str]) -> None:
    assert edit[0] in BASE
    assert parse_python(BASE.replace(*edit)).meaning != parse_python(BASE).meaning


def test_a_change_shows_at_the_symbols_that_hold_it() -> None:
    before = {symbol.name: symbol.digest for symbol in parse_python(BASE).symbols}
    after = {symbol.name: symbol.digest for symbol in parse_python(BASE.replace("sum(values)", "max(values)")).symbols}
    assert before.keys() == after.keys() == {"<module>", "scale", "Scaler", "Scaler.fit"}
    assert {name for name in before if before[name] != after[name]} == {"Scaler", "Scaler.fit"}


def test_the_order_of_functions_is_nothing_unless_something_runs_between_them() -> None:
    def meaning(*parts: str) -> str:
        return parse_python("\n".join(parts)).meaning

    f, g = "def f():\n    return g()", "def g():\n    return 1"
    assert meaning(f, g) == meaning(g, f)
    assert meaning(f, g, "X = f()") == meaning(g, f, "X = f()")
    assert meaning(f, "X = f()", g) != meaning(f, g, "X = f()")
    assert meaning("X = 1", f, g) == meaning(f, "X = 1", g)


def test_imports_that_bind_one_name_keep_their_order() -> None:
    one, two = "from a import load\nfrom b import load\n", "from b import load\nfrom a import load\n"
    assert parse_python(one).meaning != parse_python(two).meaning
    assert parse_python("from a import *\nimport b\n").meaning != parse_python("import b\nfrom a import *\n").meaning


@pytest.mark.parametrize(
    "source",
    [
        "def f(frame):\n    limit = 3\n    return frame.query('x > @limit')\n",
        "def f():\n    limit = 3\n    return locals()\n",
        "def f():\n    limit = 3\n    return [limit for _ in range(3)]\n",
        "def f():\n    limit = 3\n    return lambda: limit\n",
        "def f():\n    global limit\n    limit = 3\n",
        "def f():\n    limit = 3\n    print(f'{limit=}')\n",
        "def f():\n    import limit\n    return limit\n",
    ],
)
def test_a_variable_that_others_may_see_by_name_is_not_renamed(source: str) -> None:
    other = source.replace("    limit = 3\n", "    bound = 3\n").replace("import limit", "import bound")
    other = other.replace("global limit", "global bound").replace("{limit=}", "{bound=}")
    assert parse_python(source).meaning != parse_python(other).meaning


def test_imports_are_found_wherever_they_stand() -> None:
    source = (
        "import numpy.linalg as la\nfrom sklearn.svm import SVC\nfrom . import sibling\n"
        "def f():\n    import json\n    importlib.import_module('torch.nn')\n    __import__('yaml')\n"
        "    import_module(name)\n"
    )
    assert parse_python(source).imports == ("json", "numpy", "sklearn", "torch", "yaml")


@pytest.mark.parametrize(
    "source",
    [
        b"def f(:",
        b"\xff\xfe\x00",
        b"x = (" + b"(" * 10_000,
        b"x = " + b"-" * 5_000 + b"1",
        b"a\x00b",
        b"# coding: nope\n",
    ],
)
def test_what_is_not_python_is_said_and_nothing_else_breaks(source: bytes) -> None:
    with pytest.raises(NotPython):
        parse_python(source)


def test_a_declared_encoding_is_honoured() -> None:
    latin = "# coding: latin-1\nNAME = 'caf\xe9'\n".encode("latin-1")
    assert parse_python(latin) == parse_python("NAME = 'caf\xe9'\n")
