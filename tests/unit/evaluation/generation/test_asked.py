"""What a function asks about is no unusual input to it."""

from __future__ import annotations

import ast
import math

import pytest

from parity.evaluation.generation.asked import is_asked_about
from parity.evaluation.generation.inputs import Input, Tier
from parity.evaluation.generation.stand_ins import Array


@pytest.mark.parametrize(
    ("source", "argument", "expected"),
    [
        ("def f(x): return np.nanmean(x)", Array(values=(1.0, math.nan)), True),
        ("def f(x): return np.nanmean(x)", Array(values=(1.0, math.inf)), False),
        ("def f(x): return np.mean(x)", Array(values=(1.0, math.nan)), False),
        ("def f(x): return [v for v in x if not math.isnan(v)]", [[math.nan]], True),
        ("def f(x): return min(x, default=0)", [], True),
        ("def f(x): return min(x, default=0)", [1], False),
        ("def f(x): return min(x)", [], False),
        (
            "def f(x):\n    try:\n        return float(x)\n    except (TypeError, ValueError):\n        return 0",
            None,
            True,
        ),
        ("def f(x):\n    try:\n        return float(x)\n    except ValueError:\n        return 0", None, False),
    ],
)
def test_asked(source: str, argument: object, expected: bool) -> None:
    given = Input(arguments=(argument,), tier=Tier.EDGE)
    assert is_asked_about(given, ast.parse(source).body) is expected
