"""`parity snapshot`: everything that can be seen of one environment, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parity.cli import completion, exit_codes, options, terminal
from parity.errors import ConfigurationError

if TYPE_CHECKING:
    from parity.model.snapshot import Snapshot

HELP = """Look at one environment and write what was seen as JSON (the schema: `parity schema snapshot`).

--check FILE writes nothing and says what is no longer as a stored snapshot has it; exit code 1 where anything is not.
Times and host names never count.

Examples:

  parity snapshot docker:shop:dev -o dev.json

  parity snapshot prod -o prod.json    (an environment that the project's configuration names)

  parity snapshot live --format text

  parity snapshot docker:shop:prod --format cyclonedx -o bom.json

  parity snapshot venv:.venv --check dev.json --only distribution --only interpreter
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
    check: Annotated[
        Path | None,
        typer.Option("--check", metavar="FILE", help="Exit 1 where it is not as this stored snapshot says."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="DOMAIN",
            autocompletion=completion.domains,
            help="With --check: only this domain (distribution, code, ...). Repeatable.",
        ),
    ] = None,
    config: options.Config = None,
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
    from parity.cli.project import located, open_project
    from parity.cli.sides import one_side
    from parity.model.codec import encode

    terminal.configure_logging(verbose)
    stored = _stored(check, output, only)
    with terminal.progress(quiet) as progress:
        side = one_side(
            "before", platform=platform, environment=environment, code_roots=code_root, hardware=hardware, run=run,
            no_cache=no_cache, progress=progress,
        )  # fmt: skip
        taken = workflows.take_snapshot(*located(reference, side, open_project(config)))
    if stored is not None:
        terminal.exit_with(_compare(stored, taken, only or (), str(check), verbose=-1 if quiet else verbose))
    if format is SnapshotFormat.CYCLONEDX:
        from parity.reporters.bom.cyclonedx import render_bom

        terminal.write(render_bom(taken), output)
    elif format is SnapshotFormat.TEXT:
        from parity.reporters.snapshot_text import render_snapshot

        terminal.write(render_snapshot(taken, in_full=verbose > 0), output)
    else:
        terminal.write(encode(taken).decode("ascii"), output)


def _stored(check: Path | None, output: Path | None, only: list[str] | None) -> Snapshot | None:
    """What is checked against, read before anything long is begun. Raises ParityError."""
    from parity.policy import parse_domains
    from parity.workflows import load_snapshot

    if check is None:
        if only:
            raise ConfigurationError("use", "--only", "a snapshot is always whole", "give --check FILE as well")
        return None
    if output is not None:
        raise ConfigurationError("use", "--check", "it writes nothing, and -o was given", "leave one out")
    parse_domains(only or ())
    return load_snapshot(str(check))


def _compare(stored: Snapshot, taken: Snapshot, only: Sequence[str], path: str, *, verbose: int) -> int:
    """Say what is not as it was stored; the exit code."""
    from parity import workflows
    from parity.policy import parse_domains
    from parity.reporters.diff_report import render_text

    domains = parse_domains(only)
    changes = [change for change in workflows.changes(stored, taken) if not domains or change.key.domain in domains]
    if not changes:
        if verbose >= 0:
            terminal.write(f"{path} is current\n", None)
        return exit_codes.PARITY
    head = f"{path} is not current: take it again with `parity snapshot {taken.origin} -o {path}`\n"
    terminal.write(head + render_text(changes, in_full=verbose > 0), None)
    return exit_codes.DRIFT
