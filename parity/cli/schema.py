"""`parity schema`: the published JSON Schemas."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from parity.cli import options, terminal

HELP = """Print the JSON Schema (2020-12) of a document that parity writes.

Examples:

  parity schema report

  parity schema snapshot -o snapshot.schema.json
"""


class Document(str, Enum):
    """What a schema describes."""

    SNAPSHOT = "snapshot"
    REPORT = "report"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("schema", help=HELP, short_help="Print the JSON Schema of snapshots or reports.")(schema)


def schema(
    document: Annotated[Document, typer.Argument(help="Which document's schema.")], output: options.Output = None
) -> None:
    from parity.model.schema import schema_text  # `parity --version` must not pay for it

    terminal.write(schema_text(document.value), output)
