"""TOML text -> tables -> frozen dataclasses: strict about every key, and naming the nearest one that is known."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from enum import Enum
from functools import cache
from typing import Any, TypeVar

import tomli

from parity.errors import ConfigurationError

Entry = TypeVar("Entry")
Table = Mapping[str, object]


def parse_toml(data: bytes, file: str, attempted: str) -> Table:
    """A whole document.

    Args:
        file: what it is called in errors.
        attempted: what is being done, for errors: "read the policy".

    Raises:
        ConfigurationError: it is not UTF-8, or not TOML.
    """
    try:
        return tomli.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomli.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError(attempted, file, f"it is not TOML ({error})") from error


def tables(value: object, file: str, name: str, attempted: str) -> tuple[Table, ...]:
    """The rows of an array of tables. Raises ConfigurationError where it is none."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ConfigurationError(attempted, file, f"{name}: write [[{name}]], an array of tables")
    return tuple(value)


def build(entry_type: type[Entry], row: Table, file: str, place: str, attempted: str) -> Entry:
    """A table as an `entry_type`: a dataclass with fields of str, bool, int, float, date, an enumeration by value, a
    tuple of str, or any of them or None. A field's key has dashes for its underscores.

    Raises:
        ConfigurationError: naming file, place and key.
    """
    hints = _hints(typing.cast("Any", entry_type))
    fields = {field.name.replace("_", "-"): field for field in dataclasses.fields(typing.cast("Any", entry_type))}
    refuse_unknown(row, fields, file, place, attempted)
    values: dict[str, object] = {}
    for key, field in fields.items():
        if key in row:
            values[field.name] = _typed(row[key], hints[field.name], file, f"{place}: {key}", attempted)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise ConfigurationError(attempted, file, f"{place}: key {key!r} is missing")
    return entry_type(**values)


def refuse_unknown(row: Table, known: Mapping[str, object], file: str, place: str, attempted: str) -> None:
    """Raises ConfigurationError for the first key that is not known, naming the nearest one that is."""
    for key in row:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            raise ConfigurationError(attempted, file, f"{place}: unknown key {key!r}", hint)


@cache
def _hints(entry_type: type) -> dict[str, Any]:
    return typing.get_type_hints(entry_type)


def _typed(value: object, expected: Any, file: str, place: str, attempted: str) -> object:
    if isinstance(expected, types.UnionType):
        expected = next(kind for kind in typing.get_args(expected) if kind is not types.NoneType)
    if typing.get_origin(expected) is tuple:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise ConfigurationError(attempted, file, f"{place}: write an array of strings")
    if issubclass(expected, Enum):
        known = {member.value: member for member in expected}
        if isinstance(value, str) and value in known:
            return known[value]
        raise ConfigurationError(attempted, file, f"{place}: one of {', '.join(known)}, not {value!r}")
    if expected is date and isinstance(value, str):
        value = _date(value)
    if type(value) is expected:
        return value
    if expected is float and type(value) is int:
        return float(value)
    raise ConfigurationError(
        attempted, file, f"{place}: expected {expected.__name__}, found {type(value).__name__}",
        "write it like 2027-03-01" if expected is date else "",
    )  # fmt: skip


def _date(text: str) -> object:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return text
