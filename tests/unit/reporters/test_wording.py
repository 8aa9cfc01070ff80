"""Values and changes in words."""

from __future__ import annotations

import pytest

from parity.model.change import Change, ChangeKind
from parity.model.codec import value_types
from parity.model.facts import Gap, Value
from parity.model.keys import Domain, Key
from parity.model.setting import Command, Variable
from parity.reporters.machine_wording import size
from parity.reporters.wording import DOMAIN_TITLES, LONGEST, delta_of, describe, subject_of
from tests.support.samples import SAMPLES

KEY = Key(Domain.SETTING, "env:OMP_NUM_THREADS")


def test_there_is_a_sample_of_every_type() -> None:
    assert {type(sample) for sample in SAMPLES} == set(value_types())


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_every_value_has_words(sample: Value) -> None:
    words = describe(sample)
    assert 0 < len(words) <= LONGEST
    assert "None" not in words
    assert type(sample).__name__ not in words


def test_every_domain_has_a_title() -> None:
    assert set(DOMAIN_TITLES) == set(Domain)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(key=KEY, kind=ChangeKind.ADDED, after=Variable(value="4")), "absent → '4'"),
        (Change(key=KEY, kind=ChangeKind.REMOVED, before=Variable(value="4")), "'4' → absent"),
        (
            Change(key=KEY, kind=ChangeKind.CHANGED, before=Variable(value="4"), after=Variable(value="8")),
            "'4' → '8'",
        ),
        (
            Change(key=KEY, kind=ChangeKind.CHANGED, before=Variable(secret="aa"), after=Variable(secret="bb")),
            "(secret), other content",
        ),
        (
            Change(
                key=KEY,
                kind=ChangeKind.UNKNOWN,
                before=Variable(value="4"),
                gaps=(Gap(domain=Domain.SETTING, reason="no configuration"),),
            ),
            "'4' → not visible",
        ),
    ],
)
def test_a_change_in_words(change: Change, words: str) -> None:
    assert delta_of(change) == words
    assert subject_of(change) == "OMP_NUM_THREADS"


def test_two_long_values_are_shown_where_they_part() -> None:
    old, new = (Variable(value="/usr/local/lib:" * 9 + end) for end in ("/opt/a", "/opt/b"))
    words = delta_of(Change(key=KEY, kind=ChangeKind.CHANGED, before=old, after=new))
    assert "/opt/a" in words
    assert "/opt/b" in words
    assert len(words) < 2 * LONGEST + 4


def test_long_values_are_cut() -> None:
    assert describe(Command(argv=("x" * 200,))).endswith("…")


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (64 << 20, "64 MiB"), (5 << 50, "5120 TiB")]
)
def test_sizes(number: int, words: str) -> None:
    assert size(number) == words
