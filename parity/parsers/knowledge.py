"""Knowledge files: TOML bytes in, typed entries out, strict about everything they do not know.

A file holds arrays of tables, all of one kind: `[[difference]]`, `[[category]]`. Each table becomes one frozen
dataclass: keys are the field names with dashes for underscores, a field without default must be there, a key that is
no field is an error. Nothing is guessed and nothing is dropped.

Every kind of entry names the public document that says so. `read` is the month in which somebody opened that document
and compared the entry with it, "2026-11"; empty: it is cited, and nobody noted that they read it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from parity.errors import ConfigurationError
from parity.model.finding import Risk, Severity
from parity.parsers.typed_toml import build, parse_toml, tables

READING = "read the knowledge file"
Entry = TypeVar("Entry")
SAME_AS = "same-as"
_MONTH = re.compile(r"(?:20\d\d-(?:0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is publicly known to differ between versions of one thing; exactly one of the first four says when.

    Attributes:
        changed_in: fires when the two versions lie on different sides of this one ("2.0.0").
        affected: fires when exactly one version is inside this range (">=1.24,<1.24.3").
        alike: fires when both versions are inside this range: releases known not to differ in what they do.
        measured: with `alike`, that somebody ran both and saw no difference, and does not only go by release notes.
        absent: fires when one side has the thing and the other has not (optional accelerators).
        installed: with `absent`, the versions of the thing of which that is said; None: all.
        risk, severity, confidence: as in a finding.
        sentence: what changes for the user; plain, without the two versions.
        source: address of the release note, issue or document that says so.
        remedy: what to do beyond aligning the versions; empty: aligning them is all.
        faster: for performance, the side that is faster: "newer", "older" or "present".
        used_by: requirements ("pandas>=3"); where given, one of them must be installed on either side.
        symbols: functions, classes, parameters or options concerned, dotted.
        cpu: CPU flags or architectures on one of which it shows; empty: on every machine.
    """

    risk: Risk
    severity: Severity
    sentence: str
    source: str
    changed_in: str | None = None
    affected: str | None = None
    alike: str | None = None
    measured: bool = False
    absent: bool = False
    installed: str | None = None
    confidence: float = 0.85
    remedy: str = ""
    faster: str | None = None
    used_by: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    cpu: tuple[str, ...] = ()
    read: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A kind of thing, and what any difference in one of its members means.

    Attributes:
        name: of the kind: "development tools".
        members: shell-style patterns of the members' names.
        sentence: why a difference carries this risk; plain, without names and versions.
        consulted_by: distributions or library families without which a difference means nothing; empty: always.
        descending: each member has all that those after it have, so that only a later one in its place is a risk.
    """

    name: str
    members: tuple[str, ...]
    risk: Risk
    severity: Severity
    confidence: float
    sentence: str
    remedy: str
    source: str
    consulted_by: tuple[str, ...] = ()
    descending: bool = False
    read: str = ""


def parse_same_as(data: bytes, file: str) -> str | None:
    """The name under which what holds of this one is written too: `same-as = "name"`; None where it is written here.

    Raises:
        ConfigurationError: it is no TOML, or says anything else beside that.
    """
    document = parse_toml(data, file, READING)
    if SAME_AS not in document:
        return None
    name = document[SAME_AS]
    if not isinstance(name, str) or len(document) > 1:
        raise _error(file, SAME_AS, "it is the name of another file here, and stands alone")
    return name


def parse_differences(data: bytes, file: str) -> tuple[Difference, ...]:
    """The `[[difference]]` tables of a file. Raises ConfigurationError naming file and entry."""
    entries = parse_entries(data, file, "difference", Difference)
    for number, entry in enumerate(entries, 1):
        _check_difference(entry, file, f"difference {number}")
    return entries


def parse_categories(data: bytes, file: str) -> tuple[Category, ...]:
    """The `[[category]]` tables of a file. Raises ConfigurationError naming file and entry."""
    entries = parse_entries(data, file, "category", Category)
    for number, entry in enumerate(entries, 1):
        _check_common(entry, file, f"category {number}")
        if not entry.members:
            raise _error(file, f"category {number}", "it has no members")
    return entries


def parse_entries(data: bytes, file: str, table: str, entry_type: type[Entry]) -> tuple[Entry, ...]:
    """Every `[[table]]` of a file as an `entry_type`, as `typed_toml.build` makes them.

    Raises:
        ConfigurationError: naming the file, and the entry by its number from 1.
    """
    document = parse_toml(data, file, READING)
    for name in document:
        if name != table:
            raise _error(file, name, f"only [[{table}]] is known here")
    rows = tables(document.get(table, []), file, table, READING)
    entries = tuple(build(entry_type, row, file, f"{table} {number}", READING) for number, row in enumerate(rows, 1))
    for number, entry in enumerate(entries, 1):
        if not _MONTH.fullmatch(getattr(entry, "read", "")):
            raise _error(file, f"{table} {number}", 'read is the month in which its source was read, as "2026-11"')
    return entries


def _check_difference(entry: Difference, file: str, place: str) -> None:
    _check_common(entry, file, place)
    if sum((*(text is not None for text in (entry.changed_in, entry.affected, entry.alike)), entry.absent)) != 1:
        raise _error(file, place, "give exactly one of changed-in, affected, alike and absent")
    if entry.alike is not None and entry.risk is not Risk.NONE:
        raise _error(file, place, "what is alike carries no risk")
    if entry.installed is not None and not entry.absent:
        raise _error(file, place, "installed goes with absent")
    if entry.faster not in (None, "newer", "older", "present"):
        raise _error(file, place, f"faster is newer, older or present, not {entry.faster!r}")
    try:
        if entry.changed_in is not None:
            Version(entry.changed_in)
        if entry.affected is not None:
            SpecifierSet(entry.affected)
        for text in (entry.alike, entry.installed):
            if text is not None:
                SpecifierSet(text)
        for requirement in entry.used_by:
            Requirement(requirement)
    except (InvalidVersion, InvalidSpecifier, InvalidRequirement) as error:
        raise _error(file, place, str(error)) from error


def _check_common(entry: Difference | Category, file: str, place: str) -> None:
    if not 0 <= entry.confidence <= 1:
        raise _error(file, place, "confidence lies between 0 and 1")
    if not entry.source.startswith("https://"):
        raise _error(file, place, "source is the https address of a public document")
    if not entry.sentence.strip():
        raise _error(file, place, "the sentence is empty")


def _error(file: str, entry: str, problem: str) -> ConfigurationError:
    return ConfigurationError(READING, file, f"{entry}: {problem}")
