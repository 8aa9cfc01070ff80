"""What is known about one environment variable, from all files of the room `settings`."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache

from parity.knowledge import read, subjects
from parity.parsers.variable_knowledge import KnownVariable, parse_variables

ROOM = "settings"
PREFIX = "variables_"  # of file names: the room also holds the kinds of names that applications give their own


@cache
def known(name: str) -> tuple[KnownVariable, ...]:
    """Entries about a variable, in the files' order: the most precise ones, without the catch-all beside them."""
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


def _precision(name: str, patterns: tuple[str, ...]) -> int:
    """The length of the longest pattern that fits, one that is the very name beyond all; 0 where none fits."""
    if name in patterns:
        return len(name) + 1
    return max((len(pattern) for pattern in patterns if fnmatchcase(name, pattern)), default=0)
