"""What packaging selects from a pylock, for machines that are not this one."""

from __future__ import annotations

import pytest

from parity.model.lock import Lock, LockDocument, LockedEnvironment, LockedFile, LockedPackage, LockFormat, LockMode
from parity.model.verification import Rebuilt
from parity.rebuild.selection import by_selection

X86, ARM = "cp311-cp311-manylinux_2_17_x86_64", "cp311-cp311-manylinux_2_17_aarch64"
HEAD = 'lock-version = "1.0"\ncreated-by = "test"\ndependency-groups = ["dev", "prod"]\ndefault-groups = ["dev"]\n'
SHA = "ab" * 32


def environment(name: str, machine: str, tags: tuple[str, ...]) -> LockedEnvironment:
    markers = {
        "implementation_name": "cpython", "implementation_version": "3.11.2", "os_name": "posix",
        "platform_machine": machine, "platform_release": "", "platform_system": "Linux", "platform_version": "",
        "python_full_version": "3.11.2", "platform_python_implementation": "CPython", "python_version": "3.11",
        "sys_platform": "linux",
    }  # fmt: skip
    return LockedEnvironment(name=name, origin="", markers=markers, tags=(*tags, "py3-none-any"))


DEV, PROD = environment("dev", "x86_64", (X86,)), environment("prod", "aarch64", (ARM,))


def package(name: str, version: str, marker: str, *tags: str) -> str:
    wheels = "".join(
        f'[[packages.wheels]]\nname = "{name}-{version}-{tag}.whl"\nurl = "https://h/{tag}"\n'
        f'hashes = {{sha256 = "{SHA}"}}\n'
        for tag in tags
    )
    return f'[[packages]]\nname = "{name}"\nversion = "{version}"\nmarker = "{marker}"\n{wheels}'


BOTH = "'dev' in dependency_groups or 'prod' in dependency_groups"
TEXT = (
    HEAD
    + package("demo", "1.0", BOTH, X86, ARM)
    + package("split", "2.0", "'prod' in dependency_groups", "py3-none-any")
)


def select(chosen: LockedEnvironment, text: str = TEXT) -> Rebuilt:
    def files(name: str, version: str, *tags: tuple[str, str]) -> tuple[LockedFile, ...]:
        return tuple(
            LockedFile(name=f"{name}-{version}-{tag}.whl", url="", environments=(where,)) for tag, where in tags
        )

    lock = Lock(
        mode=LockMode.UNION, environments=(DEV, PROD), default="dev",
        packages=(
            LockedPackage(
                name="demo", version="1.0", environments=("dev", "prod"),
                files=files("demo", "1.0", (X86, "dev"), (ARM, "prod")),
            ),
            LockedPackage(
                name="split", version="2.0", environments=("prod",),
                files=files("split", "2.0", ("py3-none-any", "prod")),
            ),
        ),
    )  # fmt: skip
    document = LockDocument(name="pylock.toml", format=LockFormat.PYLOCK, text=text, environments=("dev", "prod"))
    return by_selection(lock, document, chosen)


def test_each_machine_gets_its_own_wheels() -> None:
    dev, prod = select(DEV), select(PROD)
    assert dev.proven
    assert prod.proven
    assert (dev.packages, prod.packages) == (1, 2)
    assert dev.way.startswith("selection by packaging ")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (TEXT.replace("split", "spilt"), ("spilt is not locked, yet selected",)),
        (
            TEXT.replace('version = "2.0"', 'version = "2.1"').replace("split-2.0", "split-2.1"),
            ("split 2.0 is locked, 2.1",),
        ),
        (TEXT.replace("'prod' in dependency_groups\"", "'dev' in dependency_groups\""), ("split is locked, yet not",)),
    ],
)
def test_what_would_be_installed_otherwise_is_told(text: str, says: tuple[str, ...]) -> None:
    found = select(PROD, text)
    assert not found.proven
    for words in says:
        assert any(line.startswith(words) for line in found.differences), found.differences


@pytest.mark.parametrize("text", ["", "no toml", HEAD + '[[packages]]\nname = "x"\n', HEAD.replace("1.0", "2.0")])
def test_a_file_that_is_no_lock_fails(text: str) -> None:
    found = select(PROD, text)
    assert found.failed
    assert found.problem


def test_no_wheel_for_the_machine_fails() -> None:
    found = select(PROD, TEXT.replace(ARM, "cp311-cp311-win_amd64"))
    assert found.failed
    assert "demo" in found.problem
