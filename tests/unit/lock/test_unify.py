"""One version for all environments, with what an index would offer given as values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pytest

from parity.errors import LockError
from parity.lock.impossible import Impossible
from parity.lock.picks import Allowed
from parity.lock.questions import Goal
from parity.lock.solving.problem import RiskLevel
from parity.lock.unify import lock_unified
from parity.model.lock import Lock
from parity.model.package_index import Candidate, IndexFile, Needs
from tests.support.locks import attested, distribution, environment, index_file, side

DEV, PROD = environment("dev", "3.11.7"), environment("prod", "3.12.1")


class Offered:
    """An index with these versions, wheels for any platform; by (name, version) what each requires."""

    def __init__(self, known: Mapping[tuple[str, str], tuple[str, ...]]) -> None:
        self._known = known

    def offered(
        self, name: str, tags: Sequence[str], python: str, versions: Collection[str] | None = None
    ) -> Sequence[Candidate]:
        return [
            Candidate(name=name, version=version, wheel=index_file(f"{name}-{version}-py3-none-any.whl"))
            for project, version in sorted(self._known, reverse=True)
            if project == name and (versions is None or version in versions)
        ]

    def needs(self, candidates: Sequence[Candidate]) -> Sequence[Needs]:
        return [Needs(requires=self._known[one.name, one.version]) for one in candidates]

    def hashed(self, file: IndexFile) -> IndexFile:
        return file


def versions(lock: Lock, name: str) -> dict[str, str]:
    return {one.name: one.version for one in lock.packages if name in one.environments}


def test_the_preferred_side_stays_as_it_is() -> None:
    sides = [side(DEV, {"a": distribution("2"), "b": distribution("1")}), side(PROD, {"a": distribution("1")})]
    assert versions(lock_unified(sides, Allowed(), Goal(prefer="prod")), "dev") == {"a": "1", "b": "1"}
    assert versions(lock_unified(sides, Allowed(), Goal(prefer="dev")), "prod") == {"a": "2"}
    assert versions(lock_unified(sides, Allowed(), Goal()), "prod") == {"a": "2"}  # the newest


def test_a_requirement_moves_what_it_must() -> None:
    sides = [
        side(DEV, {"a": distribution("2", "lib>=2"), "lib": distribution("2")}),
        side(PROD, {"a": distribution("1", "lib"), "lib": distribution("1"), "old": distribution("1", "lib<2")}),
    ]
    lock = lock_unified(sides, Allowed(), Goal(prefer="dev"))
    assert versions(lock, "dev") == {"a": "1", "lib": "1"}  # a split of nothing costs less than two changes
    assert versions(lock, "prod") == {"a": "1", "lib": "1", "old": "1"}


def test_the_costlier_split_is_avoided() -> None:
    """Either pair can agree, not both: the one whose difference changes answers does."""
    sides = [
        side(DEV, {"x": distribution("1", "y==1"), "y": distribution("1"), "keep": distribution("1", "y==1")}),
        side(PROD, {"x": distribution("2", "y==2"), "y": distribution("2"), "hold": distribution("1", "y==2")}),
    ]
    lock = lock_unified(sides, Allowed(), Goal(prefer="prod"))
    assert versions(lock, "dev")["y"] == "1"
    assert versions(lock, "prod")["y"] == "2"
    assert lock.mode.value == "unify"


def test_risk_decides_which_of_two_is_split() -> None:
    both = [
        side(DEV, {"p": distribution("1", "q!=1"), "q": distribution("2"), "z": distribution("1", "p==1")}),
        side(PROD, {"p": distribution("2"), "q": distribution("1")}),
    ]
    risky = lock_unified(both, Allowed(), Goal(prefer="prod", risks={"q": RiskLevel.BEHAVIOUR}))
    assert versions(risky, "dev")["q"] == versions(risky, "prod")["q"] == "2"


def test_what_is_broken_already_is_not_mended_by_force() -> None:
    sides = [side(DEV, {"a": distribution("1", "b<2"), "b": distribution("2")}), side(PROD, {"b": distribution("2")})]
    lock = lock_unified(sides, Allowed(), Goal(prefer="prod"))
    assert versions(lock, "dev") == {"a": "1", "b": "2"}
    assert lock.warnings == ("dev is broken as it is: a 1 needs b<2, and there is b 2",)


def test_a_needed_package_comes_with_the_version_that_needs_it() -> None:
    sides = [
        side(DEV, {"a": distribution("2", "new"), "new": distribution("1")}),
        side(PROD, {"a": distribution("1")}),
    ]
    assert versions(lock_unified(sides, Allowed(), Goal(prefer="dev")), "prod") == {"a": "2", "new": "1"}


def test_extras_are_followed_to_what_they_bring() -> None:
    sides = [
        side(
            DEV,
            {
                "app": distribution("2", "web[fast]"),
                "web": distribution("1", 'speed>=2; extra == "fast"'),
                "speed": distribution("2"),
            },
        ),
        side(PROD, {"app": distribution("1", "web"), "web": distribution("1", 'speed>=2; extra == "fast"')}),
    ]
    assert versions(lock_unified(sides, Allowed(), Goal(prefer="dev")), "prod") == {
        "app": "2", "web": "1", "speed": "2",
    }  # fmt: skip
    assert versions(lock_unified(sides, Allowed(), Goal(prefer="prod")), "prod") == {"app": "1", "web": "1"}


def test_a_wheel_for_another_python_is_no_option_without_an_index() -> None:
    sides = [
        side(DEV, {"c": distribution("2")}, {"c": attested("c", "2", "cp311-cp311-manylinux_2_17_x86_64")}),
        side(PROD, {"c": distribution("1")}, {"c": attested("c", "1", "cp312-cp312-manylinux_2_17_x86_64")}),
    ]
    lock = lock_unified(sides, Allowed(), Goal(prefer="dev"))
    assert (versions(lock, "dev")["c"], versions(lock, "prod")["c"]) == ("2", "1")
    found = lock_unified(sides, Allowed(), Goal(prefer="dev"), search=Offered({("c", "2"): ()}))
    assert versions(found, "prod")["c"] == "2"


def test_a_third_version_where_neither_will_do() -> None:
    sides = [
        side(DEV, {"a": distribution("1"), "d": distribution("1", "a!=3")}),
        side(PROD, {"a": distribution("3"), "p": distribution("1", "a>1")}),
    ]
    split = lock_unified(sides, Allowed(), Goal(prefer="prod"))
    assert (versions(split, "dev")["a"], versions(split, "prod")["a"]) == ("1", "3")
    index = Offered({("a", "1"): (), ("a", "2"): (), ("a", "3"): (), ("a", "4"): ("gone",)})
    whole = lock_unified(sides, Allowed(), Goal(prefer="prod"), search=index, third=True)
    assert (versions(whole, "dev")["a"], versions(whole, "prod")["a"]) == ("2", "2")


def test_the_impossible_is_explained_and_every_way_out_was_tried() -> None:
    sides = [
        side(DEV, {"numpy": distribution("2.0"), "pandas": distribution("2", "numpy>=2")}),
        side(PROD, {"numpy": distribution("1.26"), "numba": distribution("1", "numpy<2"), "far": distribution("1")}),
    ]
    with pytest.raises(Impossible) as caught:
        lock_unified(sides, Allowed(), Goal(prefer="prod", split=False))
    assert caught.value.reasons == (
        "numpy is to be one version everywhere (--no-split)",
        "dev: pandas 2 needs numpy>=2",
        "prod: numba 1 needs numpy<2",
    )
    assert caught.value.fixes == ("--allow-split numpy",)
    eased = lock_unified(sides, Allowed(), Goal(prefer="prod", split=False, may_split=frozenset({"numpy"})))
    assert versions(eased, "dev")["numpy"] == "2.0"


def test_a_hold_against_a_requirement() -> None:
    sides = [side(DEV, {"a": distribution("1", "b<2"), "b": distribution("1")}), side(PROD, {"b": distribution("2")})]
    with pytest.raises(Impossible) as caught:
        lock_unified(sides, Allowed(), Goal(prefer="prod", holds=("b==2",)))
    assert caught.value.reasons == ("b==2 is to hold (--hold)", "dev: a 1 needs b<2")
    assert caught.value.fixes == ("drop --hold 'b==2'",)
    assert "cannot lock 'dev and prod'" in str(caught.value)


def test_a_newer_python_as_a_way_out() -> None:
    sides = [
        side(DEV, {"a": distribution("1"), "d": distribution("1")}),
        side(PROD, {"a": distribution("2", python=">=3.12"), "p": distribution("1", "a>=2")}),
    ]
    with pytest.raises(Impossible) as caught:
        lock_unified(sides, Allowed(), Goal(prefer="prod", split=False))
    assert any("dev cannot have a 2: it needs Python >=3.12" in one for one in caught.value.reasons)
    assert caught.value.fixes == ("--allow-split a", "Python 3.12 in dev, as prod has it")


def test_a_hold_of_what_nobody_has() -> None:
    with pytest.raises(LockError, match="no environment has b"):
        lock_unified([side(DEV, {"a": distribution("1")})], Allowed(), Goal(holds=("b==2",)))


def test_what_was_changed_is_told() -> None:
    sides = [side(DEV, {"a": distribution("2")}), side(PROD, {"a": distribution("1")})]
    (package,) = lock_unified(sides, Allowed(), Goal(prefer="prod")).packages
    told = package.provenance[0]
    assert (told.environment, told.installed, told.standing) == ("dev", "2", None)
    assert told.sentence == "prod has 1; 2 was there"
