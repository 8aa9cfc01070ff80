"""Values that have no literal in Python alone: who evaluates a function makes arrays, tables and functions of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Array:
    """An array of numpy: nested tuples, and the name of its element type."""

    values: tuple[object, ...]
    dtype: str = "float64"

    def __repr__(self) -> str:
        kind = "" if self.dtype in ("float64", "int64") else f", dtype={self.dtype}"
        return f"array({_lists(self.values)}{kind})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Table:
    """A data frame of pandas."""

    columns: Mapping[str, tuple[object, ...]]
    index: tuple[object, ...] | None = None

    def __repr__(self) -> str:
        return f"DataFrame({_lists(dict(self.columns))})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A series of pandas."""

    values: tuple[object, ...]
    name: str | None = None
    index: tuple[object, ...] | None = None


class Answer(Enum):
    """What a function that is passed in gives back; always the same for the same arguments."""

    EACH = "each"  # a list with a number for each element of the first argument
    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"
    SAME = "same"  # its first argument


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Callback:
    """A function that is passed in, e.g. a model."""

    answer: Answer

    def __repr__(self) -> str:
        return "<function>"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Instance:
    """An object with attributes: of the module's class `owner`, made by name from its fields, or of no class known."""

    owner: str | None
    fields: Mapping[str, object] = field(default_factory=dict)

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={value!r}" for name, value in self.fields.items())
        return f"{self.owner or 'object'}({inside})"


def _lists(value: object) -> object:
    """Tuples within as lists, as one writes arrays."""
    if isinstance(value, tuple):
        return [_lists(item) for item in value]
    return {key: _lists(item) for key, item in value.items()} if isinstance(value, dict) else value
