"""`parity explain`: a rule, or a finding with its evidence and what takes it away."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from parity.cli import completion, options, terminal
from parity.errors import ConfigurationError

HELP = """Explain a rule, or a finding between two environments: what, why it matters here, the evidence of both sides,
how to see it without parity, and the lines that take it away.

WHAT is a rule's code or name (PKG003), the beginning of a finding's identifier (`parity check -v` and every other
format show it), or a subject: all findings on it.

Examples:

  parity explain PKG003

  parity explain def8dcd dev prod

  parity explain numpy docker:shop:dev docker:shop:prod

  parity explain def8dcd --report report.json    (what `parity check -o report.json` wrote)
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("explain", help=HELP, short_help="Explain a rule, or a finding and what takes it away.")(explain)


def explain(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT", help="A rule, a finding's identifier, or a subject.", autocompletion=completion.rules
        ),
    ],
    before: options.MaybeBefore = None,
    after: options.MaybeAfter = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Of this report, written as JSON.")
    ] = None,
    config: options.Config = None,
    platform: options.PlatformOption = None,
    environment: options.EnvironmentOption = None,
    code_root: options.CodeRoots = None,
    hardware: options.Hardware = None,
    run: options.Run = False,
    no_cache: options.NoCache = False,
    knowledge: options.Knowledge = None,
    quiet: options.Quiet = False,
) -> None:
    if report is None and before is not None and after is None:
        raise ConfigurationError(
            "explain", what, "two environments are needed, or a report", "name BEFORE and AFTER, or give --report FILE"
        )
    if report is not None and before is not None:
        raise ConfigurationError("explain", what, "both a report and environments were given", "leave one out")
    if report is None and before is None:
        _rule(what)
        return
    from parity.reporters.explanation_text import render_explanation  # `parity --version` must not pay for it
    from parity.rules import all_rules
    from parity.workflows.explain import explain_between, explain_stored

    if report is not None:
        found = explain_stored(what, str(report))
    else:
        from parity.cli.project import Choices, knowledge_of, located, open_project, policy_of
        from parity.cli.sides import both_sides

        assert before is not None
        assert after is not None
        project = open_project(config)
        with terminal.progress(quiet) as progress:
            sides = both_sides(
                platform=platform, environment=environment, code_roots=code_root, hardware=hardware, run=run,
                no_cache=no_cache, progress=progress,
            )  # fmt: skip
            old, old_options = located(before, sides[0], project)
            new, new_options = located(after, sides[1], project)
            choices = Choices(knowledge=knowledge or ())
            found = explain_between(
                what, old, new, policy_of(project, choices, (before, after)), options=(old_options, new_options),
                knowledge=knowledge_of(project, choices),
            )  # fmt: skip
    rules = {rule.code: rule for rule in all_rules()}
    width = terminal.width(None)
    texts = [render_explanation(one, rules.get(one.finding.rule), width=width) for one in found]
    terminal.write(("\n" + "─" * width + "\n\n").join(texts), None)


def _rule(code: str) -> None:
    from parity.reporters.rule_list import render_one  # `parity --version` must not pay for it
    from parity.rules import all_rules

    known = {name: rule for rule in all_rules() for name in (rule.code, rule.name)}
    rule = known.get(code) or known.get(code.upper())
    if rule is None:
        near = get_close_matches(code.upper(), known, n=1) or get_close_matches(code.lower(), known, n=1)
        raise ConfigurationError(
            "explain", code, "there is no such rule",
            f"did you mean {near[0]}?" if near
            else "`parity rules` lists them; of a finding, name both environments or --report FILE as well",
        )  # fmt: skip
    terminal.write(render_one(rule), None)
