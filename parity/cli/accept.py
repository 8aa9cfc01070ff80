"""`parity accept` and `parity baseline`: differences that somebody decides to live with, until a day."""

from __future__ import annotations

import getpass
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Annotated

import typer

from parity.cli import options, terminal
from parity.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parity.cli.project import Project
    from parity.model.finding import Finding
    from parity.model.report import Report

ACCEPT = """Accept a difference between BEFORE and AFTER: until a day it fails no check, as long as both sides stay.

FINDING is the identifier that `parity check -v` and every other format show, or enough of its first characters. The
decision is written to parity-accepted.toml, for review: with the finding, both values, the reason, and who decided.
As soon as either side changes it fits no longer, and `parity check` says so.

Examples:

  parity accept 3f9c2a dev prod --reason "same results on the validation set" --until 2027-03-01
"""
BASELINE = """Accept everything that fails a check of BEFORE and AFTER today; from then on only new differences fail.

Examples:

  parity baseline dev prod --reason "as it ran before parity" --until 2027-03-01

  parity baseline docker:shop:dev docker:shop:prod --reason "to be worked off" --until 2027-01-31 --by "Ann Lee"
"""

Reason = Annotated[str, typer.Option("--reason", help="Why it may stay.")]
Until = Annotated[str, typer.Option("--until", metavar="YYYY-MM-DD", help="The last day on which it is accepted.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decided; default: the user's name.")]
FailOn = Annotated[
    str | None, typer.Option("--fail-on", metavar="RISK:SEVERITY,...", help="As `parity check` takes it.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("accept", help=ACCEPT, short_help="Accept a difference until a day.")(accept)
    app.command("baseline", help=BASELINE, short_help="Accept everything that fails today.")(baseline)


def accept(
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="Its identifier, or the beginning of it.")],
    before: options.Before,
    after: options.After,
    reason: Reason,
    until: Until,
    by: By = None,
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
    from parity.cli.project import Choices, judged, open_project  # `parity --version` must not pay for it
    from parity.cli.sides import both_sides

    day = _day(until)
    project = open_project(config)
    with terminal.progress(quiet) as progress:
        sides = both_sides(
            platform=platform, environment=environment, code_roots=code_root, hardware=hardware, run=run,
            no_cache=no_cache, progress=progress,
        )  # fmt: skip
        report = judged(before, after, sides, Choices(knowledge=knowledge or ()), project)
    chosen = _named(finding, report)
    _write([chosen], (before, after), project, reason=reason, until=day, by=by)


def baseline(
    before: options.Before,
    after: options.After,
    reason: Reason,
    until: Until,
    by: By = None,
    fail_on: FailOn = None,
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
    from parity.cli.project import Choices, judged, open_project  # `parity --version` must not pay for it
    from parity.cli.sides import both_sides

    day = _day(until)
    project = open_project(config)
    with terminal.progress(quiet) as progress:
        sides = both_sides(
            platform=platform, environment=environment, code_roots=code_root, hardware=hardware, run=run,
            no_cache=no_cache, progress=progress,
        )  # fmt: skip
        report = judged(before, after, sides, Choices(fail_on=fail_on, knowledge=knowledge or ()), project)
    _write(report.failing, (before, after), project, reason=reason, until=day, by=by)


def _day(text: str) -> date:
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=timezone.utc).date()
    except ValueError:
        raise ConfigurationError("accept until", text, "it is not a date", "write it like 2027-03-01") from None
    if day < datetime.now(timezone.utc).date():
        raise ConfigurationError("accept until", text, "that day has passed")
    return day


def _named(identifier: str, report: Report) -> Finding:
    from parity.model.fingerprint import fingerprint

    everything = (*report.findings, *(item.finding for item in report.accepted))
    found = [one for one in everything if identifier and fingerprint(one).startswith(identifier)]
    if len(found) != 1:
        raise ConfigurationError(
            "accept", identifier, f"{len(found)} findings begin so" if found else "there is no such finding",
            "`parity check -v` shows the identifiers",
        )  # fmt: skip
    return found[0]


def _write(
    findings: Sequence[Finding], between: tuple[str, str], project: Project, *, reason: str, until: date, by: str | None
) -> None:
    from parity import configuration
    from parity.model.configuration import Acceptance
    from parity.model.fingerprint import fingerprint
    from parity.reporters.wording import describe

    if not reason.strip():
        raise ConfigurationError("accept for the reason", reason, "it is empty", "say why the difference may stay")
    added = []
    for finding in findings:
        sides = ("absent" if side is None else describe(side) for side in (finding.change.before, finding.change.after))
        old, new = sides
        added.append(
            Acceptance(
                finding=fingerprint(finding), rule=finding.rule, subject=finding.subject, risk=finding.risk.value,
                before=old, after=new, between=between, reason=reason, by=by or getpass.getuser(), until=until,
            )
        )  # fmt: skip
    if added:
        configuration.accept(project.accepted_file, added)
    what = f"{len(added)} difference{'' if len(added) == 1 else 's'}"
    terminal.write(f"accepted {what} until {until} in {project.accepted_file}\n" if added else "nothing fails\n", None)
