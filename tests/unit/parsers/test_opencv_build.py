"""What OpenCV tells of its build."""

from __future__ import annotations

import pytest

from parity.parsers.opencv_build import opencv_choices

TEXT = """\nGeneral configuration for OpenCV 4.8.1 =====================================
  Version control:               4.8.1

  Parallel framework:            {loops}

  Trace:                         YES (with Intel ITT)

  Other third-party libraries:
    Intel IPP:                   {ipp}
    Lapack:                      NO
"""


@pytest.mark.parametrize(
    ("loops", "ipp", "choices"),
    [
        ("pthreads", "2021.8 [2021.8.0]", ("ipp", "parallel-loops")),
        ("none", "NO", ()),
        ("TBB (ver 2020.2 interface 11102)", "NO", ("parallel-loops",)),
    ],
)
def test_what_opencv_was_built_with(loops: str, ipp: str, choices: tuple[str, ...]) -> None:
    assert opencv_choices([b"\0nothing\0", TEXT.format(loops=loops, ipp=ipp).encode()]) == choices


def test_no_information_shows_nothing() -> None:
    assert opencv_choices([b"General", b"    Intel IPP:      2021.8"]) == ()
