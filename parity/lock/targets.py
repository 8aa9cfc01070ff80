"""A snapshot to what an installer on its machine would know of itself: environment markers and wheel tags."""

from __future__ import annotations

import re
from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from parity.errors import LockError
from parity.lock.wheel_tags import (
    PLATFORM_MACHINES,
    Abi,
    Platform,
    interpreter_tags,
    libc_of_tags,
    parse_soabi,
    platform_tags,
)
from parity.model.distribution import Distribution
from parity.model.hardware import CpuModel
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain
from parity.model.lock import LockedEnvironment
from parity.model.snapshot import Snapshot
from parity.model.system import Kernel, LibC

NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
IMPLEMENTATIONS = {"cpython": "CPython", "pypy": "PyPy"}


@dataclass(frozen=True, slots=True)
class Described:
    """An environment, and sentences about what had to be assumed of it."""

    environment: LockedEnvironment
    warnings: tuple[str, ...] = ()


def describe(name: str, snapshot: Snapshot) -> Described:
    """Markers and tags of the environment that a snapshot shows.

    Raises:
        LockError: the name cannot be one of a dependency group, or there is no interpreter that tags are known for.
    """
    if not NAME.fullmatch(name):
        raise LockError(
            "name the environment", name, "a name is lower-case letters, digits and dashes", "say prod=REFERENCE"
        )
    python = snapshot.find(Domain.INTERPRETER, "python")
    if not isinstance(python, Interpreter):
        raise LockError("lock", name, "no Python interpreter was seen there", "name the environment: --environment")
    implementation = python.implementation.lower()
    if implementation not in IMPLEMENTATIONS:
        raise LockError("lock", name, f"it has a {python.implementation}; wheel tags are known of CPython and PyPy")
    version, minor, warnings = _version(name, python.version)
    abi = parse_soabi(python.soabi or "")
    machine = _machine(snapshot, abi)
    if machine is None:
        raise LockError("lock", name, "nothing says what machine it is for", "take a snapshot where it runs")
    platform, assumed = _platform(snapshot, name, machine, abi)
    kernel = snapshot.find(Domain.SYSTEM, "kernel")
    return Described(
        LockedEnvironment(
            name=name,
            origin=str(snapshot.origin),
            markers={
                "implementation_name": implementation,
                "implementation_version": version if implementation == "cpython" else "",
                "os_name": "posix",
                "platform_machine": machine,
                "platform_python_implementation": IMPLEMENTATIONS[implementation],
                "platform_release": kernel.release if isinstance(kernel, Kernel) else "",
                "platform_system": "Linux",
                "platform_version": "",
                "python_full_version": version,
                "python_version": f"{minor[0]}.{minor[1]}",
                "sys_platform": "linux",
            },
            tags=interpreter_tags(implementation, minor, abi, platform_tags(platform)),
        ),
        (*warnings, *assumed),
    )


def _version(name: str, stated: str) -> tuple[str, tuple[int, int], tuple[str, ...]]:
    """The full version, major and minor, and a warning where the patch release is not known."""
    try:
        version = Version(stated.rstrip("+"))
    except InvalidVersion:
        raise LockError("lock", name, f"its Python says that its version is {stated!r}") from None
    if len(version.release) >= 3:
        return str(version), (version.major, version.minor), ()
    assumed = f"{version.major}.{version.minor}.0"
    return (
        assumed,
        (version.major, version.minor),
        (f"{name}: which Python {version} it is was not seen: {assumed} assumed",),
    )


def _machine(snapshot: Snapshot, abi: Abi | None) -> str | None:
    if abi is not None:
        return abi.machine
    cpu = snapshot.find(Domain.HARDWARE, "cpu")
    if isinstance(cpu, CpuModel):
        return cpu.architecture
    platform = (snapshot.origin.platform or "").removeprefix("linux/")
    return PLATFORM_MACHINES.get(platform) or PLATFORM_MACHINES.get(platform.partition("/")[0])


def _platform(snapshot: Snapshot, name: str, machine: str, abi: Abi | None) -> tuple[Platform, tuple[str, ...]]:
    libc = snapshot.find(Domain.SYSTEM, "libc")
    version = _two(libc.version) if isinstance(libc, LibC) else None
    if isinstance(libc, LibC) and version is not None:
        if libc.family == "musl":
            return Platform(machine=machine, musl=version), ()
        return Platform(machine=machine, glibc=version), ()
    glibc, musl = libc_of_tags(tag for one in _distributions(snapshot) for tag in one.tags)
    if musl is not None and (abi is None or abi.libc == "musl"):
        found, said = Platform(machine=machine, musl=musl), f"musl {musl[0]}.{musl[1]}"
    elif glibc is not None:
        found, said = Platform(machine=machine, glibc=glibc), f"glibc {glibc[0]}.{glibc[1]}"
    else:
        found, said = Platform(machine=machine), "none that wheels are built for"
    return found, (f"{name}: its C library was not seen: {said} assumed, as its installed wheels need",)


def _distributions(snapshot: Snapshot) -> list[Distribution]:
    return [fact.value for fact in snapshot.within(Domain.DISTRIBUTION) if isinstance(fact.value, Distribution)]


def _two(version: str | None) -> tuple[int, int] | None:
    found = re.match(r"(\d+)\.(\d+)", version or "")
    return (int(found[1]), int(found[2])) if found else None
