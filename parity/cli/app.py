"""The `parity` program: its commands, and how errors become one sentence and an exit code."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from parity.cli import (
    accept,
    bisect,
    check,
    config,
    demo,
    diff,
    explain,
    hook,
    knowledge,
    lock,
    probe,
    rules,
    schema,
    snapshot,
)
from parity.cli.exit_codes import INTERRUPTED, USAGE
from parity.errors import ParityError
from parity.version import __version__


class Program(TyperGroup):
    """Turns expected errors into one sentence on stderr; a traceback is a bug of parity's."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except ParityError as error:
            _say(str(error))
            raise typer.Exit(USAGE) from error
        except KeyboardInterrupt:
            _say("interrupted; nothing was written")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # The reader has gone: what remains in the buffer must not raise again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None


def _say(message: str) -> None:
    one_line = " ".join(message.split())
    typer.echo(f"parity: {one_line}", err=True)


app = typer.Typer(
    name="parity",
    cls=Program,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Say what differs between two environments, and which difference will change answers or speed.",
    epilog="A reference is docker:NAME, container:NAME, archive:FILE, oci:DIR[:TAG], dir:PATH, venv:PATH, python:PATH, "
    "live, snapshot:FILE, or just a name or path: parity finds out what it is.",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"parity {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Say what differs between two environments, and which difference will change answers or speed."""


COMMANDS = (
    check, accept, config, diff, snapshot, lock, probe, bisect, hook, rules, explain, knowledge, schema, demo,
)  # fmt: skip
for command in COMMANDS:
    command.register(app)
