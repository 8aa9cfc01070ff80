"""For which machine and Python a declaration's markers are evaluated: the other side's, where there is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName, default_environment
from packaging.requirements import Requirement

from parity.model.hardware import CpuModel
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain
from parity.model.snapshot import Snapshot

MACHINES = {"amd64": "x86_64", "arm64": "aarch64", "386": "i686"}  # as image indexes name them
RELEASE = re.compile(r"\d+\.\d+(\.\d+)?\w*")
IMPLEMENTATIONS = {"cpython": "CPython", "pypy": "PyPy"}


@dataclass(frozen=True, slots=True)
class MarkerEnvironment:
    """PEP 508 variables, and a word on whose they are."""

    variables: Mapping[str, str]
    words: str

    def holds(self, marker: Marker | None) -> bool:
        """Whether a marker holds here, with no extra chosen; one that cannot be decided does."""
        if marker is None:
            return True
        try:
            return marker.evaluate({**self.variables, "extra": ""})
        except (UndefinedComparison, UndefinedEnvironmentName):
            return True

    def includes(self, requirement: Requirement) -> bool:
        """Whether a requirement applies here."""
        return self.holds(requirement.marker)


def environment_for(other: Snapshot | None) -> MarkerEnvironment:
    """The variables of the environment that is compared with; without one, of the one that parity runs in."""
    variables = {name: str(value) for name, value in default_environment().items()}
    variables |= {"platform_release": "", "platform_version": "", "sys_platform": "linux", "os_name": "posix",
                  "platform_system": "Linux"}  # fmt: skip
    python = other.find(Domain.INTERPRETER, "python") if other else None
    known = isinstance(python, Interpreter) and RELEASE.fullmatch(python.version) is not None
    if isinstance(python, Interpreter) and known:
        numbers = python.version.split(".")
        full = ".".join([*numbers, "0", "0"][: max(3, len(numbers))])
        variables |= {
            "python_version": ".".join(numbers[:2]),
            "python_full_version": full,
            "implementation_version": full,
            "implementation_name": python.implementation,
            "platform_python_implementation": IMPLEMENTATIONS.get(python.implementation, python.implementation),
        }
    if other and (machine := _machine(other)):
        variables["platform_machine"] = machine
    whose = "the other side" if known else "where parity runs"
    words = f"Python {variables['python_version']} on {variables['platform_machine']} ({whose})"
    return MarkerEnvironment(variables, words)


def _machine(other: Snapshot) -> str | None:
    cpu = other.find(Domain.HARDWARE, "cpu")
    if isinstance(cpu, CpuModel):
        return cpu.architecture
    if other.origin.platform:
        architecture = other.origin.platform.split("/")[1:2]
        return MACHINES.get(architecture[0], architecture[0]) if architecture else None
    return None
