"""Finds the file in which an interpreter states how it was built."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from parity.environments.import_path import standard_library
from parity.environments.placement import STANDARD_LIBRARY, below
from parity.environments.reading import content, inside, is_directory, names
from parity.interfaces import FileSystem, PythonEnvironment
from parity.parsers.python_version import EXTENSION
from parity.parsers.sysconfigdata import MAX_SYSCONFIG_BYTES, parse_sysconfigdata

MAX_LOOKED_AT = 200


def build_variables(files: FileSystem, environment: PythonEnvironment) -> Mapping[str, object] | str:
    """The variables, or why there are none, as a sentence fragment."""
    stdlib = stdlib_of(files, environment)
    if stdlib is None:
        return "the interpreter's library lies outside of what can be seen"
    candidates = [name for name in names(files, stdlib) if name.startswith("_sysconfigdata_") and name.endswith(".py")]
    if not candidates:
        return "its library holds no _sysconfigdata file"
    # _sysconfigdata_<abiflags>_<platform>_<multiarch>.py: that of this platform first; conda adds its compilers'.
    name = min(candidates, key=lambda name: ("_linux_" not in name and "__linux" not in name, name))
    data = content(files, posixpath.join(stdlib, name), MAX_SYSCONFIG_BYTES)
    values = parse_sysconfigdata(data) if data is not None else None
    return f"{name} cannot be read" if values is None else values


def stdlib_of(files: FileSystem, environment: PythonEnvironment) -> str | None:
    """The directory of the standard library on the import path."""
    base = environment.base_prefix
    if base is None:
        return None
    return next(
        (
            entry
            for entry in environment.path
            if inside(entry, base)
            and STANDARD_LIBRARY.fullmatch(below(entry, base))
            and not entry.endswith((".zip", "/lib-dynload"))
            and is_directory(files, entry)
        ),
        None,
    )


def hinted_soabi(files: FileSystem, environment: PythonEnvironment) -> str | None:
    """The ABI tag that installed extension modules carry; None where none does, or they disagree."""
    found: set[str] = set()
    for entry in environment.path:
        if not entry.endswith("-packages"):
            continue
        for name in names(files, entry):
            inner = (name,) if "." in name else names(files, posixpath.join(entry, name))
            found.update(match[1] for file in inner if (match := EXTENSION.search(file)))
    wanted = environment.version.replace(".", "", 1).partition(".")[0]
    mine = {tag for tag in found if tag.split("-")[1:2] == [wanted]}
    return mine.pop() if len(mine) == 1 else None


def unseen_standard_library(environment: PythonEnvironment) -> tuple[str, ...]:
    """What a virtual environment whose base cannot be seen has on its path before its own packages."""
    minor = ".".join(environment.version.split(".")[:2])
    if environment.base_prefix is not None or environment.kind != "venv" or not minor:
        return ()
    return standard_library(f"{{base}}/lib/{_library(environment, minor)}", environment.implementation)


def _library(environment: PythonEnvironment, minor: str) -> str:
    """ "python3.13t" where its site-packages say so."""
    own = (
        posixpath.basename(posixpath.dirname(entry)) for entry in environment.path if entry.endswith("/site-packages")
    )
    name = "pypy" if environment.implementation == "pypy" else "python"
    return next((library for library in own if library.startswith(f"{name}{minor}")), f"{name}{minor}")
