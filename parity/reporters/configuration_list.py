"""A configuration as text or JSON: every value, and where it comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from parity.model.configuration import Configuration

DEFAULT = "default"
DEFAULTS: Mapping[str, object] = {"fail-on": "behaviour:medium,performance:high"}
NESTED = ("file", "environments", "overrides", "accepted")


@dataclass(frozen=True, slots=True)
class Row:
    """One value: its key, dotted; the value, of JSON types; a file with the table in it, or "default"."""

    key: str
    value: object
    origin: str


def rows_of(configuration: Configuration, accepted_file: str) -> tuple[Row, ...]:
    """Every value in force, in the order in which a file would have them."""
    return tuple(_rows(configuration, accepted_file))


def render_text(rows: Sequence[Row]) -> str:
    """One line a value, as TOML would have it, with its origin behind."""
    lines = [(f"{row.key} = {json.dumps(row.value, ensure_ascii=False)}", row.origin) for row in rows]
    width = max(len(line) for line, _ in lines)
    return "".join(f"{line.ljust(width)}  # {origin}\n" for line, origin in lines)


def render_json(rows: Sequence[Row]) -> str:
    """An array of objects with key, value and origin."""
    return json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False) + "\n"


def _rows(configuration: Configuration, accepted_file: str) -> Iterator[Row]:
    origin = _origin(configuration)
    untouched = Configuration()
    for field in fields(Configuration):
        if field.name not in NESTED:
            key, value = field.name.replace("_", "-"), getattr(configuration, field.name)
            said = value != getattr(untouched, field.name)
            yield Row(key, _plain(value) if said else DEFAULTS.get(key, _plain(value)), origin if said else DEFAULT)
    yield Row("accepted", accepted_file, origin if configuration.accepted else DEFAULT)
    for name, environment in sorted(configuration.environments.items()):
        for key, value in asdict(environment).items():
            if value not in (None, ()):
                yield Row(f"environments.{name}.{key.replace('_', '-')}", _plain(value), origin)
    for number, override in enumerate(configuration.overrides, 1):
        said = {key: value for key, value in asdict(override).items() if value not in (None, False)}
        yield Row(f"overrides.{number}", {key: getattr(value, "value", value) for key, value in said.items()}, origin)


def _origin(configuration: Configuration) -> str:
    file = configuration.file or ""
    return f"{file} [tool.parity]" if file.endswith("pyproject.toml") else file


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
