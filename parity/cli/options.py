"""Options that several commands share."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from parity.cli import completion

REFERENCE_HELP = "docker:NAME, archive:FILE, oci:DIR, dir:PATH, venv:PATH, live, a snapshot file, ... or just a name."


class Format(str, Enum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


Reference = Annotated[
    str, typer.Argument(metavar="REFERENCE", help=REFERENCE_HELP, autocompletion=completion.environments)
]
Before = Annotated[
    str,
    typer.Argument(
        metavar="BEFORE", help=f"Where it was built (dev): {REFERENCE_HELP}", autocompletion=completion.environments
    ),
]
After = Annotated[
    str,
    typer.Argument(metavar="AFTER", help="Where it will run (prod): likewise.", autocompletion=completion.environments),
]
MaybeBefore = Annotated[
    str | None,
    typer.Argument(
        metavar="BEFORE",
        help=f"Where it was built (dev): a configured name, or {REFERENCE_HELP}",
        autocompletion=completion.environments,
    ),
]
MaybeAfter = Annotated[
    str | None,
    typer.Argument(metavar="AFTER", help="Where it will run (prod): likewise.", autocompletion=completion.environments),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", envvar="PARITY_CONFIG",
        help="The project's configuration; default: the nearest parity.toml or pyproject.toml with [tool.parity].",
    ),
]  # fmt: skip
OutputFormat = Annotated[Format, typer.Option("--format", help="How to print it.")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to FILE, whole or not at all.")
]
ReportFormat = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="NAME", autocompletion=completion.formats,
        help="github, html, json, junit, markdown, sarif, text: of what goes to stdout, and of files whose suffix does "
        "not say it.",
    ),
]  # fmt: skip
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "-o", "--output", metavar="[NAME:]FILE",
        help="Write to FILE, whole or not at all; its suffix says the format, or NAME does. '-' is stdout. Repeatable.",
    ),
]  # fmt: skip
Verbose = Annotated[
    int,
    typer.Option("-v", "--verbose", count=True, help="More: every finding with its evidence; -vv: log what is done."),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="The verdict only, no progress.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours, also where NO_COLOR is not set.")]
PlatformOption = Annotated[
    str | None, typer.Option("--platform", metavar="OS/ARCH", help="Which image of a multi-platform one: linux/arm64.")
]
EnvironmentOption = Annotated[
    list[str] | None,
    typer.Option(
        "--environment", metavar="[SIDE=]PREFIX",
        help="The Python environment to look at (/opt/venv), instead of the one that the image's command uses. "
        "before=... and after=... for one side.",
    ),
]  # fmt: skip
CodeRoots = Annotated[
    list[str] | None,
    typer.Option(
        "--code-root", metavar="[SIDE=]PATH",
        help="Where the application's code is; default: the working directory. Repeatable; before=... and after=... "
        "for one side.",
    ),
]  # fmt: skip
Hardware = Annotated[
    list[str] | None,
    typer.Option(
        "--hardware", metavar="[SIDE=]HOST",
        help="The host an image runs on: live, a snapshot taken there, or a microarchitecture (zen4, x86_64_v3).",
    ),
]  # fmt: skip
Run = Annotated[
    bool,
    typer.Option(
        "--run",
        help="Let parity's agent run in a docker image (no network, read-only, no capabilities) to see settings.",
    ),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Do not use or keep snapshots of images.")]
Knowledge = Annotated[
    list[Path] | None,
    typer.Option(
        "--knowledge", metavar="DIR", envvar="PARITY_KNOWLEDGE",
        help="Your own knowledge, asked before what is shipped (see `parity knowledge --help`). Repeatable.",
    ),
]  # fmt: skip
