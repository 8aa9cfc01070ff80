"""The knowledge files that ship are sound."""

from __future__ import annotations

from itertools import pairwise

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from parity.knowledge import categories, category_of, differences, firing, members_of, read, subjects
from parity.knowledge.statements import slower_side, state
from parity.model.finding import Risk, Severity
from parity.parsers.knowledge import Difference

CATEGORY_FILES = (
    "compiled_parts", "data_packages", "distributions", "needed_packages", "os_packages", "replacements",
    "supporting_packages",
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(subjects("packages")))
def test_a_package_file_is_named_as_its_distribution_and_sound(name: str) -> None:
    assert name == canonicalize_name(name)
    entries = differences("packages", name)
    assert entries
    for entry in entries:
        assert (entry.risk is Risk.NONE) is (entry.severity is Severity.INFO), entry
        assert entry.faster is None or entry.risk is Risk.PERFORMANCE, entry
        assert entry.absent or entry.faster != "present", entry
        assert not entry.sentence.endswith("."), entry


def test_nothing_is_said_twice_of_one_boundary() -> None:
    for name in subjects("packages"):
        seen = [(entry.changed_in, entry.risk) for entry in differences("packages", name) if entry.changed_in]
        assert len(seen) == len(set(seen)), name


@pytest.mark.parametrize("name", CATEGORY_FILES)
def test_a_category_file_is_sound(name: str) -> None:
    kinds = categories("system", name)
    assert kinds
    assert len({(kind.name, kind.risk) for kind in kinds}) == len(kinds)
    for kind in kinds:
        assert (kind.risk is Risk.NONE) is (kind.severity is Severity.INFO), kind.name
        assert kind.risk is Risk.NONE or kind.remedy or name in ("compiled_parts", "replacements"), kind.name


def test_python_is_described_for_every_minor_version() -> None:
    boundaries = {entry.changed_in for entry in differences("system", "python")}
    assert {f"3.{minor}" for minor in range(8, 15)} <= boundaries


def test_what_has_no_file_is_unknown() -> None:
    assert read("packages", "no-such-package") is None
    assert differences("packages", "../packages/pandas") == ()
    assert categories("system", "nothing") == ()


def test_members_are_patterns_and_the_first_kind_has_the_word() -> None:
    kind = category_of("system", "os_packages", "libavcodec59")
    assert kind is not None
    assert kind.name == "video and audio codecs"
    assert category_of("system", "os_packages", "xyzzy") is None
    assert "pytest" in members_of("system", "distributions", "development tools")


@pytest.mark.parametrize(
    ("before", "after", "risks"),
    [
        ("1.4.4", "1.5.3", {Risk.BEHAVIOUR}),
        ("1.5.3", "1.4.4", {Risk.BEHAVIOUR}),
        ("2.2.2", "2.2.3", {Risk.NONE}),
        ("2.0.3", "3.0.0", {Risk.BEHAVIOUR, Risk.PERFORMANCE}),
    ],
)
def test_entries_fire_when_the_versions_lie_on_either_side(before: str, after: str, risks: set[Risk]) -> None:
    fired = firing("packages", "pandas", Version(before), Version(after))
    assert {statement.risk for statement in state(fired, after_is_newer=True)} == risks


def entry(severity: Severity, sentence: str, faster: str | None = None) -> Difference:
    return Difference(
        risk=Risk.PERFORMANCE, severity=severity, sentence=sentence, source="https://example.org", changed_in="2.0",
        faster=faster, remedy=f"mind {sentence}",
    )  # fmt: skip


def test_one_statement_a_risk_led_by_its_worst_entry() -> None:
    rows = [
        entry(Severity.LOW, "a"),
        entry(Severity.HIGH, "b", "newer"),
        entry(Severity.LOW, "c"),
        entry(Severity.LOW, "d"),
    ]
    (statement,) = state(rows, after_is_newer=False)
    assert statement.severity is Severity.HIGH
    assert statement.reason == "b; and 3 more documented changes: after (prod) is the slower side"
    assert statement.sources == ("https://example.org",)
    assert statement.remedy.startswith("Mind b. Mind a.")


@pytest.mark.parametrize(
    ("faster", "after_is_newer", "slow"),
    [("newer", True, "before"), ("newer", False, "after"), ("older", True, "after"), (None, True, None)],
)
def test_the_slower_side_is_named(faster: str | None, after_is_newer: bool, slow: str | None) -> None:
    side = slower_side(entry(Severity.LOW, "a", faster), after_is_newer=after_is_newer)
    assert side is None if slow is None else side is not None and side.startswith(slow)


def test_nothing_fires_between_equal_versions() -> None:
    versions = [Version(text) for text in ("1.26.4", "2.0.0", "2.3.1")]
    assert all(
        not any(row.risk is not Risk.NONE for row in firing("packages", "numpy", version, version))
        for version in versions
    )
    assert all(firing("packages", "numpy", old, new) for old, new in pairwise(versions))


def test_builds_of_one_source_share_what_is_written() -> None:
    assert differences("packages", "tensorflow-cpu") == differences("packages", "tensorflow")
