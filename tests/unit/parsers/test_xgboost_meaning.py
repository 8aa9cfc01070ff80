"""A model of XGBoost is the same as JSON, indented or not, and as Universal Binary JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parity.parsers.xgboost_meaning import xgboost_meaning

FIXTURES = Path(__file__).parents[3] / "fixtures/artifacts"
TEXT, BINARY = ((FIXTURES / f"xgboost-3.2.0.{form}").read_bytes() for form in ("json", "ubj"))


def test_both_encodings_are_one_model() -> None:
    indented = json.dumps(json.loads(TEXT), indent=2).encode()
    assert xgboost_meaning(TEXT) == xgboost_meaning(BINARY) == xgboost_meaning(indented)


def test_another_leaf_is_another_model() -> None:
    model = json.loads(TEXT)
    tree = model["learner"]["gradient_booster"]["model"]["trees"][0]
    tree["split_conditions"][-1] += 0.5
    assert xgboost_meaning(json.dumps(model).encode()) != xgboost_meaning(TEXT)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        BINARY[:-9],
        b'{"a": 1}',
        b"[1]",
        b"{L\x00\x00\x00\x00\x00\x00\x00\x07learner[$d#L\x7f",
        b"[" * 99_999,
        b"{" + b"[" * 99,
    ],
)
def test_what_is_no_model(data: bytes) -> None:
    with pytest.raises((ValueError, RecursionError)):
        xgboost_meaning(data)
