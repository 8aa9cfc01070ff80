"""Over generated Python: writing it anew changes no meaning, and every edit of an expression does."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity.parsers.python_source import NotPython, parse_python

names = st.sampled_from(["a", "b", "total", "values", "np"])
constants = st.one_of(st.integers(-5, 5).map(str), st.sampled_from(["0.5", "'x'", "None", "True", "b'y'"]))


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operator = st.sampled_from(["+", "-", "*", "/", "<", "<=", "==", "and", "or"])
    return st.one_of(
        st.tuples(inner, operator, inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
        st.tuples(names, inner).map(lambda parts: f"{parts[0]}({parts[1]}, axis=0)"),
        st.tuples(inner, inner).map(lambda parts: f"[{parts[0]}, {parts[1]}]"),
        st.tuples(names, inner).map(lambda parts: f"{parts[0]}[{parts[1]}]"),
    )


expressions = st.recursive(names | constants, compound, max_leaves=8)


@given(expressions, expressions)
def test_only_equal_trees_have_equal_meanings(one: str, other: str) -> None:
    def meaning(expression: str) -> str:
        return parse_python(f"def f(a, b, total, values, np):\n    return {expression}\n").meaning

    same = ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    assert (meaning(one) == meaning(other)) is same


@given(st.lists(expressions, min_size=1, max_size=5))
def test_written_anew_it_means_the_same(body: list[str]) -> None:
    source = "def f(a, b):\n" + "".join(f"    total = {expression}\n" for expression in body) + "    return total\n"
    assert parse_python(ast.unparse(ast.parse(source))) == parse_python(source)


@given(st.binary(max_size=200))
def test_bytes_are_python_or_said_not_to_be(data: bytes) -> None:
    try:
        parse_python(data)
    except NotPython as error:
        assert str(error)


OTHER_PYTHONS = ["python3.10", "python3.11", "python3.12", "python3.13", "python3.14"]


@pytest.mark.parametrize("name", OTHER_PYTHONS)
def test_every_python_gives_the_same_digests(name: str) -> None:
    """The standard library's own sources of this Python, parsed by another one."""
    command = [name, "-c", "import sys; print(sys.version_info >= (3, 10))"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout
    except FileNotFoundError:
        answer = ""
    if answer.strip() != "True":
        pytest.skip(f"there is no {name} on this machine")
    sources = [str(Path(ast.__file__).with_name(file)) for file in ("statistics.py", "dataclasses.py", "random.py")]
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from parity.parsers.python_source import parse_python\n"
        "for path in sys.argv[2:]: print(parse_python(open(path, 'rb').read()))\n"
    )
    root = str(Path(__file__).parents[2])
    outputs = {
        subprocess.run(
            [python, "-c", code, root, *sources], capture_output=True, text=True, timeout=60, check=True
        ).stdout
        for python in (sys.executable, name)
    }
    assert len(outputs) == 1
