"""A pickle is the same however it is framed, memoised and compressed, and another one where a value is."""

from __future__ import annotations

import io
import pickle
import pickletools
import zlib
from pathlib import Path

import pytest

from parity.parsers.pickle_meaning import pickle_meaning

FIXTURES = Path(__file__).parents[3] / "fixtures/artifacts"
STATE = {"mean": [1, 300, 70_000, 2.5], "name": "x", "pair": ("x", None), "raw": b"abc", "same": ["x", "x"]}


def _meaning(data: bytes) -> str:
    return pickle_meaning(io.BytesIO(data))


@pytest.mark.parametrize("release", ["1.2.2", "1.9.1"])
def test_how_joblib_compresses_is_nothing(release: str) -> None:
    plain, *packed = (
        (FIXTURES / f"scikit-learn-{release}-forest{kind}.joblib").read_bytes() for kind in ("", "-zlib", "-lzma")
    )
    assert {_meaning(plain)} == {_meaning(data) for data in packed}


def test_another_model_is_another() -> None:
    found = {
        _meaning((FIXTURES / f"scikit-learn-{name}.joblib").read_bytes()) for name in ("1.2.2-forest", "1.9.1-forest")
    }
    assert len(found) == 2


@pytest.mark.parametrize("protocol", [3, 5])
def test_the_protocol_and_the_memo_are_nothing(protocol: int) -> None:
    one, other = pickle.dumps(STATE, 4), pickle.dumps(STATE, protocol)
    assert _meaning(one) == _meaning(other) == _meaning(pickletools.optimize(other)) == _meaning(zlib.compress(one))


@pytest.mark.parametrize("changed", [{"mean": [1, 300, 70_000, 2.25]}, {"raw": b"abd"}, {"same": ["x", "y"]}])
def test_every_value_counts(changed: dict[str, object]) -> None:
    assert _meaning(pickle.dumps(STATE, 4)) != _meaning(pickle.dumps({**STATE, **changed}, 4))


@pytest.mark.parametrize("data", [b"", b"\x80\x04", pickle.dumps(STATE)[:-9], b"no pickle", pickle.dumps(1) * 17])
def test_what_is_not_read_to_its_end_says_nothing(data: bytes) -> None:
    with pytest.raises(ValueError):
        _meaning(data)
