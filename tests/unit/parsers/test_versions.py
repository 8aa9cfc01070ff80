"""Version boundaries."""

from __future__ import annotations

import pytest
from packaging.version import Version

from parity.parsers.versions import crosses, only_one_inside, parse_version


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.26.4", "1.26.4"),
        ("2.1.0+cu121", "2.1.0+cu121"),
        ("3.0.9-r1", "3.0.9.post1"),
        ("58 (ffmpeg 4.4)", "58"),
        ("0.3.21-openmp", "0.3.21"),
        ("unknown", None),
        ("", None),
        (None, None),
        ("9" * 10_000, None),
    ],
)
def test_versions_are_read_leniently(text: str | None, expected: str | None) -> None:
    assert parse_version(text) == (None if expected is None else Version(expected))


@pytest.mark.parametrize(
    ("before", "after", "boundary", "fires"),
    [
        ("1.26.4", "2.0.1", "2.0.0", True),
        ("2.0.1", "1.26.4", "2.0.0", True),
        ("2.0.0", "2.1.0", "2.0.0", False),
        ("1.26.4", "2.0.0rc1", "2.0.0", True),  # the candidate already has the change
        ("2.0.0rc1", "2.0.0", "2.0.0", False),
        ("1.9.0", "2.0.0+cpu", "2.0.0", True),
    ],
)
def test_a_boundary_is_crossed_when_the_versions_lie_on_either_side(
    before: str, after: str, boundary: str, fires: bool
) -> None:
    assert crosses(Version(before), Version(after), boundary) is fires


@pytest.mark.parametrize(
    ("before", "after", "fires"),
    [("1.24.1", "1.24.3", True), ("1.23.0", "1.24.1", True), ("1.24.0", "1.24.1", False), ("1.23", "1.24.3", False)],
)
def test_a_range_fires_when_exactly_one_is_inside(before: str, after: str, fires: bool) -> None:
    assert only_one_inside(Version(before), Version(after), ">=1.24,<1.24.3") is fires
