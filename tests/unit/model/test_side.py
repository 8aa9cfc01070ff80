"""The two sides."""

from __future__ import annotations

import pytest

from parity.model.change import Change, ChangeKind
from parity.model.keys import Domain, Key
from parity.model.setting import Text
from parity.model.side import Side

KEY, VALUE = Key(Domain.SETTING, "user"), Text(value="root")


def test_what_a_side_is_called_in_sentences() -> None:
    assert [f"{side}" for side in Side] == ["before (dev)", "after (prod)"]


def test_each_has_its_own_of_two_things() -> None:
    assert [(side.of((1, 2)), side.other.of((1, 2))) for side in Side] == [(1, 2), (2, 1)]


@pytest.mark.parametrize(
    ("change", "side"),
    [
        (Change.of(KEY, None, VALUE), Side.BEFORE),
        (Change.of(KEY, VALUE, None), Side.AFTER),
        (Change.of(KEY, VALUE, Text(value="app")), None),
        (Change(key=KEY, kind=ChangeKind.UNKNOWN, before=VALUE), None),
    ],
)
def test_the_side_that_lacks_something(change: Change, side: Side | None) -> None:
    assert change.lacking is side
