"""`parity bisect`: which difference causes what a probe shows."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parity.cli import exit_codes, options, terminal
from parity.cli.probe import (
    Atol,
    Command,
    Cpus,
    Cwd,
    Entry,
    Generator,
    Inputs,
    Memory,
    Probes,
    Rtol,
    Seed,
    Timeout,
    Variables,
)

if TYPE_CHECKING:
    from parity.model.bisection import Bisection

HELP = """Find the smallest set of differences between BEFORE and AFTER that makes a probe differ.

Trials are environments with some differences taken from AFTER and the rest from BEFORE, built from pins with uv (or
pip), or from the sides' own files. Likely causes, as the classifier sees them, are tried first. This runs code of both.

Exit codes: 0 the cause is found and proven; 1 no cause, or not all of it; 2 wrong usage, or the probe does not differ.

Examples:

  parity bisect venv:dev venv:prod --probe gemm

  parity bisect venv:dev venv:prod --entry app.features:scale --code-root before=old --code-root after=new

  parity bisect docker:shop:dev docker:shop:prod --probe model-fit --metric latency --resume
"""


class BisectFormat(str, Enum):
    """How a bisection is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("bisect", help=HELP, short_help="Find the difference that causes what a probe shows.")(bisect)


def bisect(
    before: options.Before,
    after: options.After,
    probes: Probes = None,
    entry: Entry = None,
    command: Command = None,
    inputs: Inputs = None,
    generator: Generator = None,
    seed: Seed = 0,
    metric: Annotated[
        str | None, typer.Option("--metric", help="What to explain: answers, latency, cpu-time, import ...")
    ] = None,
    jobs: Annotated[int, typer.Option("-j", "--jobs", min=1, max=64, help="Trials side by side (answers only).")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Use the outcomes of trials run before.")] = False,
    versions: Annotated[
        bool, typer.Option("--versions", help="Go on inside a package's releases: which one flipped it.")
    ] = False,
    from_files: Annotated[
        bool, typer.Option("--from-files", help="Build trials from the sides' own files; ask no index.")
    ] = False,
    budget: Annotated[str, typer.Option("--budget", metavar="TIME", help="Of the first measurement.")] = "20s",
    rounds: Annotated[int, typer.Option("--rounds", min=3, help="As in `parity probe`.")] = 6,
    factor: Annotated[float, typer.Option("--factor", min=1.0, help="As in `parity probe`.")] = 1.5,
    rtol: Rtol = 1e-5,
    atol: Atol = 1e-8,
    exact: Annotated[bool, typer.Option("--exact", help="Last bits count as different answers.")] = False,
    timeout: Timeout = "60s",
    memory: Memory = "4g",
    cpus: Cpus = None,
    env: Variables = None,
    cwd: Cwd = None,
    environment: options.EnvironmentOption = None,
    code_root: options.CodeRoots = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave trial directories where they are.")] = False,
    no_cache: options.NoCache = False,
    format: Annotated[BisectFormat, typer.Option("--format", help="How to print it.")] = BisectFormat.TEXT,
    output: options.Output = None,
    verbose: options.Verbose = 0,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> None:
    from parity.cli.extra import require_probe_extra

    require_probe_extra()
    from parity.cli.measuring import metric_of, plan_of, run_options, works_of
    from parity.cli.sides import both_sides
    from parity.errors import ConfigurationError
    from parity.workflows.bisect import BisectOptions
    from parity.workflows.bisect import bisect as search

    terminal.configure_logging(verbose)
    works = works_of(probes=probes, entry=entry, command=command, inputs=inputs, generator=generator, seed=seed)
    if len(works) != 1:
        raise ConfigurationError(
            "bisect by", f"{len(works)} probes", "it takes one", "say --probe, --entry or --command"
        )
    wanted, answers = metric_of(metric)
    plan = plan_of(
        budget=budget, rounds=rounds, factor=factor, rtol=rtol, atol=atol, exact=exact, timeout=timeout, memory=memory,
        cpus=cpus, outputs_only=answers,
    )  # fmt: skip
    with terminal.progress(quiet) as progress:
        looks = both_sides(
            platform=None, environment=environment, code_roots=code_root, hardware=None, run=False, no_cache=no_cache,
            progress=progress,
        )  # fmt: skip
        sides = run_options(environment=environment, env=env, cwd=cwd)
        found = search(
            before, after, works[0],
            BisectOptions(
                plan=plan, before=sides[0], after=sides[1], before_look=looks[0], after_look=looks[1], metric=wanted,
                jobs=jobs, resume=resume, versions=versions, from_files=from_files, keep=keep, progress=progress,
            ),
        )  # fmt: skip
    terminal.write(_rendered(found, format, output, verbosity=-1 if quiet else verbose, no_color=no_color), output)
    terminal.exit_with(exit_codes.PARITY if found.explained else exit_codes.DRIFT)


def _rendered(found: Bisection, format: BisectFormat, output: Path | None, *, verbosity: int, no_color: bool) -> str:
    if format is BisectFormat.JSON:
        from parity.reporters.bisect_json import render_json

        return render_json(found)
    if format is BisectFormat.MARKDOWN:
        from parity.reporters.bisect_markdown import render_markdown

        return render_markdown(found)
    if format is BisectFormat.HTML:
        from parity.reporters.bisect_html import render_html

        return render_html(found)
    from parity.reporters.bisect_text import BisectTextReporter

    color = terminal.wants_color(no_color, output)
    return BisectTextReporter(width=terminal.width(output), color=color, verbosity=verbosity).render(found)
