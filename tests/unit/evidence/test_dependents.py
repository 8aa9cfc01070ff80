"""Through which functions an edit of what a module binds, or of a class, shows."""

from __future__ import annotations

import ast

import pytest

from parity.evidence.dependents import dependents
from parity.semantics.units import MODULE

CLASS = "class A:\n    x: int = 1\n    def f(self):\n        return self.x\n    def g(self):\n        return 2\n"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("def f(x):\n    return x\n", "T = 1\ndef f(x):\n    return x + T\n", ["f"]),
        ("def f(x):\n    return x\n", "T = 1\ndef _t(x):\n    return x + T\ndef f(x):\n    return _t(x)\n", ["f"]),
        ("T = 1\ndef f(x):\n    return x + T\n", "T = 2\ndef f(x):\n    return x + T\n", ["f"]),
        ("T = 1\nU = T\ndef f(x):\n    return x + T\n", "T = 2\nU = T\ndef f(x):\n    return x + T\n", []),
        ("T = 1\nclass A:\n    x = T\n", "T = 2\nclass A:\n    x = T\n", []),
        ("def f(x):\n    return x\n", "print(1)\ndef f(x):\n    return x\n", []),
        ("T = 1\n", "T = 2\n", []),
    ],
)
def test_of_a_module(before: str, after: str, found: list[str]) -> None:
    assert dependents(MODULE, ast.parse(before), ast.parse(after)) == found


def test_of_a_class() -> None:
    tree = ast.parse(CLASS)
    assert dependents("A", tree, tree) == ["A.__init__", "A.f", "A.g"]
    assert dependents("A", tree, ast.parse("def A():\n    pass\n")) == []
