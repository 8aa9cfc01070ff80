"""`parity rules`: the rule catalogue."""

from __future__ import annotations

from typing import Annotated

import typer

from parity.cli import options, terminal


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("rules", short_help="List the rules.")(rules)


def rules(
    prefix: Annotated[str, typer.Argument(metavar="[PREFIX]", help="Only codes that begin so: PKG, SET0.")] = "",
    format: options.OutputFormat = options.Format.TEXT,
    output: options.Output = None,
) -> None:
    """List the rules: code, name and what each detects. `parity explain CODE` tells the whole of one."""
    from parity.reporters import rule_list  # `parity --version` must not pay for it
    from parity.rules import all_rules

    chosen = [rule for rule in all_rules() if rule.code.startswith(prefix.upper())]
    render = rule_list.render_json if format is options.Format.JSON else rule_list.render_text
    terminal.write(render(chosen), output)
