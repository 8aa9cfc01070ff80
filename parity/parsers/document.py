"""JSON, TOML and YAML documents as plain values, and the values in which two of them differ."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import tomli

MAX_NODES = 200_000  # of both documents together; anchors of YAML can make a small text large
MAX_TEXT = 80  # characters of a value that are told
Different = tuple[str, str | None, str | None]


def parse_document(language: str, data: bytes) -> object:
    """What a document says. Raises ValueError where it is none."""
    try:
        if language == "json":
            return json.loads(data)
        if language == "toml":
            return tomli.loads(data.decode("utf-8"))
        return _yaml(data)
    except (AttributeError, TypeError, RecursionError, MemoryError) as error:
        raise ValueError(f"it is no {language} ({type(error).__name__})") from error


def _yaml(data: bytes) -> object:
    import yaml  # noqa: PLC0415 - only where there is some

    try:
        documents = list(yaml.load_all(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError as error:
        raise ValueError(f"it is no yaml ({type(error).__name__})") from error
    return documents[0] if len(documents) == 1 else documents


def different_values(before: object, after: object, most: int) -> tuple[list[Different], bool]:
    """(dotted path, value before, value after) of what differs, in the order of before; None: it is not there.

    Returns:
        At most `most` of them, and whether those are all.
    """
    found: list[Different] = []
    waiting: list[tuple[str, Any, Any]] = [("", before, after)]
    nodes = 0
    while waiting:
        path, one, other = waiting.pop()
        nodes += 1
        if len(found) >= most or nodes > MAX_NODES:
            return found, False
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            keys = list(dict.fromkeys([*one, *other]))
            waiting.extend(
                (f"{path}.{key}" if path else str(key), one.get(key, _ABSENT), other.get(key, _ABSENT))
                for key in reversed(keys)
            )
        elif _is_list(one) and _is_list(other) and len(one) == len(other):
            waiting.extend(
                (f"{path}[{index}]", *pair) for index, pair in reversed(list(enumerate(zip(one, other, strict=True))))
            )
        elif _is_list(one) and _is_list(other):
            found.append((path, f"{len(one)} items", f"{len(other)} items"))
        elif not _is_same(one, other):
            found.append((path, _told(one), _told(other)))
    return found, True


_ABSENT = object()


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def _is_same(one: object, other: object) -> bool:
    """Of two values that are not both containers: a number is not the text or the truth value that it equals."""
    return type(one) is type(other) and (one == other or one != one)  # noqa: PLR0124 - NaN


def _told(value: object) -> str | None:
    if value is _ABSENT:
        return None
    if isinstance(value, Mapping):
        return f"{len(value)} keys"
    if _is_list(value):
        return f"{len(value)} items"  # type: ignore[arg-type]
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"


def last_key(path: str) -> str:
    """The name by which the value at a path is known: "model.sizes[2]" -> "sizes"."""
    return path.rpartition(".")[2].partition("[")[0]
