"""What an environment requires of itself."""

from __future__ import annotations

from parity.lock.consistency import Stated, active, broken, roots
from tests.support.locks import environment

MARKERS = environment("dev").markers


def stated(*lines: tuple[str, str, tuple[str, ...]]) -> dict[str, Stated]:
    return {name: Stated(name=name, version=version, requires=requires) for name, version, requires in lines}


def test_an_extra_counts_only_where_an_active_requirement_names_it() -> None:
    there = stated(
        ("app", "1", ("web[fast]>=2", 'other[slow]; python_version < "3"')),
        ("web", "2", ('speed>=3; extra == "fast"', 'gone>=1; extra == "docs"')),
        ("other", "1", ('gone; extra == "slow"',)),
        ("speed", "3", ()),
    )
    found = active(there, MARKERS)
    assert [need.name for need in found.needs["web"]] == ["speed"]
    assert found.extras["other"] == frozenset()
    assert broken(there, MARKERS) == ()


def test_extras_reach_on_through_extras() -> None:
    there = stated(
        ("a", "1", ("b[x]",)),
        ("b", "1", ('c[y]; extra == "x"',)),
        ("c", "1", ('missing; extra == "y"',)),
    )
    assert [str(one) for one in broken(there, MARKERS)] == ["c 1 needs missing, and there is none"]


def test_what_is_broken_is_said() -> None:
    there = stated(("a", "1", ("b<2", "c")), ("b", "2", ()))
    assert [str(one) for one in broken(there, MARKERS)] == [
        "a 1 needs b<2, and there is b 2",
        "a 1 needs c, and there is none",
    ]


def test_python_is_a_requirement_too() -> None:
    there = {"a": Stated(name="a", version="1", requires_python=">=3.12")}
    assert [str(one) for one in broken(there, MARKERS)] == ["a 1 needs Python >=3.12, and there is Python 3.11.7"]


def test_an_installed_pre_release_will_do() -> None:
    assert broken(stated(("a", "1", ("b>=1",)), ("b", "2.0rc1", ())), MARKERS) == ()


def test_roots_are_what_nothing_else_needs() -> None:
    there = stated(("app", "1", ("lib",)), ("lib", "1", ()), ("x", "1", ("y",)), ("y", "1", ("x",)))
    assert roots(there, MARKERS) == ("app", "x")


def test_an_installer_that_marks_everything_as_asked_for_tells_nothing() -> None:
    both = {
        "app": Stated(name="app", version="1", requires=("lib",), requested=True, installer="uv"),
        "lib": Stated(name="lib", version="1", requested=True, installer="uv"),
    }
    assert roots(both, MARKERS) == ("app",)
    one = {**both, "other": Stated(name="other", version="1", installer="uv")}
    assert roots(one, MARKERS) == ("app", "lib", "other")
