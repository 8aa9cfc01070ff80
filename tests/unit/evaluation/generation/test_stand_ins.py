"""How generated inputs are written where a finding shows them."""

from __future__ import annotations

import pytest

from parity.evaluation.generation.stand_ins import Answer, Array, Callback, Instance, Table


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Array(values=(1.0, 2.5)), "array([1.0, 2.5])"),
        (Array(values=((1, 2), (3, 4)), dtype="uint8"), "array([[1, 2], [3, 4]], dtype=uint8)"),
        (Table(columns={"a": (1, 2)}), "DataFrame({'a': [1, 2]})"),
        (Callback(answer=Answer.EACH), "<function>"),
        (Instance(owner="Row", fields={"x": 1}), "Row(x=1)"),
    ],
)
def test_written(value: object, written: str) -> None:
    assert repr(value) == written
