"""The JSON Schemas (2020-12) of what parity writes, made from the types that it writes."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from datetime import date
from enum import Enum
from typing import Any

from parity.model.change import ChangeKind
from parity.model.codec import TAG, tag_of, value_types
from parity.model.configuration import Acceptance
from parity.model.facts import Gap
from parity.model.finding import Evidence, Outcome, Risk, Severity
from parity.model.keys import Domain
from parity.model.origin import Origin
from parity.model.report import Verdict
from parity.model.snapshot import SCHEMA_VERSION

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PRIMITIVES: dict[type, dict[str, str]] = {
    str: {"type": "string"}, int: {"type": "integer"}, float: {"type": "number"}, bool: {"type": "boolean"},
    type(None): {"type": "null"}, date: {"type": "string", "format": "date"},
}  # fmt: skip


def schema_text(document: str) -> str:
    """The schema of "snapshot" or "report" as JSON text."""
    made = {"snapshot": snapshot_schema, "report": report_schema}[document]()
    return json.dumps(made, indent=2) + "\n"


def snapshot_schema() -> dict[str, Any]:
    """Of what `parity snapshot` writes."""
    fact = _object(
        {"domain": _of(Domain), "name": _of(str), "value": {"oneOf": [_reference(cls) for cls in value_types()]}}
    )
    return {
        "$schema": DIALECT,
        "title": "envparity snapshot",
        **_object(
            {
                "schema": {"const": SCHEMA_VERSION},
                "origin": _of(Origin),
                "facts": {"type": "array", "items": fact},
                "gaps": {"type": "array", "items": _of(Gap)},
            },
            optional=("facts", "gaps"),
        ),
        "$defs": _definitions(),
    }


def report_schema() -> dict[str, Any]:
    """Of what `parity check --format json` writes."""
    value = {"oneOf": [{"type": "null"}, {"type": "object"}]}
    finding = _object(
        {
            "id": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
            "rule": {"type": "string", "pattern": "^[A-Z]{3}[0-9]{3}$"},
            "risk": _of(Risk), "severity": _of(Severity), "outcome": _of(Outcome),
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
            "failing": _of(bool), "domain": _of(Domain), "name": _of(str), "change": _of(ChangeKind),
            "before": value, "after": value, "gaps": _of(tuple[Gap, ...]), "reason": _of(str), "remedy": _of(str),
            "evidence": {"type": "array", "items": _of(Evidence)}, "sources": _of(tuple[str, ...]),
            "part_of": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        },
        optional=("gaps", "part_of"),
    )  # fmt: skip
    acceptance = _of(Acceptance)
    accepted = _object({**finding["properties"], "acceptance": acceptance}, optional=("gaps", "part_of"))
    gap = _of(Gap)
    gap["properties"] = {"side": {"enum": ["before", "after"]}, **gap["properties"]}
    gap["required"] = ["side", *gap["required"]]
    summary = _object(
        {
            "compared": _of(int), "findings": _of(int), "failing": _of(int), "ignored": _of(int), "accepted": _of(int),
            "by_risk": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _of(int)}},
        }
    )  # fmt: skip
    return {
        "$schema": DIALECT,
        "title": "envparity report",
        **_object(
            {
                "schema": {"const": 1}, "verdict": _of(Verdict), "threshold": _of(str),
                "before": _of(Origin), "after": _of(Origin),
                "summary": summary, "findings": {"type": "array", "items": finding},
                "gaps": {"type": "array", "items": gap},
                "undecided": _of(tuple[str, ...]),
                "accepted": {"type": "array", "items": accepted},
                "expired": {"type": "array", "items": acceptance},
                "stale": {"type": "array", "items": acceptance},
            }
        ),
    }  # fmt: skip


def _definitions() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for cls in value_types():
        made = _of(cls)
        made["properties"] = {TAG: {"const": tag_of(cls)}, **made["properties"]}
        made["required"] = [TAG, *made["required"]]
        found[tag_of(cls)] = made
    return found


def _reference(cls: type) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{tag_of(cls)}"}


def _object(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _of(kind: Any) -> dict[str, Any]:
    """The schema of one annotation: a primitive, an enum, a frozen value type, a union, or a tuple."""
    if kind in PRIMITIVES:
        return dict(PRIMITIVES[kind])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        fields = dataclasses.fields(kind)
        optional = tuple(field.name for field in fields if field.default is not dataclasses.MISSING)
        return _object({field.name: _of(hints[field.name]) for field in fields}, optional)
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return {"anyOf": [_of(argument) for argument in arguments]}
    if typing.get_origin(kind) is tuple:
        if arguments[-1] is Ellipsis:
            return {"type": "array", "items": _of(arguments[0])}
        items = [_of(argument) for argument in arguments]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    raise TypeError(f"no schema for {kind!r}")
