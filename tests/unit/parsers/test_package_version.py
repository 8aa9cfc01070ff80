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
        ("1:1.2.13.dfsg-1", "1.2.13"),
        ("1:1.2.11.dfsg-2ubuntu9.2", "1.2.11"),
        ("1.1.1f-1ubuntu2.22", "1.1.1f"),
        ("2.0+really1.9.3-2", "1.9.3"),
        ("1.0~beta1-1", "1.0~beta1"),
        ("2.31-13+deb11u7~bpo10+1", "2.31"),
        ("2.9.13-6.el9_4", "2.9.13"),
        ("1:3.0.7-27.el9", "3.0.7"),
        ("3.40.1+dfsg-2", "3.40.1"),
        ("3.0.9-r1", "3.0.9"),
        ("5.14.0-362.el9", "5.14.0"),
        ("20230311", "20230311"),
        ("0.3.21+ds-4", "0.3.21"),
        ("7", "7"),
        ("58 (ffmpeg 4.4)", "58 (ffmpeg 4.4)"),
    ],
)
def test_the_upstream_version(version: str, expected: str) -> None:
    assert upstream(version) == expected


def test_names_that_differ_in_numbers_only_are_one_library() -> None:
    assert stem("libavcodec58") == stem("libavcodec59")
    assert stem("perl-modules-5.32") == stem("perl-modules-5.36")
    assert stem("libavcodec58") != stem("libavformat58")
