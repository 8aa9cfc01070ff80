"""Which differences must be taken together, by what both sides require."""

from __future__ import annotations

from parity.bisect.dependencies import dependencies
from parity.model.bisection import Unit, UnitKind
from parity.model.distribution import Distribution


def unit(name: str) -> Unit:
    return Unit(kind=UnitKind.DISTRIBUTION, name=name, before="1", after="2")


def dist(version: str, *requires: str) -> Distribution:
    return Distribution(version=version, location="", layout="dist-info", requires=requires)


UNITS = [unit("app"), unit("lib"), unit("free")]


def needs(before: dict[str, Distribution], after: dict[str, Distribution]) -> dict[str, set[str]]:
    return {key: set(found) for key, found in dependencies(UNITS, before, after).needs.items()}


def test_a_newer_requirer_needs_the_newer_library() -> None:
    before, after = {"app": dist("1"), "lib": dist("1")}, {"app": dist("2", "lib>=2"), "lib": dist("2")}
    assert needs(before, after) == {"distribution:app": {"distribution:lib"}}


def test_a_newer_library_needs_the_newer_requirer_where_the_old_one_forbids_it() -> None:
    before, after = {"app": dist("1", "lib<2"), "lib": dist("1")}, {"app": dist("2"), "lib": dist("2")}
    assert needs(before, after) == {"distribution:lib": {"distribution:app"}}


def test_what_clashes_on_its_own_side_is_not_held_against_a_mixture() -> None:
    before, after = {"app": dist("1", "lib>=5"), "lib": dist("1")}, {"app": dist("2", "lib>=5"), "lib": dist("2")}
    assert needs(before, after) == {}


def test_extras_and_nonsense_require_nothing() -> None:
    before = {"app": dist("1"), "lib": dist("1")}
    after = {"app": dist("2", "lib>=2; extra == 'x'", "!!", "lib>=2; python_version < '3'"), "lib": dist("2")}
    assert needs(before, after) == {}


def test_a_library_that_only_one_side_has() -> None:
    before, after = {"app": dist("1")}, {"app": dist("2", "lib"), "lib": dist("2")}
    assert needs(before, after) == {"distribution:app": {"distribution:lib"}}
