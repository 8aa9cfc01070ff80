"""Locks as text, read back with the field's own reader."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
import tomli
from packaging.markers import Environment
from packaging.pylock import Pylock
from packaging.tags import parse_tag
from packaging.utils import canonicalize_name

from parity.errors import LockError
from parity.lock.formats.documents import all_documents, format_of, named_document
from parity.lock.picks import Allowed
from parity.lock.union import lock_union
from parity.model.attestation import Attestation, Standing
from parity.model.distribution import DirectUrl
from parity.model.lock import Lock, LockedEnvironment, LockFormat
from tests.support.locks import attested, distribution, environment, side

DEV, PROD = environment("dev", "3.11.7"), environment("prod", "3.12.1")
GPU = environment("gpu", "3.11.7")


def lock_of(*environments: LockedEnvironment) -> Lock:
    """Shared, split, and for one only; a compiled package with a wheel each."""
    sides = []
    for number, one in enumerate(environments):
        minor = one.markers["python_version"].replace(".", "")
        there = {"app": distribution("1.0", "lib"), "lib": distribution(f"{number + 1}.0"), "c": distribution("3.0")}
        if number == 0:
            there["first"] = distribution("1.0")
        tags = f"cp{minor}-cp{minor}-manylinux_2_17_x86_64"
        sides.append(side(one, there, {"c": attested("c", "3.0", tags)}))
    return lock_union(sides, Allowed())


def text_of(lock: Lock, name: str) -> str:
    return named_document(lock, name)[0].text


def selected(text: str, one: LockedEnvironment, groups: list[str] | None = None) -> dict[str, str]:
    tags = [tag for text in one.tags for tag in parse_tag(text)]
    pylock = Pylock.from_dict(tomli.loads(text))
    return {
        package.name: str(package.version)
        for package, _ in pylock.select(
            environment=cast("Environment", one.markers), tags=tags, dependency_groups=groups
        )
    }


def test_disjoint_environments_select_their_own_by_marker() -> None:
    text = text_of(lock_of(DEV, PROD), "pylock.toml")
    assert selected(text, DEV) == {"app": "1.0", "c": "3.0", "first": "1.0", "lib": "1.0"}
    assert selected(text, PROD) == {"app": "1.0", "c": "3.0", "lib": "2.0"}
    assert "dependency-groups" not in text


def test_another_environment_is_refused_and_not_given_half_of_it() -> None:
    with pytest.raises(Exception, match="does not satisfy any of the environments"):
        selected(text_of(lock_of(DEV, PROD), "pylock.toml"), environment("other", "3.13.1"))


def test_environments_that_no_marker_tells_apart_are_groups_with_a_default() -> None:
    text = text_of(lock_of(DEV, GPU), "pylock.toml")
    assert selected(text, GPU)["lib"] == "2.0"  # a bare installation
    assert selected(text, DEV, ["dev"])["lib"] == "1.0"
    assert selected(text, GPU, ["gpu"])["lib"] == "2.0"


def test_one_environment_alone() -> None:
    text = text_of(lock_of(DEV, GPU), "pylock.dev.toml")
    assert selected(text, DEV) == {"app": "1.0", "c": "3.0", "first": "1.0", "lib": "1.0"}


def test_requirements_with_hashes_and_markers() -> None:
    lines = text_of(lock_of(DEV, PROD), "requirements.txt").splitlines()
    assert 'lib==1.0 ; python_version == "3.11" \\' in lines
    assert 'lib==2.0 ; python_version == "3.12" \\' in lines
    at = lines.index("c==3.0 \\")
    assert [line.split(":")[0].strip() for line in lines[at + 1 : at + 3]] == ["--hash=sha256", "--hash=sha256"]


def test_constraints_and_roots() -> None:
    lock = lock_of(DEV, PROD)
    assert text_of(lock, "constraints.txt").splitlines()[-2:] == [
        'lib==1.0 ; python_version == "3.11"',
        'lib==2.0 ; python_version == "3.12"',
    ]
    assert text_of(lock, "requirements.in").splitlines()[3:] == ["app", "c", 'first ; python_version == "3.11"']


def test_what_requirements_cannot_say_is_refused_and_files_for_each_are_offered() -> None:
    lock = lock_of(DEV, GPU)
    with pytest.raises(LockError, match=r"lib.*no marker tells apart.*-o requirements-dev.txt -o requirements-gpu.txt"):
        named_document(lock, "requirements.txt")
    assert "lib==2.0" in text_of(lock, "requirements-gpu.txt")
    written = all_documents(lock, list(LockFormat))
    assert [one.name for one in written.documents] == [
        "pylock.toml", "requirements-dev.txt", "requirements-gpu.txt", "constraints-dev.txt", "constraints-gpu.txt",
        "requirements-dev.in", "requirements-gpu.in",
    ]  # fmt: skip
    assert all(
        name in " ".join(written.warnings) for name in ("requirements.txt", "constraints.txt", "requirements.in")
    )


def test_without_hashes_versions_only() -> None:
    lock = lock_union([side(DEV, {"a": distribution("1")}, {"a": _absent("a")})], Allowed())
    written = all_documents(lock, list(LockFormat))
    assert "no pylock.toml" in written.warnings[0]
    requirements = next(one.text for one in written.documents if one.name == "requirements.txt")
    assert "UNHASHED" in requirements
    assert requirements.splitlines()[-1] == "a==1"


def test_what_has_no_hash_is_a_file_of_its_own() -> None:
    lock = lock_union([side(DEV, {"a": distribution("1"), "b": distribution("1")}, {"a": _absent("a")})], Allowed())
    first, second = named_document(lock, "requirements.txt")
    assert (first.name, second.name) == ("requirements.txt", "requirements-unhashed.txt")
    assert "a==1" not in first.text
    assert second.text.splitlines()[-1] == "a==1"


def test_a_repository_by_its_commit() -> None:
    source = DirectUrl(url="https://git.example/app.git", vcs="git", commit="c0ffee", subdirectory="sub")
    lock = lock_union([side(DEV, {"app": distribution("1", direct_url=source)})], Allowed())
    (package,) = Pylock.from_dict(tomli.loads(text_of(lock, "pylock.toml"))).packages
    assert package.vcs is not None
    assert (package.vcs.commit_id, package.vcs.subdirectory) == ("c0ffee", "sub")
    assert text_of(lock, "requirements.txt").splitlines()[-1] == (
        "app @ git+https://git.example/app.git@c0ffee#subdirectory=sub"
    )


def test_an_editable_installation_carries_the_digest_of_its_code() -> None:
    there = {"app": distribution("1", direct_url=DirectUrl(url="file:///src/my%20app", editable=True))}
    one = side(DEV, there)
    lock = lock_union([type(one)(environment=DEV, distributions=there, code="abc")], Allowed(editable=True))
    (package,) = Pylock.from_dict(tomli.loads(text_of(lock, "pylock.toml"))).packages
    assert package.directory is not None
    assert (package.directory.path, package.directory.editable) == ("/src/my app", True)
    assert package.tool is not None
    assert package.tool["envparity"]["code"] == "abc"


def test_provenance_is_told() -> None:
    text = text_of(lock_of(DEV, PROD), "pylock.toml")
    (package,) = [one for one in Pylock.from_dict(tomli.loads(text)).packages if one.name == canonicalize_name("c")]
    assert package.tool == {"envparity": {"provenance": {"dev": "attested", "prod": "attested"}}}


def test_the_same_lock_is_the_same_bytes() -> None:
    assert text_of(lock_of(DEV, PROD), "pylock.toml") == text_of(lock_of(DEV, PROD), "pylock.toml")


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("pylock.toml", LockFormat.PYLOCK), ("pylock.prod.toml", LockFormat.PYLOCK),
        ("requirements.txt", LockFormat.REQUIREMENTS), ("constraints-dev.txt", LockFormat.CONSTRAINTS),
        ("requirements.in", LockFormat.ROOTS),
    ],
)  # fmt: skip
def test_the_name_tells_the_format(name: str, format_: LockFormat) -> None:
    assert format_of(name) is format_


@pytest.mark.parametrize("name", ["lock.json", "pylock.a.b.toml"])
def test_a_name_that_tells_none(name: str) -> None:
    with pytest.raises(LockError, match="tells no format"):
        format_of(Path(name).name)


def _absent(name: str) -> Attestation:
    return Attestation(name=name, version="1", standing=Standing.NOT_LISTED, sentence="no index has it")
