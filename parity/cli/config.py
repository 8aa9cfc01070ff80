"""`parity config show`: what is in force, and where each value comes from."""

from __future__ import annotations

import typer

from parity.cli import options, terminal

SHOW = """Show the configuration that is in force here: every value, and where it comes from.

A configuration is the [tool.parity] table of pyproject.toml, or a parity.toml, of this directory or the nearest one
above it that has one.

Examples:

  parity config show

  parity config show --config deploy/parity.toml --format json
"""


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    group = typer.Typer(no_args_is_help=True, help="The project's configuration.")
    group.command("show", help=SHOW, short_help="Show what is in force, and where it comes from.")(show)
    app.add_typer(group, name="config", short_help="Show the project's configuration.")


def show(
    config: options.Config = None,
    format: options.OutputFormat = options.Format.TEXT,
    output: options.Output = None,
) -> None:
    from parity.cli.project import open_project  # `parity --version` must not pay for it
    from parity.reporters import configuration_list

    project = open_project(config)
    rows = configuration_list.rows_of(project.configuration, str(project.accepted_file))
    render = configuration_list.render_json if format is options.Format.JSON else configuration_list.render_text
    terminal.write(render(rows), output)
