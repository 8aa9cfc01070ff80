"""Environments as they are, in one lock."""

from __future__ import annotations

import pytest

from parity.errors import LockError
from parity.lock.picks import Allowed
from parity.lock.union import lock_union
from parity.model.attestation import Attestation, Standing
from parity.model.distribution import DirectUrl
from parity.model.lock import Lock
from tests.support.locks import EDITABLE, attested, distribution, environment, index_file, side

DEV, PROD = environment("dev", "3.11.7"), environment("prod", "3.12.1")


def gets(lock: Lock, name: str) -> dict[str, tuple[str, list[str]]]:
    return {
        one.name: (one.version, [file.name for file in one.files if name in file.environments])
        for one in lock.packages
        if name in one.environments
    }


def test_what_agrees_is_there_once_and_what_differs_twice() -> None:
    lock = lock_union(
        [
            side(DEV, {"same": distribution("1.0"), "split": distribution("1.0"), "only": distribution("2")}),
            side(PROD, {"same": distribution("1.0"), "split": distribution("2.0")}),
        ],
        Allowed(),
    )
    assert [(one.name, one.version, one.environments) for one in lock.packages] == [
        ("only", "2", ("dev",)),
        ("same", "1.0", ("dev", "prod")),
        ("split", "1.0", ("dev",)),
        ("split", "2.0", ("prod",)),
    ]
    assert [one.marker for one in lock.environments] == ['python_version == "3.11"', 'python_version == "3.12"']


def test_one_version_with_a_wheel_for_each_interpreter_is_one_package() -> None:
    lock = lock_union(
        [
            side(DEV, {"c": distribution("1")}, {"c": attested("c", "1", "cp311-cp311-manylinux_2_17_x86_64")}),
            side(PROD, {"c": distribution("1")}, {"c": attested("c", "1", "cp312-cp312-manylinux_2_17_x86_64")}),
        ],
        Allowed(),
    )
    (package,) = lock.packages
    assert [(file.name, file.environments) for file in package.files] == [
        ("c-1-cp311-cp311-manylinux_2_17_x86_64.whl", ("dev",)),
        ("c-1-cp312-cp312-manylinux_2_17_x86_64.whl", ("prod",)),
    ]


def test_wheels_that_both_could_install_are_kept_apart() -> None:
    """The one with the older tag would get the other's wheel, if both were offered to it."""
    old, new = environment("old", glibc="2.36"), environment("new", glibc="2.36")
    lock = lock_union(
        [
            side(old, {"c": distribution("1")}, {"c": attested("c", "1", "cp311-cp311-manylinux_2_17_x86_64")}),
            side(new, {"c": distribution("1")}, {"c": attested("c", "1", "cp311-cp311-manylinux_2_28_x86_64")}),
        ],
        Allowed(),
    )
    assert [one.environments for one in lock.packages] == [("old",), ("new",)]
    assert not lock.disjoint


def test_a_broken_side_is_said_and_locked_as_it_is() -> None:
    lock = lock_union([side(DEV, {"a": distribution("1", "b<2"), "b": distribution("2")})], Allowed())
    assert lock.warnings == ("dev is broken as it is: a 1 needs b<2, and there is b 2",)
    assert gets(lock, "dev")["b"][0] == "2"


def test_an_sdist_only_where_it_was_built_from_one() -> None:
    built = Attestation(
        name="c",
        version="1",
        standing=Standing.BUILT_LOCALLY,
        sentence="no wheel there",
        sdist=index_file("c-1.tar.gz"),
    )
    lock = lock_union([side(DEV, {"c": distribution("1")}, {"c": built})], Allowed())
    assert gets(lock, "dev") == {"c": ("1", ["c-1.tar.gz"])}
    assert "built locally" in lock.warnings[0]


def test_editable_is_an_error_until_it_is_allowed_or_excluded() -> None:
    there = {"app": distribution("1", direct_url=EDITABLE)}
    with pytest.raises(LockError, match=r"app installed in editable mode.*--exclude NAME.*--allow-editable"):
        lock_union([side(DEV, there)], Allowed())
    assert lock_union([side(DEV, there)], Allowed(editable=True)).packages[0].source == EDITABLE
    excluded = lock_union([side(DEV, there)], Allowed(excluded=frozenset({"app"})))
    assert [(one.name, one.reason) for one in excluded.left_out] == [("app", "it was excluded")]


def test_a_file_of_this_machine_is_an_error_until_it_is_allowed() -> None:
    there = {"app": distribution("1", direct_url=DirectUrl(url="file:///tmp/app.whl", archive_hash="sha256=00"))}
    with pytest.raises(LockError, match="--allow-local"):
        lock_union([side(DEV, there)], Allowed())
    assert lock_union([side(DEV, there)], Allowed(local=True)).packages[0].hashed


def test_hashes_are_demanded_only_where_the_user_does() -> None:
    absent = Attestation(name="a", version="1", standing=Standing.NOT_LISTED, sentence="the index does not have it")
    there = [side(DEV, {"a": distribution("1")}, {"a": absent})]
    assert lock_union(there, Allowed()).warnings == ("dev: a 1 is pinned without a hash: the index does not have it",)
    with pytest.raises(LockError, match="1 of 1 packages have none: a 1"):
        lock_union(there, Allowed(unhashed=False))


def test_what_the_system_installed_is_left_out() -> None:
    owned = Attestation(name="apt", version="1", standing=Standing.NOT_FROM_INDEX, sentence="Debian installed it")
    lock = lock_union([side(DEV, {"apt": distribution("1", installer="debian")}, {"apt": owned})], Allowed())
    assert lock.packages == ()
    assert "part of the image below" in lock.left_out[0].reason


def test_an_unknown_default_is_an_error() -> None:
    with pytest.raises(LockError, match="there is dev"):
        lock_union([side(DEV, {})], Allowed(), default="staging")
