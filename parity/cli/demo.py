"""`parity demo`: the main job on a pair of small images that come with parity."""

from __future__ import annotations

from contextlib import ExitStack
from importlib.resources import as_file, files

import typer

from parity.cli import options, terminal

HELP = """Check a pair of small images that come with parity, and print the report.

Examples:

  parity demo

  parity demo -v
"""
STORY = """\
A model was built in the image shop-dev and is to be served from shop-prod (two small images that come with parity).
    parity check archive:dev.tar.gz archive:prod.tar.gz
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("demo", help=HELP, short_help="Check a pair of small images that come with parity.")(demo)


def demo(verbose: options.Verbose = 0, no_color: options.NoColor = False) -> None:
    from parity import workflows  # `parity --version` must not pay for it
    from parity.reporters.text import TextReporter

    with ExitStack() as unpacked:
        stored = files("parity.demo")
        pair = [unpacked.enter_context(as_file(stored / name)) for name in ("dev.tar.gz", "prod.tar.gz")]
        report = workflows.check(f"archive:{pair[0]}", f"archive:{pair[1]}")
    text = TextReporter(
        width=terminal.width(None), color=terminal.wants_color(no_color, None), verbosity=verbose
    ).render(report)
    terminal.write(STORY + "\n" + text, None)
