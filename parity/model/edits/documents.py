"""Edits of documents, by key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueEdit:
    """A value inside a document that is not what it was.

    Attributes:
        path: dotted ("model.threshold", "labels[3]"); "" of the document as a whole.
        before, after: as JSON, at most 80 characters, secrets marked; None where it is not there.
    """

    path: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEdits:
    """What differs inside one document (JSON, TOML, YAML).

    Attributes:
        values: at most 200, in the order of the document.
        complete: False where there are more.
    """

    values: tuple[ValueEdit, ...] = ()
    complete: bool = True
