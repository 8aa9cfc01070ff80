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


FASTAPI = """
from fastapi import FastAPI
def page(limit: int = 10):
    return limit
"""


@pytest.mark.parametrize(
    ("source", "edit"),
    [
        (FASTAPI, ("limit: int", "limit: float")),
        ("@app.post('/')\ndef f(x: int):\n    return x\n", ("x: int", "x: str")),
        ("@command\ndef f(x: int) -> int:\n    return x\n", ("-> int", "-> str")),
        ("def f(x: Annotated[int, Field(gt=0)]):\n    return x\n", ("gt=0", "gt=1")),
        ("def f(x: int):\n    return x\nhints = f.__annotations__\n", ("x: int", "x: str")),
        ("class C:\n    x: int = 1\n", ("x: int", "x: str")),
        ("class C:\n    x: int\n", ("x: int", "x: str")),
        ("def f():\n    x: int\n    return x\n", ("    x: int\n", "")),
        ("from docopt import docopt\ndef f():\n    '''Usage: f [-a]'''\n", ("[-a]", "[-b]")),
        ("'''Usage: f [-a]'''\nprint(__doc__)\n", ("[-a]", "[-b]")),
        ("from langchain.tools import tool\n@tool\ndef f():\n    '''Add.'''\n    return 1\n", ("Add", "Subtract")),
    ],
)
def test_annotations_and_docstrings_that_somebody_reads_are_code(source: str, edit: tuple[str, str]) -> None:
    assert edit[0] in source
    assert parse_python(source.replace(*edit)).meaning != parse_python(source).meaning


@pytest.mark.parametrize(
    ("source", "edit"),
    [
        ("def f(x: int) -> int:\n    return x\n", ("x: int) -> int", "x)")),
        ("class C:\n    @property\n    def f(self) -> int:\n        return 1\n", (" -> int", "")),
        ("@torch.no_grad()\ndef f(x: np.ndarray | None):\n    return x\n", (": np.ndarray | None", "")),
        ("LIMIT: float = 0.5\n", (": float", "")),
        ("class C:\n    def __init__(self):\n        self.x: int = 1\n", ("self.x: int", "self.x")),
        ("def f():\n    pass\n", ("    pass\n", "    '''Nothing.'''\n")),
        ("if x:\n    y = 1\n    ...\n", ("    ...\n", "")),
        ("def f(x):\n    return f'{x:}' f'{x}'\n", ("f'{x:}' f'{x}'", "f'{x}{x}'")),
    ],
)
def test_what_nobody_reads_is_nothing(source: str, edit: tuple[str, str]) -> None:
    assert edit[0] in source
    assert parse_python(source.replace(*edit)).meaning == parse_python(source).meaning


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "from fast import scale\ndef scale(x):\n    return x\n",
            "def scale(x):\n    return x\nfrom fast import scale\n",
        ),
        (
            "try:\n    from fast import f\nexcept ImportError:\n    pass\ndef f():\n    return 1\n",
            "def f():\n    return 1\ntry:\n    from fast import f\nexcept ImportError:\n    pass\n",
        ),
        ("from fast import *\ndef f():\n    return 1\n", "def f():\n    return 1\nfrom fast import *\n"),
        ("def f():\n    return 1\nf = 2\n", "f = 2\ndef f():\n    return 1\n"),
        ("def f():\n    return 1\nmodel = load('m.pkl')\n", "model = load('m.pkl')\ndef f():\n    return 1\n"),
        ("def f():\n    return 1\ndef f():\n    return 2\n", "def f():\n    return 2\ndef f():\n    return 1\n"),
        ("class A(B):\n    x = 1\nrun()\n", "run()\nclass A(B):\n    x = 1\n"),
        ("import torch as np\nimport numpy as np\n", "import numpy as np\nimport torch as np\n"),
        ("if x:\n    def f():\n        return 1\n", "if x:\n    def f():\n        return 2\n"),
    ],
)
def test_an_order_that_may_matter_stays(one: str, other: str) -> None:
    assert parse_python(one).meaning != parse_python(other).meaning


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("import a, b\nfrom c import e, d\n", "from c import d\nfrom c import e\nimport b\nimport a\n"),
        ("import a.b\nimport a.c\n", "import a.c\nimport a.b\n"),
        ("def f():\n    return 1\nclass A:\n    x = 1\n", "class A:\n    x = 1\ndef f():\n    return 1\n"),
        ("X = [1, -2]\ndef f():\n    return X\nY = 'y'\n", "X = [1, -2]\nY = 'y'\ndef f():\n    return X\n"),
    ],
)
def test_an_order_that_cannot_matter_is_nothing(one: str, other: str) -> None:
    assert parse_python(one) == parse_python(other)


def test_a_new_function_changes_no_other_symbol() -> None:
    before = {symbol.name: symbol.digest for symbol in parse_python(BASE).symbols}
    after = {symbol.name: symbol.digest for symbol in parse_python(BASE + "\ndef more():\n    return 1\n").symbols}
    assert after.pop("more")
    assert after == before


def test_functions_of_one_name_and_within_blocks_are_told_apart() -> None:
    source = (
        "if fast:\n    def f():\n        return 1\n"
        "else:\n    def f():\n        def g():\n            return 2\n        return g\n"
    )
    assert [symbol.name for symbol in parse_python(source).symbols] == ["<module>", "f", "f#2", "f#2.g"]


def test_other_peoples_mistakes_warn_nobody(recwarn: pytest.WarningsRecorder) -> None:
    parse_python(b"x = '\\d'\nassert (x, 1)\n1 is 1\n")
    assert not list(recwarn)


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "a + " * 3000 + "a",
        "x = " + "a." * 50_000 + "a",
        "x = " + "f(" * 90 + ")" * 90,
        "\n".join(f"{' ' * depth}def f():" for depth in range(95)) + "\n" + " " * 95 + "return 1",
        "if a:\n    b\n" + "elif a:\n    b\n" * 3000,
        "x = " + "[" * 150 + "]" * 150,
        "x = 0x" + "f" * 10_000,
        "x = f'" + "{x}" * 5000 + "'",
        "lambda: " * 2000 + "1",
    ],
    ids=range(9),
)
def test_absurd_sources_are_python_or_said_not_to_be(source: str) -> None:
    try:
        assert parse_python(source).symbols
    except NotPython as error:
        assert str(error)
