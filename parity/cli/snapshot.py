"""`parity snapshot`: everything that can be seen of one environment, as JSON."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from parity.cli import options, terminal

HELP = """Look at one environment and write what was seen as JSON (the schema: `parity schema snapshot`).

Examples:

  parity snapshot docker:shop:dev -o dev.json

  parity snapshot live --format text

  parity snapshot docker:shop:prod --format cyclonedx -o bom.json
"""


class SnapshotFormat(str, Enum):
    """How a snapshot is printed."""

    TEXT = "text"
    JSON = "json"
    CYCLONEDX = "cyclonedx"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("snapshot", help=HELP, short_help="Write down everything that can be seen of one environment.")(
        snapshot
    )


def snapshot(
    reference: options.Reference,
    format: Annotated[SnapshotFormat, typer.Option("--format", help="How to print it.")] = SnapshotFormat.JSON,
    output: options.Output = None,
    platform: options.PlatformOption = None,
    environment: options.EnvironmentOption = None,
    code_root: options.CodeRoots = None,
    hardware: options.Hardware = None,
    run: options.Run = False,
    no_cache: options.NoCache = False,
    verbose: options.Verbose = 0,
    quiet: options.Quiet = False,
) -> None:
    from parity import workflows  # `parity --version` must not pay for it
    from parity.cli.sides import one_side
    from parity.model.codec import encode

    terminal.configure_logging(verbose)
    with terminal.progress(quiet) as progress:
        taken = workflows.take_snapshot(
            reference,
            one_side(
                "before", platform=platform, environment=environment, code_roots=code_root, hardware=hardware, run=run,
                no_cache=no_cache, progress=progress,
            ),
        )  # fmt: skip
    if format is SnapshotFormat.CYCLONEDX:
        from parity.reporters.cyclonedx_bom import render_bom

        terminal.write(render_bom(taken), output)
    elif format is SnapshotFormat.TEXT:
        from parity.reporters.snapshot_text import render_snapshot

        terminal.write(render_snapshot(taken, in_full=verbose > 0), output)
    else:
        terminal.write(encode(taken).decode("ascii"), output)
