"""pyproject.toml's `[tool.parity]`, parity.toml and files of accepted differences: TOML bytes in, values out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from parity.errors import ConfigurationError
from parity.model.configuration import Acceptance, Configuration, EnvironmentSettings, Override
from parity.parsers.typed_toml import Table, build, parse_toml, refuse_unknown, tables

READING, READING_ACCEPTED = "read the configuration", "read the accepted differences"
NESTED = ("environments", "overrides")


def parse_configuration(data: bytes, file: str) -> Configuration | None:
    """A parity.toml, or the `[tool.parity]` of a pyproject.toml; None where a pyproject.toml has none.

    Raises:
        ConfigurationError: it is not TOML, or has a key that is not known or of the wrong type.
    """
    document = parse_toml(data, file, READING)
    if not file.endswith("pyproject.toml"):
        return _configuration(document, file, "it")
    tool = document.get("tool")
    if not isinstance(tool, Mapping) or "parity" not in tool:
        return None
    return _configuration(_table(tool["parity"], file, "tool.parity"), file, "[tool.parity]")


def _configuration(table: Table, file: str, place: str) -> Configuration:
    known = {one.name.replace("_", "-"): one for one in dataclasses.fields(Configuration) if one.name != "file"}
    refuse_unknown(table, known, file, place, READING)
    flat = {key: value for key, value in table.items() if key not in NESTED}
    rows = tables(table.get("overrides", []), file, "overrides", READING)
    found = dataclasses.replace(
        build(Configuration, flat, file, place, READING),
        file=file,
        environments={
            name: build(
                EnvironmentSettings, _table(said, file, f"environments.{name}"), file, f"environments.{name}", READING
            )
            for name, said in _table(table.get("environments", {}), file, "environments").items()
        },
        overrides=tuple(_override(row, file, f"overrides {number}") for number, row in enumerate(rows, 1)),
    )
    if found.hook_against is not None and found.hook_against not in found.environments:
        raise ConfigurationError(READING, file, f"hook-against: no environment is called {found.hook_against!r}")
    return found


def _override(row: Table, file: str, place: str) -> Override:
    override = build(Override, row, file, place, READING)
    if override.rule is None and override.subject is None:
        raise ConfigurationError(READING, file, f"{place}: give a rule, a subject, or both")
    if override.ignore is (override.severity is not None):
        raise ConfigurationError(READING, file, f"{place}: give either a severity or ignore = true")
    if not override.reason.strip():
        raise ConfigurationError(READING, file, f"{place}: the reason is empty")
    return override


def parse_acceptances(data: bytes, file: str) -> tuple[Acceptance, ...]:
    """The `[[accepted]]` tables of a file. Raises ConfigurationError."""
    document = parse_toml(data, file, READING_ACCEPTED)
    refuse_unknown(document, {"accepted": None}, file, "it", READING_ACCEPTED)
    rows = tables(document.get("accepted", []), file, "accepted", READING_ACCEPTED)
    found = tuple(
        build(Acceptance, row, file, f"accepted {number}", READING_ACCEPTED) for number, row in enumerate(rows, 1)
    )
    for number, one in enumerate(found, 1):
        if not one.reason.strip():
            raise ConfigurationError(READING_ACCEPTED, file, f"accepted {number}: the reason is empty")
    return found


def _table(value: object, file: str, name: str) -> Table:
    if not isinstance(value, Mapping):
        raise ConfigurationError(READING, file, f"{name}: write [{name}], a table")
    return value
