"""All Python that one side's application uses: its own, and that of packages; within bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from parity.environments.application import ApplicationFile, application_files
from parity.errors import FileUnreadable
from parity.interfaces import Target
from parity.model.distribution import FileClass
from parity.model.keys import Domain
from parity.parsers.file_class import file_class

MAX_FILE = 1 << 20  # bytes of one source
MAX_BYTES = 256 << 20  # read on one side in all


@dataclass(frozen=True, slots=True)
class PythonFile:
    """One source: the distribution it belongs to, "" for the application, and its name as evidence gives it."""

    owner: str
    name: str
    data: bytes


class PythonFiles:
    """The sources that are worth a look, in the order in which they are stored.

    Args:
        packages: distributions whose sources are read, beside the application's.
        likely: whether a source's bytes may hold what is sought.

    Attributes:
        complete: False where, by the end, a bound was reached, a file could not be read, or there was no Python.
    """

    def __init__(self, target: Target, packages: frozenset[str], likely: Callable[[bytes], bool]) -> None:
        self._target = target
        self._places = {path: (owner, name) for path, owner, name in _sources(target, packages)}
        self._likely = likely
        self.complete = bool(self._places)  # where there is no Python, something else does the work

    def __iter__(self) -> Iterator[PythonFile]:
        left = MAX_BYTES
        for path in self._target.files.storage_order(self._places):
            entry = self._target.files.entry(path)
            if entry is None or entry.size > MAX_FILE:
                continue
            if entry.size > left:
                self.complete = False
                return
            left -= entry.size
            try:
                data = self._target.files.read(path, MAX_FILE)
            except FileUnreadable:
                self.complete = False
                continue
            if self._likely(data):
                yield PythonFile(*self._places[path], data)


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
