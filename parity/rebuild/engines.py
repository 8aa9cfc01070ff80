"""Other resolvers, asked to resolve an environment's roots and constraints: pip-compile and uv, as programs.

pip-tools' Python interface breaks with pip's releases, and pip's own resolution for another Python evaluates markers of
the Python it runs in: so pip-compile runs in an interpreter of the environment's version, or not at all.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from parity.errors import LockError
from parity.model.lock import LockedEnvironment
from parity.rebuild import interpreters
from parity.rebuild.processes import run

PATIENCE = 1800.0  # seconds: with hashes pip-compile downloads the files of every platform
PIP_TOOLS = Version("7.6")
UV_PLATFORM = re.compile(r"-(manylinux_2_(\d+)_(x86_64|aarch64))$")
UV_NEWEST_GLIBC = 40
HASH = re.compile(r"--hash=(\w+):([0-9a-fA-F]+)")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A version, and the sha256 of every file that may be installed for it."""

    version: str
    hashes: tuple[str, ...]


def resolve(
    engine: str, environment: LockedEnvironment, texts: Mapping[str, str], arguments: Sequence[str], place: Path
) -> Mapping[str, Resolved]:
    """What an engine resolves, by PEP 503 normalised name.

    Args:
        texts: of requirements.in and constraints.txt, by these names.
        arguments: where it is to look for packages ("--index-url", ...).
        place: an empty directory for its files.

    Raises:
        LockError: the engine is not there, is too old, or finds no answer.
    """
    for name, text in texts.items():
        (place / name).write_text(text)
    answer = place / "requirements.txt"
    command = _uv(environment) if engine == "uv" else _pip_compile(environment, place)
    ended = run(
        [*command, "-c", "constraints.txt", "--generate-hashes", "-o", answer.name, *arguments, "requirements.in"],
        directory=place, environment=os.environ, seconds=PATIENCE,
    )  # fmt: skip
    if ended.status != 0 or not answer.is_file():
        said = " ".join((ended.errors or ended.printed).split())[-600:]
        raise LockError(f"resolve with {engine}", environment.name, said, "lock without --engine")
    return parse_resolved(answer.read_text())


def parse_resolved(text: str) -> dict[str, Resolved]:
    """The pins and hashes of a requirements.txt that a resolver wrote."""
    found: dict[str, Resolved] = {}
    for line in text.replace("\\\n", " ").splitlines():
        stated = line.partition(" --hash")[0].partition(" #")[0].strip()
        if not stated or stated.startswith(("#", "-")):
            continue
        try:
            requirement = Requirement(stated)
            version = str(Version(next(iter(requirement.specifier)).version))
        except (InvalidRequirement, InvalidVersion, StopIteration):
            continue
        hashes = tuple(sorted(digest for algorithm, digest in HASH.findall(line) if algorithm == "sha256"))
        found[str(canonicalize_name(requirement.name))] = Resolved(version, hashes)
    return found


def _uv(environment: LockedEnvironment) -> list[str | Path]:
    program = interpreters.uv()
    if program is None:
        raise LockError("resolve with uv", environment.name, "there is no uv", "install it: pip install uv")
    tags = (UV_PLATFORM.search(tag) for tag in environment.tags)
    platform = next((found[1] for found in tags if found and int(found[2]) <= UV_NEWEST_GLIBC), None)
    if platform is None:
        raise LockError(
            "resolve with uv", environment.name, "uv resolves for no machine like it", "lock without --engine"
        )
    ordered = f"{found[3]}-manylinux_2_{found[2]}" if (found := UV_PLATFORM.search(f"-{platform}")) else platform
    return [
        program, "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--python-version", environment.python,
        "--python-platform", ordered,
    ]  # fmt: skip


def _pip_compile(environment: LockedEnvironment, place: Path) -> list[str | Path]:
    found = interpreters.find(environment.markers, sys.executable)
    if found is None:
        raise LockError(
            "resolve with pip-tools", environment.name,
            f"pip-compile resolves for the Python that it runs in, and there is no {environment.python} here",
            "use --engine uv, or lock without --engine",
        )  # fmt: skip
    asked = run(
        [found.path, "-m", "piptools", "compile", "--version"], directory=place, environment=os.environ, seconds=60
    )
    stated = re.search(r"(\d+(?:\.\d+)+)", asked.printed)
    if asked.status != 0 or stated is None or Version(stated[1]) < PIP_TOOLS:
        there = f"its pip-tools is {stated[1]}" if asked.status == 0 and stated else "it has no pip-tools"
        raise LockError(
            "resolve with pip-tools", environment.name, f"{there}, and {PIP_TOOLS} is needed",
            f"{found.path} -m pip install 'pip-tools>={PIP_TOOLS}'",
        )  # fmt: skip
    return [
        found.path, "-m", "piptools", "compile", "--quiet", "--no-header", "--no-annotate", "--allow-unsafe",
        "--strip-extras", "--no-emit-index-url",
    ]  # fmt: skip
