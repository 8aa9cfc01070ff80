"""Which values differ inside the application's documents, and those beside its models."""

from __future__ import annotations

from parity.environments.application import ApplicationFile, application_files
from parity.errors import FileUnreadable
from parity.evidence.candidates import language_of
from parity.interfaces import Target
from parity.model.change import Change
from parity.model.edits import DocumentEdits, ValueEdit
from parity.parsers.document import different_values, last_key, parse_document
from parity.parsers.secrets import digest, is_secret, marked

MAX_FILE = 8 << 20  # bytes
MAX_VALUES = 200


def inspect_document(change: Change, before: Target, after: Target) -> DocumentEdits | None:
    """The values that differ; None where a side cannot be read as what it is."""
    language = language_of(change.before)
    try:
        ours, theirs = (parse_document(language, _read(change, side)) for side in (before, after))
    except (FileUnreadable, ValueError):
        return None  # what cannot be read has a gap of its own
    values, complete = different_values(ours, theirs, MAX_VALUES)
    return DocumentEdits(values=tuple(_edit(*value) for value in values), complete=complete)


def _read(change: Change, target: Target) -> bytes:
    for file in application_files(target, change.key.domain):
        if isinstance(file, ApplicationFile) and file.name == change.key.name:
            return target.files.read(file.entry.path, MAX_FILE)
    raise ValueError(f"{change.key.name} is not there any more")


def _edit(path: str, before: str | None, after: str | None) -> ValueEdit:
    return ValueEdit(path=path, before=_safe(path, before), after=_safe(path, after))


def _safe(path: str, value: str | None) -> str | None:
    if value is None:
        return None
    name = last_key(path)
    return digest(name, value) if is_secret(name, value.strip('"')) else marked(value)
