"""Whatever a function does, it does the same as itself: on every input, at the same cost."""

from __future__ import annotations

import ast
import colorsys
import difflib
import shlex
import string
import textwrap
from pathlib import Path
from types import ModuleType

import pytest

from parity.evaluation.trial import compare, sides
from parity.evaluation.verdict import Likeness


def functions(module: ModuleType) -> tuple[ast.Module, list[str]]:
    tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))
    own = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    methods = [
        f"{owner.name}.{node.name}"
        for owner in tree.body if isinstance(owner, ast.ClassDef)
        for node in owner.body if isinstance(node, ast.FunctionDef)
    ]  # fmt: skip
    return tree, [*own, *methods]


@pytest.mark.parametrize("module", [colorsys, difflib, shlex, string, textwrap], ids=lambda module: module.__name__)
def test_a_function_does_the_same_as_itself(module: ModuleType) -> None:
    tree, names = functions(module)
    answered = 0
    for name in names:
        found = compare(*sides({"m": tree}, {"m": tree}, ("m", "m"), (name, name)))
        assert found.worst is Likeness.SAME, (name, found.shown)
        assert all(before == after for before, after in found.costs), name
        answered += found.answered > 0
    assert answered >= len(names) / 4
