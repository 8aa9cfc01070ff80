"""What differs inside the application's own code, function by function."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from parity.environments.application import ApplicationFile, application_files
from parity.errors import FileUnreadable
from parity.interfaces import Target
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.edits import CodeEdits, Effect, FunctionEdit
from parity.model.keys import Domain
from parity.semantics.modules import ModuleEdits, compare_modules

MAX_FILE = 512 << 10  # bytes; as far as the collector parses
MAX_BYTES = 32 << 20  # of the application's sources in all, where names that were removed are looked for
MAX_FILES = 500  # differing files that are looked into
MAX_FUNCTIONS = 100  # edits that are told of one file
WORD = re.compile(r"[^\W\d]\w*")


def inspect_code(changes: Sequence[Change], before: Target, after: Target) -> Mapping[str, CodeEdits]:
    """Look inside the Python files among `changes` that both sides have; by key name."""
    names = [change.key.name for change in changes if _is_python(change)][:MAX_FILES]
    if not names:
        return {}
    ours, theirs = (_paths(side) for side in (before, after))
    found = {}
    for name in names:
        if name in ours and name in theirs:
            edits = _compare(before, ours[name], after, theirs[name])
            if edits is not None:
                found[name] = CodeEdits(
                    functions=tuple(replace(edit, path=name) for edit in edits.functions[:MAX_FUNCTIONS]),
                    complete=edits.complete and len(edits.functions) <= MAX_FUNCTIONS,
                )
    if any(_is_removal(edit) for edits in found.values() for edit in edits.functions):
        wanted = _words(after, theirs.values())
        found = {name: _without_unwanted(edits, wanted) for name, edits in found.items()}
    return found


def _is_python(change: Change) -> bool:
    sides = change.before, change.after
    return all(isinstance(value, SourceFile) and value.language == "python" for value in sides)


def _paths(target: Target) -> dict[str, str]:
    """Every Python file of the application: its name -> where it is."""
    return {
        file.name: file.entry.path
        for file in application_files(target, Domain.CODE)
        if isinstance(file, ApplicationFile) and file.kind.language == "python"
    }


def _is_removal(edit: FunctionEdit) -> bool:
    return edit.kind == "removed" and edit.effect is Effect.UNKNOWN


def _words(target: Target, paths: Iterable[str]) -> frozenset[str] | None:
    """Every word of the application's Python files; None where not all could be read."""
    found: set[str] = set()
    left = MAX_BYTES
    for path in paths:
        try:
            data = target.files.read(path, MAX_FILE)
        except FileUnreadable:
            return None
        left -= len(data)
        if left < 0:
            return None
        found.update(WORD.findall(data.decode("utf-8", "replace")))
    return frozenset(found)


def _without_unwanted(edits: CodeEdits, wanted: frozenset[str] | None) -> CodeEdits:
    """What was removed and is named nowhere any more was no loss."""
    if wanted is None:
        return edits
    return replace(
        edits,
        functions=tuple(
            replace(edit, effect=Effect.NONE, confidence=0.85)
            if _is_removal(edit) and edit.name.rpartition(".")[2] not in wanted
            else edit
            for edit in edits.functions
        ),
    )


def _compare(before: Target, one: str, after: Target, other: str) -> ModuleEdits | None:
    try:
        return compare_modules(before.files.read(one, MAX_FILE), after.files.read(other, MAX_FILE))
    except FileUnreadable:
        return None  # its gap is told where the code is collected
