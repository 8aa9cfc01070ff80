"""Finds and reads a project's configuration, and keeps its file of accepted differences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from parity.atomic import write_atomically
from parity.errors import ConfigurationError
from parity.model.configuration import Acceptance, Configuration
from parity.parsers.configuration import parse_acceptances, parse_configuration

if TYPE_CHECKING:
    from tomlkit.items import Table

NAMES = ("parity.toml", "pyproject.toml")  # in one directory the first one counts
ACCEPTED = "parity-accepted.toml"
MAX_BYTES = 4 << 20
HEAD = "Differences that somebody decided to live with (parity accept), each pinned to both of its values."


def find(directory: Path) -> Configuration:
    """The configuration that holds in a directory: of the nearest one upwards that has a file with one.

    Raises:
        ConfigurationError: a file was found and cannot be understood.
    """
    for place in (directory, *directory.parents):
        for name in NAMES:
            path = place / name
            if path.is_file() and (found := parse_configuration(_read(path, "read the configuration"), str(path))):
                return found
    return Configuration()


def load(path: Path) -> Configuration:
    """The configuration in a file that the user named. Raises ConfigurationError."""
    found = parse_configuration(_read(path, "read the configuration"), str(path))
    if found is None:
        raise ConfigurationError("read the configuration", str(path), "it has no [tool.parity] table")
    return found


def accepted_file(configuration: Configuration, directory: Path) -> Path:
    """Where accepted differences are kept: beside the configuration, else in a directory."""
    base = Path(configuration.file).parent if configuration.file else directory
    return base / (configuration.accepted or ACCEPTED)


def acceptances(path: Path) -> tuple[Acceptance, ...]:
    """What is accepted; nothing where there is no such file. Raises ConfigurationError."""
    if not path.is_file():
        return ()
    return parse_acceptances(_read(path, "read the accepted differences"), str(path))


def accept(path: Path, added: Sequence[Acceptance]) -> None:
    """Write acceptances into the file; of one finding the newest counts, and all else there stays as it is written.

    Raises:
        ConfigurationError: the file cannot be understood, or not be written.
    """
    import tomlkit  # noqa: PLC0415 - only where something is accepted

    kept = {one.finding for one in added}
    text = (
        _read(path, "read the accepted differences").decode() if acceptances(path) or path.is_file() else f"# {HEAD}\n"
    )
    document = tomlkit.parse(text)
    rows = tomlkit.aot()
    for row in document.get("accepted", []):
        if row["finding"] not in kept:
            rows.append(row)
    for one in sorted(added, key=lambda one: (one.subject, one.rule, one.finding)):
        rows.append(_row(one, tomlkit.table()))
    document["accepted"] = rows
    try:
        write_atomically(path, tomlkit.dumps(document).encode())
    except OSError as error:
        raise ConfigurationError("write the accepted differences", str(path), error.strerror or str(error)) from error


def _row(one: Acceptance, table: Table) -> Table:
    for name in Acceptance.__dataclass_fields__:
        value = getattr(one, name)
        table.add(name, list(value) if isinstance(value, tuple) else value)
    return table


def _read(path: Path, attempted: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(attempted, str(path), error.strerror or str(error)) from error
    if len(data) > MAX_BYTES:
        raise ConfigurationError(attempted, str(path), f"it is larger than {MAX_BYTES >> 20} MiB")
    return data
