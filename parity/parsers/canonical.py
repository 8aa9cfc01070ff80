"""Configuration in JSON or TOML -> a digest of what it says, whatever its formatting and order of keys."""

from __future__ import annotations

import hashlib
import json

import tomli


def json_meaning(data: bytes) -> str:
    """Raises ValueError where it is no JSON, or where a key stands twice and readers differ on which one holds."""
    try:
        return _digest(json.loads(data, object_pairs_hook=_unique))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def toml_meaning(data: bytes) -> str:
    """Raises ValueError where it is no TOML."""
    try:
        return _digest(tomli.loads(data.decode("utf-8")))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=lambda other: f"{type(other).__name__} {other}")
    return hashlib.sha256(text.encode()).hexdigest()
