"""The five invariants of the system, over generated snapshots of all value types."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parity.classify import classify
from parity.diff import diff
from parity.interfaces import Context
from parity.model.change import ChangeKind
from parity.model.codec import decode, encode
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.report import Verdict
from parity.model.snapshot import Snapshot
from parity.policy import Policy, judge
from parity.reporters.json_report import JsonReporter
from parity.rules import all_rules
from tests.support.strategies import facts, pairs, reinstalled, snapshots

THOROUGH = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MIRROR = {
    ChangeKind.ADDED: ChangeKind.REMOVED,
    ChangeKind.REMOVED: ChangeKind.ADDED,
    ChangeKind.CHANGED: ChangeKind.CHANGED,
    ChangeKind.UNKNOWN: ChangeKind.UNKNOWN,
}


def findings_of(before: Snapshot, after: Snapshot) -> tuple[Finding, ...]:
    return classify(diff(before, after), Context(before=before, after=after), all_rules())


@THOROUGH
@given(snapshots, snapshots)
def test_an_environment_does_not_differ_from_itself(one: Snapshot, other: Snapshot) -> None:
    moved = Snapshot.of(other.origin, [*one.facts, *one.gaps])
    assert diff(one, one) == ()
    assert diff(one, moved) == ()


@THOROUGH
@given(pairs())
def test_swapping_the_sides_swaps_added_and_removed(pair: tuple[Snapshot, Snapshot]) -> None:
    there, back = diff(*pair), diff(*pair[::-1])
    assert [(c.key, MIRROR[c.kind], c.after, c.before, c.gaps) for c in there] == [
        (c.key, c.kind, c.before, c.after, c.gaps) for c in back
    ]


@THOROUGH
@given(pairs())
def test_every_change_gets_a_sound_finding(pair: tuple[Snapshot, Snapshot]) -> None:
    changes = diff(*pair)
    found = findings_of(*pair)
    assert {finding.change.key for finding in found} == {change.key for change in changes}
    for finding in found:
        assert finding.change in changes
        assert 0 <= finding.confidence <= 1
        assert finding.reason
        assert (finding.risk is Risk.NONE) is (finding.severity is Severity.INFO)
        assert finding.risk is Risk.NONE or finding.remedy


@THOROUGH
@given(pairs())
def test_what_a_side_could_not_see_is_unknown_and_reaches_the_report(pair: tuple[Snapshot, Snapshot]) -> None:
    before, after = pair
    for change in diff(before, after):
        blind = before if change.before is None else after if change.after is None else None
        hidden = blind is not None and any(gap.hides(change.key) for gap in blind.gaps)
        assert (change.kind is ChangeKind.UNKNOWN) is hidden
    report = judge(findings_of(before, after), Policy(), before, after)
    assert len(report.gaps) == len(before.gaps) + len(after.gaps)
    if any(not side.gap.inherent for side in report.gaps):
        assert report.undecided
        assert report.verdict is not Verdict.PARITY


@THOROUGH
@given(snapshots)
def test_a_snapshot_survives_its_file(snapshot: Snapshot) -> None:
    assert decode(encode(snapshot), "generated") == snapshot


@THOROUGH
@given(st.lists(facts, max_size=8), pairs())
def test_the_same_input_gives_the_same_bytes(observed: list[Fact], pair: tuple[Snapshot, Snapshot]) -> None:
    unique = list({fact.key: fact for fact in observed}.values())
    origin = Origin(scheme="snapshot", reference="generated")
    assert encode(Snapshot.of(origin, unique)) == encode(Snapshot.of(origin, unique[::-1]))
    first, second = (JsonReporter().render(judge(findings_of(*pair), Policy(), *pair)) for _ in range(2))
    assert first == second


@THOROUGH
@given(reinstalled())
def test_a_package_with_identical_files_is_never_above_info(pair: tuple[Distribution, Distribution]) -> None:
    key = Key(Domain.DISTRIBUTION, "pandas")
    origin = Origin(scheme="snapshot", reference="generated")
    before, after = (Snapshot.of(origin, [Fact(key, value)]) for value in pair)
    assert all(finding.severity is Severity.INFO for finding in findings_of(before, after))
