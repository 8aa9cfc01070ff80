"""Which of a package's edits the application's own code meets, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parity.evidence.api import SENTINELS
from parity.model.edits import ApiEdit, Effect, PackageEdits, Reference
from parity.model.finding import Severity

# Methods that the built-in types have too: on something unknown they say nothing.
BUILT_IN = frozenset(name for kind in (str, bytes, list, dict, set, tuple, int, float) for name in dir(kind))
DISTINCTIVE = 8  # characters of a method's name from which it is taken for the package's own on something unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One edit that one place of the application meets.

    Attributes:
        where: "serve.py:12".
        what: what happens there, in words.
    """

    where: str
    what: str
    severity: Severity
    confidence: float
    before: str | None = None
    after: str | None = None


def meetings(edits: PackageEdits, references: Sequence[Reference]) -> tuple[Meeting, ...]:
    """Every meeting, surest and worst first, one per edit and place."""
    roots = {edit.object.partition(".")[0] for edit in edits.api}
    roots |= {warning.function.partition(".")[0] for warning in edits.warnings}
    roots |= {edit.path.partition("/")[0].removesuffix(".py") for edit in edits.functions}
    used = {reference.target.partition(".")[0] for reference in references} & roots
    if not used:
        return ()
    found = [
        meeting
        for reference in references
        for meeting in (*_api(edits, reference), *_warnings(edits, reference), *_bodies(edits, reference))
    ]
    unique = {(meeting.where, meeting.what): meeting for meeting in found}
    return tuple(sorted(unique.values(), key=lambda one: (-one.severity.rank, -one.confidence, one.where, one.what)))


def _api(edits: PackageEdits, reference: Reference) -> Iterator[Meeting]:
    for edit in edits.api:
        sure = _meets(reference, edit.object, below=edit.kind == "removed")
        if not sure:
            continue
        where = f"{reference.path}:{reference.line}"
        told = _told(edit, reference)
        if told is not None:
            what, severity, confidence = told
            yield Meeting(
                where=where, what=what, severity=severity, confidence=round(confidence * sure, 2), before=edit.before,
                after=edit.after,
            )  # fmt: skip


def _told(edit: ApiEdit, reference: Reference) -> tuple[str, Severity, float] | None:
    """What a meeting does, how bad, and how surely; None where the place does not meet this part of the object."""
    name = f"{edit.object}({edit.parameter})" if edit.parameter else edit.object
    relied_on = reference.call and not _passes(edit, reference)
    if edit.kind == "removed" or (edit.kind == "parameter-removed" and edit.parameter in reference.keywords):
        return f"{name} is gone in the newer version: it raises", Severity.HIGH, 0.95
    if edit.kind == "parameter-required" and relied_on:
        return f"{name} must be given to the newer version: it raises", Severity.HIGH, 0.9
    # How "not given" is written says nothing of what happens then.
    if (
        edit.kind == "default-changed"
        and relied_on
        and not any(word in f"{edit.before}{edit.after}" for word in SENTINELS)
    ):
        return f"{name} is not passed, and its default changed", Severity.MEDIUM, 0.85
    if edit.kind == "parameter-moved" and reference.positional > int(edit.before or 0):
        return f"{name} is passed by position, and has another one", Severity.HIGH, 0.85
    return None


def _passes(edit: ApiEdit, reference: Reference) -> bool:
    by_position = edit.position is not None and reference.positional > edit.position
    return by_position or edit.parameter in reference.keywords or reference.unpacks


def _warnings(edits: PackageEdits, reference: Reference) -> Iterator[Meeting]:
    for warning in edits.warnings:
        if reference.call and (sure := _meets(reference, warning.function)):
            yield Meeting(
                where=f"{reference.path}:{reference.line}",
                what=f"{warning.function} carried out a change it had warned of: {warning.text}".rstrip(": "),
                severity=Severity.LOW, confidence=round(0.55 * sure, 2),
            )  # fmt: skip


def _bodies(edits: PackageEdits, reference: Reference) -> Iterator[Meeting]:
    """An edit somewhere inside of what is called: on which path it lies is not known, so it is no stronger a sign than
    a warning that was carried out there."""
    for edit in edits.functions:
        root = edit.path.partition("/")[0].removesuffix(".py")
        if edit.effect is not Effect.RESULT or not reference.call or not reference.target.startswith(f"{root}."):
            continue
        if reference.target.rpartition(".")[2] == edit.name or reference.target.endswith(f".{edit.name}"):
            yield Meeting(
                where=f"{reference.path}:{reference.line}",
                what=f"{reference.target} was edited ({edit.kind}, {edit.path}:{edit.before_line})",
                severity=Severity.LOW, confidence=round(min(edit.confidence, 0.55), 2), before=edit.before or None,
                after=edit.after or None,
            )  # fmt: skip


def _meets(reference: Reference, path: str, *, below: bool = False) -> float:
    """How surely a reference means the object at a public path (or something `below` it), 0 to 1."""
    if reference.target == path or (below and reference.target.startswith(f"{path}.")):
        return 1.0
    if not reference.target.startswith(".") or not reference.call or path.count(".") < 2:
        return 0.0
    method = path.rpartition(".")[2]
    if reference.target[1:] != method or method in BUILT_IN or len(method) < DISTINCTIVE:
        return 0.0
    return 0.65
