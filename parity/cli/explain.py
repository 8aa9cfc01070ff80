"""`parity explain`: one rule, in full."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

import typer

from parity.cli import terminal
from parity.errors import ConfigurationError


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("explain", short_help="Explain one rule: what it detects, why it matters, what to do.")(explain)


def explain(code: Annotated[str, typer.Argument(metavar="CODE", help="A rule's code or name: PKG003.")]) -> None:
    """Explain one rule: what it detects, why it matters, known false alarms, what to do, and its examples."""
    from parity.reporters.rule_list import render_one  # `parity --version` must not pay for it
    from parity.rules import all_rules

    known = {name: rule for rule in all_rules() for name in (rule.code, rule.name)}
    rule = known.get(code) or known.get(code.upper())
    if rule is None:
        near = get_close_matches(code.upper(), known, n=1) or get_close_matches(code.lower(), known, n=1)
        raise ConfigurationError(
            "explain", code, "there is no such rule",
            f"did you mean {near[0]}?" if near else "`parity rules` lists them",
        )  # fmt: skip
    terminal.write(render_one(rule), None)
