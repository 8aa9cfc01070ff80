"""Libraries that differ between two images, and the line that brings the other one."""

from __future__ import annotations

import pytest

from parity.bisect.libraries import differing, movable, remedy_of
from parity.bisect.sides import Side
from parity.diff import diff
from parity.model.bisection import Unit
from tests.support.files import Link
from tests.unit.bisect.sides import library, side


@pytest.mark.parametrize(
    ("soname", "said"),
    [
        ("libblas.so.3", True), ("libgomp.so.1", True), ("libcrypt.so.1", True), ("libc.so.6", False),
        ("ld-linux-x86-64.so.2", False), ("libm.so.6", False), ("libpython3.11.so.1.0", False),
        ("libnss_files.so.2", False),
    ],
)  # fmt: skip
def test_what_can_be_moved(soname: str, said: bool) -> None:
    assert movable(soname) is said


def units(before: Side, after: Side) -> tuple[Unit, ...]:
    return differing(before, after, diff(before.snapshot, after.snapshot), ())


def test_they_are_named_by_their_packages() -> None:
    before = side(
        "one", {"libz.so.1": library("a", package="zlib1g"), "libx.so.1": library("x"), "libc.so.6": library("c")},
        packages={"zlib1g": "1.2"},
    )  # fmt: skip
    after = side(
        "two", {"libz.so.1": library("b", package="zlib1g"), "libx.so.1": library("x"), "libn.so.1": library("n")},
        packages={"zlib1g": "1.3"},
    )  # fmt: skip
    assert [unit.label for unit in units(before, after)] == [
        "libn.so.1 (absent) → /lib/x.so", "libz.so.1 zlib1g 1.2 → zlib1g 1.3",
    ]  # fmt: skip


def fix(before: Side, after: Side) -> str:
    (unit,) = units(before, after)
    return remedy_of(before, after, unit)


def blas(name: str, package: str, *packages: str, chosen: str | None = None) -> Side:
    link = {"/etc/alternatives/libblas.so.3-x86_64-linux-gnu": Link(chosen)} if chosen else {}
    installed = dict.fromkeys(packages or (package,), "1")
    return side(name, {"libblas.so.3": library(package, package=package)}, packages=installed, files=link)


def test_the_line_installs_the_other_release() -> None:
    before = side("one", {"libz.so.1": library("a", package="zlib1g")}, packages={"zlib1g": "1.2"})
    after = side("two", {"libz.so.1": library("b", package="zlib1g")}, packages={"zlib1g": "1.3"})
    assert fix(before, after).endswith(" zlib1g=1.2")


def test_the_line_brings_and_takes_away_providers() -> None:
    both = ("openblas", "reference")
    assert fix(blas("one", "openblas", *both), blas("two", "reference")).endswith("openblas=1")
    assert "purge --yes openblas" in fix(blas("one", "reference"), blas("two", "openblas", *both))


def test_where_both_have_both_the_line_chooses() -> None:
    both = ("openblas", "reference")
    line = fix(blas("one", "openblas", *both, chosen="/lib/open.so"), blas("two", "reference", *both))
    assert line == "RUN update-alternatives --set libblas.so.3-x86_64-linux-gnu /lib/open.so"
