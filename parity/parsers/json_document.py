"""Reads JSON that somebody else wrote: every way in which it can be wrong is a ValueError that says where."""

from __future__ import annotations

import json
from collections.abc import Mapping


def load(data: bytes) -> object:
    """The document. Raises ValueError: no JSON, no UTF-8, nested too deep."""
    try:
        document: object = json.loads(data)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    except ValueError as error:
        raise ValueError(f"it is not JSON ({error})") from error
    return document


def mapping(value: object, name: str) -> Mapping[str, object]:
    """A JSON object; null counts as an empty one, as Go writes it. Raises ValueError."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"{name} is no object")
    return value


def array(value: object, name: str) -> list[object]:
    """A JSON array; null counts as an empty one. Raises ValueError."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{name} is no array")
    return value


def text(value: object, name: str) -> str:
    """A string; null counts as an empty one. Raises ValueError."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{name} is no string")
    return value


def texts(value: object, name: str) -> tuple[str, ...]:
    """An array of strings; null counts as an empty one. Raises ValueError."""
    return tuple(text(item, f"{name}[{index}]") for index, item in enumerate(array(value, name)))


def text_mapping(value: object, name: str) -> dict[str, str]:
    """An object whose values are strings; null counts as an empty one. Raises ValueError."""
    return {key: text(item, f"{name}.{key}") for key, item in mapping(value, name).items()}


def whole_number(value: object, name: str) -> int:
    """A non-negative integer of at most 63 bits. Raises ValueError."""
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise ValueError(f"{name} is no size")
    return value
