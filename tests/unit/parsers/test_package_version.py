"""Versions and names of operating system packages, as real ones are written."""

from __future__ import annotations

import pytest

from parity.parsers.package_version import stem, upstream


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("9.1-1", "9.1"),
        ("9.1-1+b1", "9.1"),
        ("1:2.1.5-2", "2.1.5"),
        ("7:5.1.4-0+deb12u1", "5.1.4"),
        ("2.36-9+deb12u4", "2.36"),
        ("2024a-0+deb12u1", "2024a"),
        ("1:1.2.13.dfsg-1", "1.2.13.dfsg"),
        ("3.40.1+dfsg-2", "3.40.1"),
        ("3.0.9-r1", "3.0.9"),
        ("5.14.0-362.el9", "5.14.0"),
        ("20230311", "20230311"),
        ("58 (ffmpeg 4.4)", "58 (ffmpeg 4.4)"),
    ],
)
def test_the_upstream_version(version: str, expected: str) -> None:
    assert upstream(version) == expected


def test_names_that_differ_in_numbers_only_are_one_library() -> None:
    assert stem("libavcodec58") == stem("libavcodec59")
    assert stem("perl-modules-5.32") == stem("perl-modules-5.36")
    assert stem("libavcodec58") != stem("libavformat58")
