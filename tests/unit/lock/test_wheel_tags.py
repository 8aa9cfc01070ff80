"""Tags for machines that are only described, against those of the machine the tests run on."""

from __future__ import annotations

import platform
import sys
import sysconfig

import pytest
from packaging.tags import sys_tags

from parity.lock.wheel_tags import Platform, interpreter_tags, libc_of_tags, parse_soabi, platform_tags


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="needs a machine with glibc")
def test_this_machine_described_accepts_what_it_really_accepts() -> None:
    abi = parse_soabi(str(sysconfig.get_config_var("SOABI")))
    assert abi is not None
    major, minor = platform.libc_ver()[1].split(".")[:2]
    platforms = platform_tags(Platform(machine=platform.machine(), glibc=(int(major), int(minor))))
    described = interpreter_tags(sys.implementation.name, sys.version_info[:2], abi, platforms)
    assert set(described) == {str(tag) for tag in sys_tags()}


@pytest.mark.parametrize(
    ("soabi", "flags", "machine"),
    [
        ("cpython-311-x86_64-linux-gnu", "", "x86_64"),
        ("cpython-37m-x86_64-linux-gnu", "m", "x86_64"),
        ("cpython-313t-aarch64-linux-gnu", "t", "aarch64"),
        ("cpython-312-x86_64-linux-musl", "", "x86_64"),
        ("cpython-311-arm-linux-gnueabihf", "", "armv7l"),
        ("cpython-39-i386-linux-gnu", "", "i686"),
    ],
)
def test_soabi(soabi: str, flags: str, machine: str) -> None:
    found = parse_soabi(soabi)
    assert found is not None
    assert (found.flags, found.machine) == (flags, machine)


def test_musl_takes_no_manylinux() -> None:
    tags = set(platform_tags(Platform(machine="x86_64", musl=(1, 2))))
    assert {"musllinux_1_2_x86_64", "musllinux_1_1_x86_64", "linux_x86_64"} <= tags
    assert not any(tag.startswith("manylinux") for tag in tags)


def test_old_glibc_takes_no_newer_wheels() -> None:
    tags = set(platform_tags(Platform(machine="aarch64", glibc=(2, 28))))
    assert "manylinux_2_28_aarch64" in tags
    assert "manylinux2014_aarch64" in tags
    assert "manylinux_2_31_aarch64" not in tags


def test_free_threaded_takes_no_abi3() -> None:
    abi = parse_soabi("cpython-313t-x86_64-linux-gnu")
    tags = set(interpreter_tags("cpython", (3, 13), abi, ["linux_x86_64"]))
    assert "cp313-cp313t-linux_x86_64" in tags
    assert "cp313-abi3-linux_x86_64" not in tags


def test_pypy() -> None:
    abi = parse_soabi("pypy310-pp73-x86_64-linux-gnu")
    assert "pp310-pypy310_pp73-linux_x86_64" in interpreter_tags("pypy", (3, 10), abi, ["linux_x86_64"])


def test_an_unseen_libc_is_at_least_what_wheels_need() -> None:
    tags = ("cp311-cp311-manylinux_2_17_x86_64", "cp311-cp311-manylinux_2_28_x86_64", "py3-none-any")
    assert libc_of_tags(tags) == ((2, 28), None)
