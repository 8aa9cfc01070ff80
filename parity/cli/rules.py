"""`parity rules`: the rule catalogue."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from parity.cli import completion, options, terminal

HELP = """List the rules: code, name and what each detects. `parity explain CODE` tells the whole of one.

Examples:

  parity rules

  parity rules PKG

  parity rules --format markdown -o rules.md
"""


class RuleFormat(str, Enum):
    """How the catalogue is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("rules", help=HELP, short_help="List the rules.")(rules)


def rules(
    prefix: Annotated[
        str,
        typer.Argument(
            metavar="[PREFIX]", help="Only codes that begin so: PKG, SET0.", autocompletion=completion.rules
        ),
    ] = "",
    format: Annotated[RuleFormat, typer.Option("--format", help="How to print it.")] = RuleFormat.TEXT,
    output: options.Output = None,
) -> None:
    from parity.reporters import rule_list  # `parity --version` must not pay for it
    from parity.reporters.catalogue import render_catalogue
    from parity.rules import all_rules

    chosen = [rule for rule in all_rules() if rule.code.startswith(prefix.upper())]
    render = {
        RuleFormat.TEXT: rule_list.render_text,
        RuleFormat.JSON: rule_list.render_json,
        RuleFormat.MARKDOWN: render_catalogue,
    }[format]
    terminal.write(render(chosen), output)
