"""What is known about one environment variable, from all files of the room `settings`."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache

from parity.knowledge import read, subjects, user_files
from parity.model.knowledge import SHIPPED, KnowledgeScope
from parity.parsers.variable_knowledge import KnownVariable, parse_variables

ROOM = "settings"
WILD = frozenset("*?[")
PREFIX = "variables_"  # of file names: the room also holds the kinds of names that applications give their own


@cache
def known(name: str, scope: KnowledgeScope = SHIPPED) -> tuple[KnownVariable, ...]:
    """Entries about a variable: the user's, else the most precise ones, without the catch-all beside them."""
    if name in scope.without:
        return ()
    own = tuple(entry for entry in added_variables(scope) if _precision(name, entry.names))
    if own:
        return own
    fitting = [(precision, entry) for entry in everything() if (precision := _precision(name, entry.names))]
    best = max((precision for precision, _ in fitting), default=0)
    return tuple(entry for precision, entry in fitting if precision == best)


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
