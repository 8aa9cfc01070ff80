"""Snapshots as JSON: deterministic bytes out, strictly checked values in. The room of cattrs."""

from __future__ import annotations

import json
import typing
from enum import Enum
from typing import Any, TypeVar, cast

from cattrs import BaseValidationError, ClassValidationError, Converter, ForbiddenExtraKeysError
from cattrs.strategies import configure_tagged_union

from parity.errors import SnapshotError
from parity.model.distribution import FileClass
from parity.model.edits import Effect, ImportGuard, VariableUse
from parity.model.facts import Fact, Gap, Value
from parity.model.keys import Domain, Key
from parity.model.measurement import RUN_SCHEMA, Metric, Run, Speed, Status, Verdict
from parity.model.snapshot import SCHEMA_VERSION, Snapshot

MAX_SNAPSHOT_BYTES = 256 << 20  # a 30-package ML image takes well under 1 MB
TAG = "type"


def tag_of(cls: type) -> str:
    """The name by which a value's type stands in a snapshot: "SharedLibrary" -> "shared-library"."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("-")


def _strict(expected: type) -> Any:
    def structure(value: object, _: object) -> object:
        if type(value) is expected or (expected is float and type(value) is int):
            return value
        raise TypeError(f"expected {expected.__name__}, found {type(value).__name__}")

    return structure


def _is_tuple(kind: Any) -> bool:
    return typing.get_origin(kind) is tuple


def _strict_tuple(cls: Any, converter: Converter) -> Any:
    """Only a JSON array is a tuple: cattrs alone would take a string for one of its characters."""
    kinds = typing.get_args(cls)
    repeated = kinds[-1] is Ellipsis

    def structure(value: object, _: object) -> object:
        if not isinstance(value, (list, tuple)):
            raise TypeError(f"expected an array, found {type(value).__name__}")
        if not repeated and len(value) != len(kinds):
            raise ValueError(f"expected {len(kinds)} items, found {len(value)}")
        return tuple(_item(i, item, kinds[0] if repeated else kinds[i]) for i, item in enumerate(value))

    def _item(index: int, item: object, kind: Any) -> object:
        try:
            return converter.structure(item, kind)
        except (BaseValidationError, _Misfit, TypeError, ValueError, KeyError) as error:
            path, problem = _place(error)
            raise _Misfit(f"[{index}]{path}", problem) from error

    return structure


class _Misfit(Exception):
    """A problem, and the place of it within the document."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem


def _place(error: BaseException) -> tuple[str, str]:
    """Where in the document an error is (".facts[3].value.count") and what it is."""
    if isinstance(error, _Misfit):
        return error.path, error.problem
    if isinstance(error, ClassValidationError):
        noted, bare = error.group_exceptions()
        if noted:
            path, problem = _place(noted[0][0])
            return f".{noted[0][1].name}{path}", problem
        return _place(bare[0])
    if isinstance(error, ForbiddenExtraKeysError):
        return "", f"unknown field {', '.join(sorted(map(str, error.extra_fields)))}"
    if isinstance(error, KeyError):
        return "", f"field {error} is missing"
    return "", str(error)


def _make_converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, omit_if_default=True)
    for primitive in (str, int, bool, float):
        converter.register_structure_hook(primitive, _strict(primitive))
    for enumeration in (
        Domain,
        FileClass,
        Effect,
        ImportGuard,
        Metric,
        Speed,
        Status,
        Verdict,
        VariableUse,
    ):  # by name: being strings too, they would be taken for plain ones
        converter.register_structure_hook(enumeration, lambda value, cls: cls(value))
    converter.register_structure_hook_factory(_is_tuple, lambda cls: _strict_tuple(cls, converter))
    converter.register_unstructure_hook_func(
        lambda cls: isinstance(cls, type) and issubclass(cls, Enum), lambda member: member.value
    )
    configure_tagged_union(Value, converter, tag_name=TAG, tag_generator=tag_of)
    # A fact is flat on paper: {"domain": ..., "name": ..., "value": {...}}.
    converter.register_unstructure_hook(
        Fact,
        lambda fact: {
            "domain": fact.key.domain.value,
            "name": fact.key.name,
            "value": converter.unstructure(fact.value, Value),
        },
    )
    converter.register_structure_hook(Fact, lambda raw, _: _fact_from(raw, converter))
    return converter


def _fact_from(raw: object, converter: Converter) -> Fact:
    if not isinstance(raw, dict) or set(raw) != {"domain", "name", "value"}:
        raise TypeError("a fact has exactly domain, name and value")
    if not isinstance(raw["value"], dict) or TAG not in raw["value"]:
        raise TypeError(f"a fact's value is an object with a {TAG!r}")
    key = Key(Domain(raw["domain"]), converter.structure(raw["name"], str))
    return Fact(key, cast("Any", converter.structure(dict(raw["value"]), cast("Any", Value))))


_converter = _make_converter()


def encode(snapshot: Snapshot) -> bytes:
    """The snapshot as JSON text, one fact a line: the same snapshot gives the same bytes."""
    raw = cast("dict[str, Any]", _converter.unstructure(snapshot))
    head = {"schema": snapshot.schema, "origin": raw["origin"]}
    lines = [json.dumps(head, sort_keys=True)[:-1]]
    for name in ("facts", "gaps"):
        rows = [json.dumps(row, sort_keys=True) for row in raw.get(name, ())]
        lines.append(f', "{name}": [' + ("\n" + ",\n".join(rows) if rows else "") + "]")
    return ("\n".join(lines) + "}\n").encode("ascii")


def decode(data: bytes, subject: str) -> Snapshot:
    """Read what `encode` wrote; strict about everything it does not know.

    Raises:
        SnapshotError: not JSON, not a snapshot, of a newer schema, or with fields of the wrong type.
    """
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise SnapshotError("read the snapshot", subject, f"it is not JSON ({error})") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("schema"), int) or "origin" not in raw:
        raise SnapshotError("read the snapshot", subject, "it is JSON, but not a parity snapshot")
    if raw["schema"] > SCHEMA_VERSION:
        raise SnapshotError(
            "read the snapshot", subject,
            f"it has schema {raw['schema']}, and this parity knows up to {SCHEMA_VERSION}",
            "upgrade envparity, or take the snapshot again with this version",
        )  # fmt: skip
    try:
        loaded = _converter.structure(raw, Snapshot)
    except (BaseValidationError, _Misfit, TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        path, problem = _place(error)
        raise SnapshotError("read the snapshot", subject, f"snapshot{path}: {problem}", "take it again") from error
    return Snapshot.of(loaded.origin, (*loaded.facts, *loaded.gaps))


def encode_run(run: Run) -> bytes:
    """A run of probes as JSON text."""
    return (json.dumps(_converter.unstructure(run), sort_keys=True, indent=1) + "\n").encode("ascii")


def decode_run(data: bytes, subject: str) -> Run:
    """Read what `encode_run` wrote. Raises SnapshotError, as `decode`."""
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise SnapshotError("read the run", subject, f"it is not JSON ({error})") from error
    if not isinstance(raw, dict) or "results" not in raw or "before" not in raw:
        raise SnapshotError("read the run", subject, "it is JSON, but no run of `parity probe`")
    if raw.get("schema", RUN_SCHEMA) != RUN_SCHEMA:
        raise SnapshotError(
            "read the run", subject, f"it has schema {raw['schema']}, and this parity knows {RUN_SCHEMA}",
            "measure it again with this version",
        )  # fmt: skip
    try:
        return _converter.structure(raw, Run)
    except (BaseValidationError, _Misfit, TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        path, problem = _place(error)
        raise SnapshotError("read the run", subject, f"run{path}: {problem}", "measure it again") from error


Seen = TypeVar("Seen")


def encode_seen(seen: object) -> bytes:
    """What was seen inside a difference (a type of `model.edits`, or a tuple of such) as JSON."""
    return json.dumps(_converter.unstructure(seen), sort_keys=True).encode("ascii")


def decode_seen(data: bytes, kind: type[Seen]) -> Seen | None:
    """Read what `encode_seen` wrote; None where it is damaged, or of another version."""
    try:
        return _converter.structure(json.loads(data), kind)
    except (BaseValidationError, _Misfit, TypeError, ValueError, KeyError, AttributeError, RecursionError):
        return None


def value_types() -> tuple[type, ...]:
    """Every type that a fact's value can have."""
    return typing.get_args(Value)


def to_builtins(value: Value | Gap) -> dict[str, Any]:
    """A value as plain JSON types, for evidence and reports."""
    return cast("dict[str, Any]", _converter.unstructure(value, type(value)))


def to_tagged(value: Value) -> dict[str, Any]:
    """A value as it stands in a snapshot: plain JSON types, and its own type's name under "type"."""
    return cast("dict[str, Any]", _converter.unstructure(value, Value))


def from_tagged(raw: object, subject: str) -> Value:
    """Read what `to_tagged` made. Raises SnapshotError."""
    try:
        if not isinstance(raw, dict) or TAG not in raw:
            raise TypeError(f"a value is an object with a {TAG!r}")
        return cast("Value", _converter.structure(dict(raw), cast("Any", Value)))
    except (BaseValidationError, _Misfit, TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        path, problem = _place(error)
        raise SnapshotError("read the value", subject, f"value{path}: {problem}") from error
