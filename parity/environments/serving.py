"""Chooses the Python environment that serves: the user's word, the command, PATH, or the fullest one."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass

from parity.environments import programs
from parity.environments.activation import activated
from parity.environments.inventory import distributions, environment, package_directory
from parity.environments.layout import Layout, layout_of, layouts
from parity.environments.reading import absolute, is_directory, is_file, names
from parity.environments.start import Start
from parity.errors import ConfigurationError
from parity.interfaces import FileSystem, PythonEnvironment
from parity.parsers.dist_metadata import named_by_directory

INTERPRETER_NAMES = ("python3", "python")


@dataclass(frozen=True, slots=True)
class Choice:
    """The serving environment, how its interpreter is started, and why it is the one."""

    environment: PythonEnvironment
    start: Start
    chosen_by: str


def named(files: FileSystem, prefix: str, start: Start, said_by: str, minor: str | None = None) -> Choice:
    """The environment at a prefix or of an interpreter's path; of several versions the given one, else `python3`'s.

    Raises:
        ConfigurationError: there is none.
    """
    place = absolute(prefix)
    if not is_directory(files, place):
        layout = layout_of(files, place)
        if layout is not None:
            return Choice(environment(files, layout, start), start, said_by)
        if (shim := by_command(files, (place,), start)) is not None:
            return Choice(shim.environment, shim.start, said_by)
    layout = _of_version(files, place, minor)
    if layout is not None:
        return Choice(environment(files, layout, start), start, said_by)
    if any(named_by_directory(name) for name in names(files, place)):
        return Choice(package_directory(files, place), start, said_by)
    raise ConfigurationError(
        "use the Python environment", prefix, "there is neither an interpreter nor an installed package there",
        "name the directory that holds bin/ and lib/, or pyvenv.cfg",
    )  # fmt: skip


def by_command(files: FileSystem, argv: Sequence[str], start: Start) -> Choice | None:
    """The environment of the Python process that the command ends in."""
    found = activated(files, argv, start) if argv else None
    if found is None or found.executable is None:
        return None
    layout = _with_home(files, layout_of(files, found.executable), found)
    if layout is None:
        return None
    return Choice(environment(files, layout, found), found, found.chosen_by)


def by_search_path(files: FileSystem, start: Start) -> Choice | None:
    """The environment of the first interpreter on PATH."""
    for entry in programs.search_path(start.variables).split(":"):
        for name in INTERPRETER_NAMES:
            path = programs.which(files, name, {**start.variables, "PATH": entry}, start.directory)
            layout = layout_of(files, path) if path else None
            if layout is not None:
                reason = f"{path} is the first Python on PATH; the command does not say which one it uses"
                return Choice(environment(files, layout, start), start, reason)
    return None


def the_only_one(candidates: Sequence[PythonEnvironment], start: Start) -> Choice | None:
    """The environment of a root that has no other."""
    return Choice(candidates[0], start, "it is the only Python environment there") if len(candidates) == 1 else None


def by_size(files: FileSystem, candidates: Sequence[PythonEnvironment], start: Start) -> Choice | None:
    """The one with most distributions; of equals the first by prefix."""
    if not candidates:
        return None
    fullest = max(candidates, key=lambda one: len(set(distributions(files, one.path))))
    return Choice(fullest, start, "it has the most distributions; neither the command nor PATH leads to a Python")


def _of_version(files: FileSystem, prefix: str, minor: str | None) -> Layout | None:
    found = list(layouts(files, prefix))
    exact = next((layout for layout in found if layout.minor == minor), None)
    if exact is not None or len(found) < 2:
        return exact or (found[0] if found else None)
    for name in INTERPRETER_NAMES:
        path = posixpath.join(prefix, "bin", name)
        layout = layout_of(files, path) if is_file(files, path) else None
        if layout is not None and layout.prefix == prefix:
            return layout
    return found[0]


def _with_home(files: FileSystem, layout: Layout | None, start: Start) -> Layout | None:
    """PYTHONHOME replaces the prefix that the interpreter would find."""
    home = start.variable("PYTHONHOME").partition(":")[0]
    if not home:
        return layout
    return _of_version(files, absolute(home), layout.minor if layout else None) or layout
