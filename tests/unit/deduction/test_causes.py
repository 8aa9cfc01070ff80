"""Which findings are one cause, and which one stands for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from parity.deduction.causes import with_causes
from parity.diff import diff
from parity.interfaces import Context
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Finding, Risk, Severity
from parity.model.fingerprint import fingerprint
from parity.model.keys import Domain
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.system import Package

from .sides import context, fact, installed


def library(name: str, version: str, *needed: str, family: str = "codec", provider: str | None = None) -> Fact:
    soname = f"{name}.so.1"
    value = SharedLibrary(
        soname=soname, version=version, needed=tuple(f"{one}.so.1" for one in needed), family=family,
        provider=provider, owner=f"dpkg:{name}1",
    )  # fmt: skip
    return fact(Domain.NATIVE, soname, value)


def told(change: Change, severity: Severity = Severity.LOW, risk: Risk = Risk.BEHAVIOUR) -> Finding:
    return Finding(
        rule="NAT020", change=change, risk=risk, severity=severity, confidence=0.6, reason="for a test", remedy=""
    )


def grouped(before: Sequence[Fact], after: Sequence[Fact], **severities: Severity) -> dict[str, str | None]:
    """Subject -> subject of the finding that stands for it."""
    seen = context(before, after)
    found = [
        told(change, severities.get(change.key.name.partition(".")[0], Severity.LOW))
        for change in diff(seen.before, seen.after)
    ]
    marked = with_causes(found, seen)
    assert [replace(one, part_of=None) for one in marked] == found
    names = {fingerprint(one): one.change.key.name for one in marked}
    return {one.change.key.name: None if one.part_of is None else names[one.part_of] for one in marked}


def sides(*names: tuple[str, tuple[str, ...]]) -> tuple[list[Fact], list[Fact]]:
    before, after = ([library(name, version, *needed) for name, needed in names] for version in ("1.0", "2.0"))
    return before, after


def test_what_only_a_library_that_differs_asks_for_is_told_with_it() -> None:
    before, after = sides(("libmovie", ("libframe",)), ("libframe", ("libpixel",)), ("libpixel", ()))
    assert grouped(before, after, libmovie=Severity.MEDIUM) == {
        "libmovie.so.1": None, "libframe.so.1": "libmovie.so.1", "libpixel.so.1": "libmovie.so.1",
    }  # fmt: skip


def test_one_that_python_loads_is_told_by_itself() -> None:
    before, after = sides(("libmovie", ("libframe",)), ("libframe", ()))
    modules = fact(
        Domain.NATIVE, "modules:reader", CompiledModules(version="1", names=("a",), needed=("libframe.so.1",))
    )
    assert grouped([*before, modules], [*after, modules], libmovie=Severity.MEDIUM)["libframe.so.1"] is None


@pytest.mark.parametrize("name", ["libssl", "libsqlite3", "libz"])
def test_one_of_the_standard_library_is_told_by_itself(name: str) -> None:
    before, after = sides(("libmovie", (name,)), (name, ()))
    assert grouped(before, after, libmovie=Severity.MEDIUM)[f"{name}.so.1"] is None


def test_one_that_something_unchanged_asks_for_is_told_by_itself() -> None:
    before, after = sides(("libmovie", ("libframe",)), ("libframe", ()))
    same = library("libviewer", "1.0", "libframe")
    assert grouped([*before, same], [*after, same], libmovie=Severity.MEDIUM)["libframe.so.1"] is None


def test_a_worse_one_is_told_by_itself() -> None:
    before, after = sides(("libmovie", ("libframe",)), ("libframe", ()))
    assert grouped(before, after, libframe=Severity.HIGH)["libframe.so.1"] is None


def test_blas_is_a_cause_of_its_own_whoever_asks_for_it() -> None:
    before, after = (
        [library("libmovie", version, "libblas"), library("libblas", version, family="blas")]
        for version in ("1.0", "2.0")
    )
    assert grouped(before, after, libmovie=Severity.MEDIUM)["libblas.so.1"] is None


def test_libraries_of_one_project_are_one_cause() -> None:
    before, after = (
        [library(name, version, provider="ffmpeg") for name in ("libavcodec", "libavutil")]
        for version in ("1.0", "2.0")
    )
    assert grouped(before, after, libavutil=Severity.MEDIUM) == {
        "libavcodec.so.1": "libavutil.so.1", "libavutil.so.1": None,
    }  # fmt: skip


def test_a_package_is_told_with_the_library_that_it_brings() -> None:
    packages = [fact(Domain.SYSTEM, "dpkg:libframe1", Package(version=version)) for version in ("1.0-1", "2.0-1")]
    before, after = sides(("libmovie", ("libframe",)), ("libframe", ()))
    found = grouped([*before, packages[0]], [*after, packages[1]], libmovie=Severity.MEDIUM)
    assert found["dpkg:libframe1"] == "libmovie.so.1"


def test_packages_of_one_extra_are_one_cause() -> None:
    server = Distribution(
        version="1.0", location="lib", layout="dist-info",
        requires=("loop; extra == 'standard'", "parser; extra == 'standard'", "other; extra == 'rare'"),
    )  # fmt: skip
    here = fact(Domain.DISTRIBUTION, "server", server)
    lost = [installed(name) for name in ("loop", "parser", "unrelated")]
    assert grouped([here, *lost], [here]) == {"loop": None, "parser": "loop", "unrelated": None}


def test_risks_are_told_apart() -> None:
    before, after = sides(("libmovie", ("libframe",)), ("libframe", ()))
    seen: Context = context(before, after)
    changes = {change.key.name: change for change in diff(seen.before, seen.after)}
    movie = told(changes["libmovie.so.1"], Severity.MEDIUM, Risk.PERFORMANCE)
    frame = told(changes["libframe.so.1"])
    assert [one.part_of for one in with_causes([movie, frame], seen)] == [None, None]
