"""What is known about one environment variable, from all files of the room `settings`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from types import MappingProxyType

from parity.knowledge import read, subjects, user_files
from parity.model.knowledge import SHIPPED, KnowledgeScope
from parity.parsers.name_words import NameReading, parse_readings, readings_of
from parity.parsers.variable_conventions import Convention, parse_conventions
from parity.parsers.variable_knowledge import KnownVariable, parse_variables

ROOM = "settings"
WILD = frozenset("*?[")
WORDS = "name_words"
# Of file names: the room also holds the kinds of names that applications give their own.
PREFIX, CONVENTIONS = "variables_", "conventions_"
OPTIONS = "option_conventions"


@cache
def known(name: str, scope: KnowledgeScope = SHIPPED) -> tuple[KnownVariable, ...]:
    """Entries about a variable: the user's, else the most precise ones, without the catch-all beside them.

    Where only the catch-all of a family fits, the words of the name may say more than it.
    """
    if name in scope.without:
        return ()
    own = tuple(entry for entry in added_variables(scope) if _precision(name, entry.names))
    if own:
        return own
    fitting = [(precision, entry) for entry in everything() if (precision := _precision(name, entry.names))]
    best = max((precision for precision, _ in fitting), default=0)
    found = tuple(entry for precision, entry in fitting if precision == best)
    return _by_words(name, found) or found


def _by_words(name: str, found: Iterable[KnownVariable]) -> tuple[KnownVariable, ...]:
    """What the words after the family's part of the name say; nothing where the name has an entry of its own."""
    family = next((entry for entry in found if entry.by_words and name not in entry.names), None)
    if family is None:
        return ()
    fitting = max((pattern for pattern in family.names if fnmatchcase(name, pattern)), key=len)
    return tuple(
        replace(
            family,
            risk=reading.risk,
            severity=reading.severity,
            confidence=reading.confidence,
            sentence=reading.sentence,
        )
        for reading in readings_of(name.removeprefix(fitting.partition("*")[0]), readings())
    )


@cache
def readings() -> tuple[NameReading, ...]:
    """What the words of names say, in the file's order."""
    data = read(ROOM, WORDS)
    return () if data is None else parse_readings(data, f"{ROOM}/{WORDS}.toml")


@cache
def everything() -> tuple[KnownVariable, ...]:
    """Every entry there is, by file name."""
    found: list[KnownVariable] = []
    for file in sorted(subjects(ROOM)):
        data = read(ROOM, file) if file.startswith(PREFIX) else None
        if data is not None:
            found.extend(parse_variables(data, f"{ROOM}/{file}.toml"))
    return tuple(found)


@cache
def conventions() -> Mapping[str, tuple[Convention, ...]]:
    """How each variable is read of which that is documented, by its name."""
    found: dict[str, list[Convention]] = {}
    for file in sorted(subjects(ROOM)):
        data = read(ROOM, file) if file.startswith(CONVENTIONS) else None
        for entry in parse_conventions(data, f"{ROOM}/{file}.toml") if data is not None else ():
            for name in entry.names:
                found.setdefault(name, []).append(entry)
    return MappingProxyType({name: tuple(entries) for name, entries in found.items()})


@cache
def option_conventions() -> Mapping[tuple[str, str], Convention]:
    """How options of servers are read, by (program, option)."""
    entries = parse_conventions(read(ROOM, OPTIONS) or b"", f"{ROOM}/{OPTIONS}.toml")
    found = {(program, option): entry for entry in entries for program, _, option in map(_parted, entry.names)}
    return MappingProxyType(found)


def _parted(name: str) -> tuple[str, str, str]:
    return name.partition(" ")


def conventions_of(name: str, scope: KnowledgeScope = SHIPPED) -> tuple[Convention, ...]:
    """How a variable is read; nothing where that is not documented, or the user has entries of their own about it."""
    if name in scope.without or any(_precision(name, entry.names) for entry in added_variables(scope)):
        return ()
    return conventions().get(name, ())


@cache
def added_variables(scope: KnowledgeScope) -> tuple[KnownVariable, ...]:
    """The user's entries. Raises ConfigurationError where a file cannot be read."""
    return tuple(
        entry
        for path, data in user_files(ROOM, scope)
        if path.stem.startswith(PREFIX)
        for entry in parse_variables(data, str(path))
    )


def _precision(name: str, patterns: tuple[str, ...]) -> int:
    """The length of the longest pattern that fits, one that is the very name beyond all; 0 where none fits."""
    if name in patterns:
        return len(name) + 1
    return max((len(pattern) for pattern in patterns if _is_wild(pattern) and fnmatchcase(name, pattern)), default=0)


def _is_wild(pattern: str) -> bool:
    """Whether it can fit anything but itself."""
    return not WILD.isdisjoint(pattern)
