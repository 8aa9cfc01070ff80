"""Who reads given environment variables: the application's Python, and that of the packages it uses."""

from __future__ import annotations

from parity.evidence.python_files import PythonFiles
from parity.interfaces import Target
from parity.model.edits import VariableReader, VariableReaders
from parity.parsers.python_environ import parse_environ

MAX_FOUND = 500


def readers(target: Target, wanted: tuple[str, ...], packages: frozenset[str]) -> VariableReaders:
    """Every place of one side's Python that reads one of the variables.

    Args:
        packages: distributions to look into.
    """
    spelled = tuple({word.encode() for name in wanted for word in (name, name.lower())})
    files = PythonFiles(target, packages, lambda data: any(word in data for word in spelled))
    found: list[VariableReader] = []
    complete = True
    for file in files:
        if len(found) > MAX_FOUND:
            complete = False
            break
        found.extend(
            VariableReader(variable=one.variable, owner=file.owner, path=file.name, line=one.line, use=one.use)
            for one in parse_environ(file.data, wanted)
        )
    found.sort(key=lambda one: (one.owner, one.path, one.line, one.variable))
    return VariableReaders(found=tuple(found[:MAX_FOUND]), complete=complete and files.complete)
