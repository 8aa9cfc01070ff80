"""What the words of a variable's name say: TOML bytes in, typed entries out; and a name in, the entries that fit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from parity.errors import ConfigurationError
from parity.model.finding import Risk, Severity
from parity.parsers.knowledge import READING, parse_entries

_SEPARATORS = re.compile(r"[_\W]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameReading:
    """A class of names, with one entry for each risk that it carries.

    Attributes:
        name: of the class.
        words: whole words of a variable's name, in lower case, one of which puts it into the class; only in the
            class's first entry.
        sentence: what such a variable is about.
    """

    name: str
    risk: Risk
    severity: Severity
    confidence: float
    sentence: str
    words: tuple[str, ...] = ()


def parse_readings(data: bytes, file: str) -> tuple[NameReading, ...]:
    """The `[[reading]]` tables of a file, in its order. Raises ConfigurationError naming file and entry."""
    entries = parse_entries(data, file, "reading", NameReading)
    classes: set[str] = set()
    for number, entry in enumerate(entries, 1):
        if bool(entry.words) is (entry.name in classes):
            raise ConfigurationError(READING, file, f"reading {number}: a class has its words in its first entry")
        classes.add(entry.name)
        if any(word != word.lower() or _SEPARATORS.search(word) for word in entry.words):
            raise ConfigurationError(READING, file, f"reading {number}: words are single ones in lower case")
        if (entry.risk is Risk.NONE) is not (entry.severity is Severity.INFO):
            raise ConfigurationError(READING, file, f"reading {number}: what carries no risk is info, and only that")
    return entries


def readings_of(name: str, readings: Iterable[NameReading]) -> tuple[NameReading, ...]:
    """Every entry of the first class that has a word of the name; none where no class has one."""
    words = set(_SEPARATORS.split(name.lower()))
    kinds = tuple(readings)
    first = next((kind.name for kind in kinds if words.intersection(kind.words)), None)
    return tuple(kind for kind in kinds if kind.name == first)
