import ast

import pytest

from parity.semantics.distance import are_far_apart

LONG = "def f(x):\n" + "".join(f"    x = x.step_{number}({number})\n" for number in range(12)) + "    return x\n"
OTHER = (
    "def f(x):\n" + "".join(f"    if x[{number}] > 'a':\n        raise E\n" for number in range(9)) + "    return 1\n"
)


@pytest.mark.parametrize(
    ("before", "after", "far"),
    [
        pytest.param(LONG, LONG.replace("step_3", "other"), False, id="one word"),
        pytest.param(LONG, LONG.replace("x", "renamed"), False, id="another variable"),
        pytest.param(LONG, OTHER, True, id="everything"),
        pytest.param("def f(x):\n    return x + 1\n", "def f(x):\n    return g(h(x))\n", False, id="short"),
    ],
)
def test_far_apart(before: str, after: str, far: bool) -> None:
    assert are_far_apart(ast.parse(before).body, ast.parse(after).body) is far
    assert are_far_apart(ast.parse(after).body, ast.parse(before).body) is far
