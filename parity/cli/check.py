"""`parity check`: compare, classify, and fail where a finding is at or over the threshold."""

from __future__ import annotations

from typing import Annotated

import typer

from parity.cli import exit_codes, options, terminal

HELP = """Say what differs between BEFORE and AFTER, which difference changes answers or speed, and fail if one matters.

Exit codes: 0 parity, or nothing at or over --fail-on; 1 findings at or over it; 2 wrong usage or unreadable input;
3 something that the check needs could not be seen.

Examples:

  parity check docker:shop:dev docker:shop:prod

  parity check archive:dev.tar archive:prod.tar --fail-on behaviour:high --ignore OSP

  parity check snapshot:dev.json live -o report.html -o report.sarif -o -
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("check", help=HELP, short_help="Compare two environments and fail where a difference matters.")(check)


def check(
    before: options.Before,
    after: options.After,
    format: options.ReportFormat = None,
    output: options.Outputs = None,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="RISK:SEVERITY,...", help="What fails; 'never': nothing does.")
    ] = "behaviour:medium,performance:high",
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Only these: rule prefixes (PKG) or subjects (numpy, env:OMP_*).")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", help="All but these: as --only.")] = None,
    require: Annotated[
        list[str] | None,
        typer.Option(
            "--require", metavar="DOMAIN", help="Exit 3 unless this domain was visible (hardware, setting, ...)."
        ),
    ] = None,
    platform: options.PlatformOption = None,
    environment: options.EnvironmentOption = None,
    code_root: options.CodeRoots = None,
    hardware: options.Hardware = None,
    run: options.Run = False,
    no_cache: options.NoCache = False,
    knowledge: options.Knowledge = None,
    verbose: options.Verbose = 0,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> None:
    from parity import workflows  # `parity --version` must not pay for it
    from parity.cli.knowledge import knowledge_scope
    from parity.cli.outputs import parse_outputs, write_reports
    from parity.cli.sides import both_sides
    from parity.model.report import Verdict
    from parity.policy import Policy, parse_domains, parse_fail_on

    terminal.configure_logging(verbose)
    outputs = parse_outputs(output, format)  # what cannot be written is said before anything long is begun
    rule = Policy(
        fail_on=parse_fail_on(fail_on),
        only=tuple(only or ()),
        ignore=tuple(ignore or ()),
        require=parse_domains(require or ()),
    )
    with terminal.progress(quiet) as progress:
        sides = both_sides(
            platform=platform, environment=environment, code_roots=code_root, hardware=hardware, run=run,
            no_cache=no_cache, progress=progress,
        )  # fmt: skip
        report = workflows.check(before, after, rule, *sides, knowledge=knowledge_scope(knowledge))
    write_reports(report, outputs, verbosity=-1 if quiet else verbose, no_color=no_color)
    terminal.exit_with(
        {
            Verdict.PARITY: exit_codes.PARITY,
            Verdict.DRIFT: exit_codes.DRIFT,
            Verdict.CANNOT_TELL: exit_codes.CANNOT_TELL,
        }[report.verdict]
    )
