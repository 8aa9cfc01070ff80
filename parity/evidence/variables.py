"""Who reads given environment variables: the application's Python, and that of the packages it uses."""

from __future__ import annotations

from collections.abc import Iterator

from parity.environments.application import ApplicationFile, application_files
from parity.errors import FileUnreadable
from parity.interfaces import Target
from parity.model.distribution import FileClass
from parity.model.edits import VariableReader, VariableReaders
from parity.model.keys import Domain
from parity.parsers.file_class import file_class
from parity.parsers.python_environ import parse_environ

MAX_FILE = 1 << 20  # bytes of one source
MAX_BYTES = 256 << 20  # read on one side in all
MAX_FOUND = 500


def readers(target: Target, wanted: tuple[str, ...], packages: frozenset[str]) -> VariableReaders:
    """Every place of one side's Python that reads one of the variables.

    Args:
        packages: distributions to look into.
    """
    places = {path: (owner, name) for path, owner, name in _sources(target, packages)}
    spelled = tuple({word.encode() for name in wanted for word in (name, name.lower())})
    found: list[VariableReader] = []
    left, complete = MAX_BYTES, bool(places)  # where there is no Python, something else reads them
    for path in target.files.storage_order(places):
        entry = target.files.entry(path)
        if entry is None or entry.size > MAX_FILE:
            continue
        if entry.size > left or len(found) > MAX_FOUND:
            complete = False
            break
        left -= entry.size
        try:
            data = target.files.read(path, MAX_FILE)
        except FileUnreadable:
            complete = False
            continue
        if any(word in data for word in spelled):
            owner, name = places[path]
            found.extend(
                VariableReader(variable=one.variable, owner=owner, path=name, line=one.line, use=one.use)
                for one in parse_environ(data, wanted)
            )
    found.sort(key=lambda one: (one.owner, one.path, one.line, one.variable))
    return VariableReaders(found=tuple(found[:MAX_FOUND]), complete=complete)


def _sources(target: Target, packages: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """(path, owner, name) of every Python file."""
    for installed in target.installed:
        prefix = installed.location.rstrip("/") + "/"
        for row in installed.files if installed.name in packages else ():
            name = row.path.removeprefix(prefix)
            if name.endswith(".py") and file_class(name) is FileClass.PYTHON:
                yield row.path, installed.name, name
    for file in application_files(target, Domain.CODE):
        if isinstance(file, ApplicationFile) and file.kind.language == "python":
            yield file.entry.path, "", file.name
