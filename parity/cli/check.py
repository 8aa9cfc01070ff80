"""`parity check`: compare, classify, and fail where a finding is at or over the threshold."""

from __future__ import annotations

from typing import Annotated

import typer

from parity.cli import completion, exit_codes, options, terminal
from parity.errors import ConfigurationError

HELP = """Say what differs between BEFORE and AFTER, which difference changes answers or speed, and fail if one matters.

Exit codes: 0 parity, or nothing at or over --fail-on; 1 findings at or over it; 2 wrong usage or unreadable input;
3 something that the check needs could not be seen.

Examples:

  parity check docker:shop:dev docker:shop:prod

  parity check dev prod    (environments that the project's configuration names)

  parity check --against dev.json    (this very environment, as in a Dockerfile)

  parity check archive:dev.tar archive:prod.tar --fail-on behaviour:high --ignore OSP

  parity check snapshot:dev.json live -o report.html -o report.sarif -o -
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("check", help=HELP, short_help="Compare two environments and fail where a difference matters.")(check)


def check(
    before: options.MaybeBefore = None,
    after: options.MaybeAfter = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="REFERENCE",
            autocompletion=completion.environments,
            help="What the environment that parity runs in (or the one given) is checked against: BEFORE.",
        ),
    ] = None,
    config: options.Config = None,
    format: options.ReportFormat = None,
    output: options.Outputs = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="RISK:SEVERITY[@CONFIDENCE],...",
            help="What fails; 'never': nothing does. Default: behaviour:medium,performance:high.",
        ),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Only these: rule prefixes (PKG) or subjects (numpy, env:OMP_*).")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", help="All but these: as --only.")] = None,
    require: Annotated[
        list[str] | None,
        typer.Option(
            "--require",
            metavar="DOMAIN",
            autocompletion=completion.domains,
            help="Exit 3 unless this domain was visible (hardware, setting, ...).",
        ),
    ] = None,
    strict_acceptances: Annotated[
        bool, typer.Option("--strict-acceptances", help="Acceptances that expired or fit nothing any more fail too.")
    ] = False,
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
    from parity.cli.outputs import parse_outputs, write_reports  # `parity --version` must not pay for it
    from parity.cli.project import Choices, judged, open_project
    from parity.cli.sides import both_sides
    from parity.model.report import Verdict

    terminal.configure_logging(verbose)
    outputs = parse_outputs(output, format)  # what cannot be written is said before anything long is begun
    old, new = _sides(before, after, against)
    project = open_project(config)
    choices = Choices(
        fail_on=fail_on, only=only or (), ignore=ignore or (), require=require or (), knowledge=knowledge or (),
        strict_acceptances=strict_acceptances,
    )  # fmt: skip
    with terminal.progress(quiet) as progress:
        sides = both_sides(
            platform=platform, environment=environment, code_roots=code_root, hardware=hardware, run=run,
            no_cache=no_cache, progress=progress,
        )  # fmt: skip
        report = judged(old, new, sides, choices, project)
    write_reports(report, outputs, verbosity=-1 if quiet else verbose, no_color=no_color)
    terminal.exit_with(
        {
            Verdict.PARITY: exit_codes.PARITY,
            Verdict.DRIFT: exit_codes.DRIFT,
            Verdict.CANNOT_TELL: exit_codes.CANNOT_TELL,
        }[report.verdict]
    )


def _sides(before: str | None, after: str | None, against: str | None) -> tuple[str, str]:
    """What is compared with what. Raises ConfigurationError where that is not said, or twice."""
    if against is not None:
        if after is not None:
            raise ConfigurationError("check", against, "--against and two environments name three", "leave one out")
        return against, before or "live"
    if before is None or after is None:
        raise ConfigurationError(
            "check", before or "", "two environments are needed",
            "name BEFORE and AFTER, or say --against BEFORE to check the one that parity runs in",
        )  # fmt: skip
    return before, after
