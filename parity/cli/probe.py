"""`parity probe`: run the same work in both environments and say what differs."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parity.cli import exit_codes, options, terminal

if TYPE_CHECKING:
    from parity.measure.protocol import Plan
    from parity.model.finding import Finding
    from parity.model.measurement import Run
    from parity.runs.job import Work
    from parity.runs.places import RunOptions

    Informed = tuple[tuple[Finding, Finding], ...]

HELP = """Run the same work in BEFORE and AFTER, and say whether answers, speed or memory differ.

This runs code of both environments: images in sealed containers (no network, read-only, no capabilities, bounded),
virtual environments and interpreters as processes of this user. Without --entry, --command or --probe the shipped
probes are run.

Exit codes: 0 the same; 1 other answers, or a factor of --factor or more beyond the noise; 2 wrong usage; 3 cannot tell.

Examples:

  parity probe docker:shop:dev docker:shop:prod

  parity probe venv:old venv:new --probe gemm --probe frame-merge --budget 60s

  parity probe venv:old venv:new --entry app.features:scale --input rows.parquet --cwd .

  parity probe venv:old --save old.json; parity probe venv:new --against old.json
"""


class ProbeFormat(str, Enum):
    """How a run is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


Probes = Annotated[
    list[str] | None, typer.Option("--probe", metavar="NAME|FILE", help="A shipped probe, or a probe file. Repeatable.")
]
Entry = Annotated[
    list[str] | None, typer.Option("--entry", metavar="MODULE:FUNCTION", help="A callable of the application.")
]
Command = Annotated[list[str] | None, typer.Option("--command", metavar="LINE", help="A command line.")]
Inputs = Annotated[
    list[Path] | None,
    typer.Option(
        "--input", metavar="FILE", help="Passed to --entry in order: .json .npy .npz .parquet .csv, else bytes."
    ),
]
Generator = Annotated[
    str | None, typer.Option("--generator", metavar="MODULE:FUNCTION", help="Makes --entry's argument of the seed.")
]
Seed = Annotated[int, typer.Option("--seed", help="For --generator and for setup(seed) of probes.")]
Variables = Annotated[
    list[str] | None,
    typer.Option("--env", metavar="[SIDE=]NAME=VALUE", help="Set a variable in both, or after=NAME=VALUE in one."),
]
Cwd = Annotated[
    list[str] | None, typer.Option("--cwd", metavar="[SIDE=]DIR", help="Where to run; default: the image's workdir.")
]
Timeout = Annotated[str, typer.Option("--timeout", metavar="TIME", help="Of one trial.")]
Memory = Annotated[str, typer.Option("--memory", metavar="SIZE", help="Of one trial, the same on both sides.")]
Cpus = Annotated[float | None, typer.Option("--cpus", help="Of a container, the same on both sides.")]
Rtol = Annotated[float, typer.Option("--rtol", help="Relative tolerance of numbers, as numpy.isclose.")]
Atol = Annotated[float, typer.Option("--atol", help="Absolute tolerance of numbers.")]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("probe", help=HELP, short_help="Run the same work in both and measure what differs.")(probe)


def probe(
    before: options.Before,
    after: Annotated[
        str | None, typer.Argument(metavar="[AFTER]", help="Where it will run; not with --against.")
    ] = None,
    probes: Probes = None,
    entry: Entry = None,
    command: Command = None,
    inputs: Inputs = None,
    generator: Generator = None,
    seed: Seed = 0,
    budget: Annotated[str, typer.Option("--budget", metavar="TIME", help="Of one probe: 60s, 5m.")] = "20s",
    rounds: Annotated[int, typer.Option("--rounds", min=3, help="At least so many rounds of both sides.")] = 6,
    outputs_only: Annotated[bool, typer.Option("--outputs-only", help="Compare answers; time nothing.")] = False,
    factor: Annotated[float, typer.Option("--factor", min=1.0, help="From which speed or memory fails.")] = 1.5,
    rtol: Rtol = 1e-5,
    atol: Atol = 1e-8,
    exact: Annotated[bool, typer.Option("--exact", help="Last bits count as different answers.")] = False,
    timeout: Timeout = "60s",
    memory: Memory = "4g",
    cpus: Cpus = None,
    env: Variables = None,
    cwd: Cwd = None,
    environment: options.EnvironmentOption = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="RUN", help="Compare BEFORE with the before side of a saved run."),
    ] = None,
    save: Annotated[Path | None, typer.Option("--save", metavar="FILE", help="Keep the run for --against.")] = None,
    findings: Annotated[
        bool, typer.Option("--findings", help="Also say what this means for the findings of `parity check`.")
    ] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave trial directories where they are.")] = False,
    format: Annotated[ProbeFormat, typer.Option("--format", help="How to print it.")] = ProbeFormat.TEXT,
    output: options.Output = None,
    verbose: options.Verbose = 0,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> None:
    from parity.cli.extra import require_probe_extra

    require_probe_extra()
    from parity.cli.measuring import plan_of, run_options, works_of
    from parity.errors import ConfigurationError
    from parity.model.measurement import Verdict

    terminal.configure_logging(verbose)
    if against is not None and after is not None:
        raise ConfigurationError("use", "--against", "it takes the place of AFTER", "give one environment only")
    if against is None and after is None and save is None:
        raise ConfigurationError("compare", before, "there is no AFTER", "name it, or keep the run with --save FILE")
    works = works_of(probes=probes, entry=entry, command=command, inputs=inputs, generator=generator, seed=seed)
    plan = plan_of(
        budget=budget, rounds=rounds, factor=factor, rtol=rtol, atol=atol, exact=exact, timeout=timeout, memory=memory,
        cpus=cpus, outputs_only=outputs_only,
    )  # fmt: skip
    sides = run_options(environment=environment, env=env, cwd=cwd, alone=after is None)
    run = _measured(before, after, against, works=works, plan=plan, sides=sides, keep=keep, quiet=quiet)
    if save is not None:
        from parity.workflows.probe import save_run

        save_run(run, save)
    informed = _findings(before, after, run, environment) if findings and after is not None else ()
    text = _rendered(run, informed, format, output, verbose=-1 if quiet else verbose, no_color=no_color)
    terminal.write(text, output)
    codes = {Verdict.SAME: exit_codes.PARITY, Verdict.DIFFERENT: exit_codes.DRIFT}
    terminal.exit_with(codes.get(run.verdict, exit_codes.CANNOT_TELL))


def _measured(
    before: str,
    after: str | None,
    against: Path | None,
    *,
    works: tuple[Work, ...],
    plan: Plan,
    sides: tuple[RunOptions, RunOptions],
    keep: bool,
    quiet: bool,
) -> Run:
    from parity.workflows.probe import ProbeOptions, load_run, probe, probe_against, probe_alone

    old, new = sides
    with terminal.progress(quiet) as progress:
        chosen = ProbeOptions(works=works, plan=plan, before=old, after=new, progress=progress, keep=keep)
        if against is not None:
            return probe_against(load_run(str(against)), before, chosen)
        return probe(before, after, chosen) if after is not None else probe_alone(before, chosen)


def _findings(before: str, after: str, run: Run, environment: list[str] | None) -> Informed:
    from parity.cli.sides import both_sides
    from parity.workflows.probe import findings_after

    looks = both_sides(
        platform=None, environment=environment, code_roots=None, hardware=None, run=False, no_cache=False, progress=None
    )
    return findings_after(before, after, run, *looks)


def _rendered(
    run: Run, informed: Informed, format: ProbeFormat, output: Path | None, *, verbose: int, no_color: bool
) -> str:
    if format is ProbeFormat.JSON:
        from parity.reporters.probe_json import render_json

        return render_json(run, informed)
    if format is ProbeFormat.MARKDOWN:
        from parity.reporters.probe_markdown import render_markdown

        return render_markdown(run, informed)
    if format is ProbeFormat.HTML:
        from parity.reporters.probe_html import render_html

        return render_html(run, informed)
    from parity.reporters.probe_text import ProbeTextReporter

    color = terminal.wants_color(no_color, output)
    return ProbeTextReporter(width=terminal.width(output), color=color, verbosity=verbose).render(run, informed)
