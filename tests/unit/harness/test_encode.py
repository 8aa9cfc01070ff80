"""Results as plain JSON: bounded, deterministic, whatever they are."""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import uuid
from typing import Any

import pytest

from parity.harness.encode import MAX_BYTES, MAX_ITEMS, encode


class Colour(enum.Enum):
    RED = 1


class Hostile:
    def __repr__(self) -> str:
        raise RuntimeError("no")


def loop() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


def deep() -> list[Any]:
    value: list[Any] = []
    for _ in range(5000):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        None, True, 1, -(10**50), 0.1, float("nan"), 1 + 2j, "x\ud800", b"\xff", [1], (1,), {1: 2}, {1, "a"},
        Colour.RED, datetime.date(2020, 1, 2), decimal.Decimal("1.10"), uuid.UUID(int=1), range(3), Hostile(), object(),
        lambda: 1, loop(), deep(), ValueError("x"), {"k": Hostile()}, map(str, [1]), type, "x" * 10**6,
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_anything_is_json(value: Any) -> None:
    assert json.loads(json.dumps(encode(value)))["t"]


def test_the_size_is_bounded() -> None:
    large = [b"x" * (1 << 20)] * 20 + [list(range(1000))] * 100
    assert len(json.dumps(encode(large))) < 2 * MAX_BYTES + 200 * MAX_ITEMS


def test_addresses_do_not_reach_the_result() -> None:
    assert encode(object()) == encode(object())
    assert encode(ValueError(f"{object()}")) == encode(ValueError(f"{object()}"))


def test_exceptions_have_the_types_they_are_caught_by() -> None:
    node = encode(FileNotFoundError("x"))
    assert (node["type"], node["mro"][:3]) == ("FileNotFoundError", ["FileNotFoundError", "OSError", "Exception"])
