"""`parity diff`: what differs, without judging it."""

from __future__ import annotations

from typing import Annotated

import typer

from parity.cli import options, terminal

HELP = """List every difference between BEFORE and AFTER, without judging it (`parity check` judges).

Examples:

  parity diff docker:shop:dev docker:shop:prod

  parity diff before.json after.json --format json --exit-code
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("diff", help=HELP, short_help="List every difference, without judging it.")(diff)


def diff(
    before: options.Before,
    after: options.After,
    format: options.OutputFormat = options.Format.TEXT,
    output: options.Output = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 where anything differs, as git diff does.")
    ] = False,
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
    from parity.cli.sides import both_sides
    from parity.reporters import diff_report

    terminal.configure_logging(verbose)
    with terminal.progress(quiet) as progress:
        sides = both_sides(
            platform=platform, environment=environment, code_roots=code_root, hardware=hardware, run=run,
            no_cache=no_cache, progress=progress,
        )  # fmt: skip
        changes = workflows.changes(before, after, *sides)
    render = diff_report.render_json if format is options.Format.JSON else diff_report.render_text
    terminal.write(render(changes, in_full=verbose > 0), output)
    terminal.exit_with(1 if exit_code and changes else 0)
