"""Two snapshots give their changes, and what a gap hides is unknown."""

from __future__ import annotations

import pytest

from parity.diff import diff
from parity.model.change import ChangeKind
from parity.model.facts import Fact, Gap
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.setting import Text
from parity.model.snapshot import Snapshot


def snapshot(*items: Fact | Gap, reference: str = "x") -> Snapshot:
    return Snapshot.of(Origin(scheme="snapshot", reference=reference), items)


def fact(name: str, value: str, domain: Domain = Domain.SETTING) -> Fact:
    return Fact(Key(domain, name), Text(value=value))


def hidden(subject: str | None, *, inherent: bool = False) -> Gap:
    return Gap(domain=Domain.SETTING, reason="unreadable", subject=subject, inherent=inherent)


def test_where_it_came_from_is_no_difference() -> None:
    assert diff(snapshot(fact("user", "a"), reference="x"), snapshot(fact("user", "a"), reference="y")) == ()


def test_kinds_of_change_in_order_of_their_keys() -> None:
    before = snapshot(fact("c", "1"), fact("a", "1"), fact("same", "1"))
    after = snapshot(fact("c", "2"), fact("b", "1"), fact("same", "1"))
    assert [(change.key.name, change.kind) for change in diff(before, after)] == [
        ("a", ChangeKind.REMOVED),
        ("b", ChangeKind.ADDED),
        ("c", ChangeKind.CHANGED),
    ]


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        (None, ChangeKind.UNKNOWN),
        ("user", ChangeKind.UNKNOWN),
        ("us*", ChangeKind.UNKNOWN),
        ("workdir", ChangeKind.REMOVED),
        ("env*", ChangeKind.REMOVED),
    ],
)
def test_what_a_gap_may_hide_is_unknown_on_either_side(subject: str | None, kind: ChangeKind) -> None:
    gap = hidden(subject)
    (change,) = diff(snapshot(fact("user", "a")), snapshot(gap))
    assert change.kind is kind
    assert change.gaps == ((gap,) if kind is ChangeKind.UNKNOWN else ())
    (mirrored,) = diff(snapshot(gap), snapshot(fact("user", "a")))
    assert mirrored.kind is (ChangeKind.UNKNOWN if kind is ChangeKind.UNKNOWN else ChangeKind.ADDED)


def test_a_gap_of_another_domain_hides_nothing() -> None:
    (change,) = diff(snapshot(fact("user", "a")), snapshot(Gap(domain=Domain.CODE, reason="unreadable")))
    assert change.kind is ChangeKind.REMOVED


def test_what_both_sides_show_is_compared_in_spite_of_gaps() -> None:
    (change,) = diff(snapshot(fact("user", "a"), hidden(None)), snapshot(fact("user", "b")))
    assert change.kind is ChangeKind.CHANGED


def test_what_both_sides_hide_is_left_to_the_policy() -> None:
    assert diff(snapshot(hidden(None)), snapshot(hidden("user"))) == ()
