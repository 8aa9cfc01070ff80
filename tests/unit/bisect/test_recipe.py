"""What a trial consists of, and that two are the same only where everything in them is."""

from __future__ import annotations

from parity.bisect.recipe import recipe
from parity.bisect.sides import relocated, units_of
from parity.model.bisection import Unit, UnitKind
from tests.unit.bisect.sides import library, side

LIBRARY = Unit(kind=UnitKind.LIBRARY, name="libblas.so.3", before="1", after="2")
BASE = Unit(kind=UnitKind.BASE, name="base", before="1", after="2")
CODE = Unit(kind=UnitKind.CODE, name="app.py", before="as there", after="as there")


def test_a_file_that_was_edited_in_place_makes_another_trial() -> None:
    def identity(digest: str, *units: Unit) -> str:
        sides = side("one", code={"app.py": "aa"}), side("two", code={"app.py": digest})
        return recipe(sides, units, ["code:app.py"]).identity

    assert identity("bb", CODE) == identity("bb", CODE)
    assert identity("bb", CODE) != identity("cc", CODE)


def test_so_does_one_that_both_sides_have() -> None:
    def identity(digest: str) -> str:
        return recipe((side("one", code={"app.py": digest}), side("two", code={"app.py": digest})), [], []).identity

    assert identity("aa") != identity("bb")


def test_and_a_base_of_the_same_name_or_a_variable_of_both_sides() -> None:
    def identity(before: str, **variables: str) -> str:
        return recipe((side(before, variables=variables), side("two", variables=variables)), [], []).identity

    assert identity("one") != identity("other")
    assert identity("one", MODE="1") != identity("one", MODE="2")
    assert identity("one", SSH_CONNECTION="1", PWD="/a") == identity("one", SSH_CONNECTION="2", PWD="/b")


def test_a_library_is_moved_with_what_the_other_base_lacks() -> None:
    own = {"libblas.so.3": library("a"), "libz.so.1": library("z")}
    other = {
        "libblas.so.3": library("b", "libgfortran.so.5", "libz.so.1", "libc.so.6"),
        "libgfortran.so.5": library("c", "libquadmath.so.0"),
        "libquadmath.so.0": library("d"), "libz.so.1": library("y"), "libc.so.6": library("e"),
    }  # fmt: skip
    sides = side("one", own), side("two", other)
    forward = recipe(sides, [BASE, LIBRARY], ["library:libblas.so.3"])
    assert [(name, index) for name, index, _ in forward.libraries] == [
        ("libblas.so.3", 1), ("libgfortran.so.5", 1), ("libquadmath.so.0", 1),
    ]  # fmt: skip
    backward = recipe(sides, [BASE, LIBRARY], ["base:base"])
    assert (backward.base, backward.libraries) == (1, (("libblas.so.3", 0, "a"),))
    assert not recipe(sides, [BASE, LIBRARY], ["base:base", "library:libblas.so.3"]).libraries
    assert not recipe(sides, [BASE, LIBRARY], []).libraries


def test_code_roots_are_moved_as_whole_directories() -> None:
    sides = side("one", roots={"/srv/app": "app/", "/srv": "srv/"}), side("two", roots={"/new/app": "app/"})
    text = "/srv/app:/srv/application:/opt/srv/app:/srv/app/lib:/new/app"
    assert relocated(text, sides, "/t") == "/t/app:/t/srv/application:/opt/srv/app:/t/app/lib:/t/app"
    alone = side("one", roots={"/app": ""})
    assert relocated("/app:/app/x", (alone, alone), "/t") == "/t:/t/x"


def test_a_search_path_that_names_each_sides_own_code_is_no_difference() -> None:
    def names(before: str, after: str) -> list[str]:
        one = side("a", roots={"/old": ""}, variables={"PYTHONPATH": before})
        other = side("b", roots={"/new": ""}, variables={"PYTHONPATH": after})
        return [unit.name for unit in units_of(one, other, (), ()) if unit.kind is UnitKind.VARIABLE]

    assert names("/old/lib", "/new/lib") == []
    assert names("/old/lib", "/new/other") == ["PYTHONPATH"]
