"""Inside a base: the library is named whichever base it can be tried on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from parity.bisect.base import inside
from parity.bisect.build import Builder, Installer
from parity.bisect.dependencies import Dependencies
from parity.bisect.engine import Engine
from parity.bisect.store import Store
from parity.model.bisection import Cause, Outcome, TrialRecord, Unit, UnitKind
from parity.runs.guardian import Guardian
from tests.unit.bisect.sides import Never, library, side

NAMES = tuple(f"lib{letter}.so.1" for letter in "abcdefgh")
LIBRARIES = tuple(Unit(kind=UnitKind.LIBRARY, name=name, before="1", after="2") for name in NAMES)
BASE = Unit(kind=UnitKind.BASE, name="base", before="1", after="2")
MODE = Unit(kind=UnitKind.VARIABLE, name="MODE", before=None, after="x")
OTHER = Unit(kind=UnitKind.VARIABLE, name="OTHER", before=None, after="x")
World = Callable[[frozenset[str]], Outcome]


def searched(world: World, *units: Unit, tmp_path: Path) -> Cause | None:
    """What is found inside the base where it is a cause, beside these units."""
    asked = {}

    class Made(Engine):
        def _trial(self, taken: frozenset[str], *, known: bool = True) -> TrialRecord:
            assert taken not in asked, "a set is tried once"
            asked[taken] = world(taken)
            return TrialRecord(taken=tuple(sorted(taken)), outcome=asked[taken], words="")

    every = (BASE, MODE, OTHER)
    sides = [side(name, dict.fromkeys(NAMES, library(name))) for name in ("one", "two")]
    engine = Made(
        units=every, dependencies=Dependencies(), builder=Builder(sides, Guardian(), Installer(())), oracle=Never(),
        store=Store(tmp_path, "", resume=False),
    )  # fmt: skip
    rest = tuple(unit.key for unit in every if unit not in units)
    cause = Cause(
        units=units, with_it=TrialRecord(taken=(), outcome=Outcome.FAIL, words=""),
        without_it=TrialRecord(taken=rest, outcome=Outcome.PASS, words=""), finding=None, remedy="", remedy_file="",
    )  # fmt: skip
    return inside(engine, cause, LIBRARIES)


def verdict(failed: bool) -> Outcome:
    return Outcome.FAIL if failed else Outcome.PASS


@pytest.mark.parametrize("name", NAMES)
def test_on_the_base_of_before(name: str, tmp_path: Path) -> None:
    key = f"library:{name}"
    found = searched(lambda taken: verdict(key in taken), BASE, tmp_path=tmp_path)
    assert found is not None
    assert [unit.name for unit in found.units] == [name]
    assert (found.with_it.taken, found.with_it.outcome) == ((key,), Outcome.FAIL)
    assert found.without_it is not None
    assert (key in found.without_it.taken, found.without_it.outcome) == (False, Outcome.PASS)


@pytest.mark.parametrize("name", NAMES)
def test_on_the_base_of_after_where_its_libraries_run_nowhere_else(name: str, tmp_path: Path) -> None:
    def world(taken: frozenset[str]) -> Outcome:
        if "base:base" not in taken and any(key.startswith("library:") for key in taken):
            return Outcome.UNRESOLVED
        return verdict(f"library:{name}" in taken)

    found = searched(world, BASE, tmp_path=tmp_path)
    assert found is not None
    assert [unit.name for unit in found.units] == [name]
    assert found.with_it.outcome is Outcome.UNRESOLVED
    assert found.without_it is not None
    assert found.without_it.outcome is Outcome.PASS


def test_two_of_them_and_a_variable_only_together(tmp_path: Path) -> None:
    needed = {"library:libb.so.1", "library:libg.so.1", "variable:MODE"}
    found = searched(lambda taken: verdict(needed <= taken), BASE, MODE, tmp_path=tmp_path)
    assert found is not None
    assert {unit.key for unit in found.units} == needed


def test_none_of_them(tmp_path: Path) -> None:
    assert searched(lambda taken: verdict("base:base" in taken), BASE, tmp_path=tmp_path) is None
