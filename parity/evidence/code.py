"""What differs inside the application's own code, function by function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from parity.environments.application import ApplicationFile, application_files
from parity.errors import FileUnreadable
from parity.interfaces import Target
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.edits import CodeEdits, FunctionEdit
from parity.model.keys import Domain
from parity.semantics.modules import ModuleEdits, compare_modules

MAX_FILE = 512 << 10  # bytes; as far as the collector parses
MAX_FILES = 500  # differing files that are looked into
MAX_FUNCTIONS = 100  # edits that are told of one file


def inspect_code(changes: Sequence[Change], before: Target, after: Target) -> Mapping[str, CodeEdits]:
    """Look inside the Python files among `changes` that both sides have; by key name."""
    names = [change.key.name for change in changes if _is_python(change)][:MAX_FILES]
    if not names:
        return {}
    ours, theirs = (_paths(side, frozenset(names)) for side in (before, after))
    found = {}
    for name in names:
        if name in ours and name in theirs:
            edits = _compare(before, ours[name], after, theirs[name])
            if edits is not None:
                found[name] = CodeEdits(
                    functions=tuple(_named(edit, name) for edit in edits.functions[:MAX_FUNCTIONS]),
                    complete=edits.complete and len(edits.functions) <= MAX_FUNCTIONS,
                )
    return found


def _is_python(change: Change) -> bool:
    sides = change.before, change.after
    return all(isinstance(value, SourceFile) and value.language == "python" for value in sides)


def _paths(target: Target, names: frozenset[str]) -> dict[str, str]:
    return {
        file.name: file.entry.path
        for file in application_files(target, Domain.CODE)
        if isinstance(file, ApplicationFile) and file.name in names
    }


def _compare(before: Target, one: str, after: Target, other: str) -> ModuleEdits | None:
    try:
        return compare_modules(before.files.read(one, MAX_FILE), after.files.read(other, MAX_FILE))
    except FileUnreadable:
        return None  # its gap is told where the code is collected


def _named(edit: FunctionEdit, path: str) -> FunctionEdit:
    return replace(edit, path=path)
