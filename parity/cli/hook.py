"""`parity hook`: parity in the way of builds: the docker command's plugin, and lines for a Dockerfile."""

from __future__ import annotations

import os
import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from parity.cli import options, terminal

INSTALL = """Install the docker command's plugin: `docker parity ...`, and a word after docker build, pull and tag.

The plugin is a link in cli-plugins beside docker's configuration, $DOCKER_CONFIG or ~/.docker; its hooks are switched
on in config.json, where everything else stays. Which environment new images are checked against says hook-against in
the project's configuration; else it is the one called dev.

Examples:

  parity hook install docker
"""
UNINSTALL = """Take the docker command's plugin and its hooks away again; docker's configuration is as it was.

Examples:

  parity hook uninstall docker
"""
DOCKERFILE = """Print the lines that make a Dockerfile's build fail where its environment drifts from a stored snapshot.

Examples:

  parity hook dockerfile

  parity hook dockerfile --snapshot deploy/dev.json --python /opt/venv/bin/python --legacy
"""


class Client(str, Enum):
    """Whose hooks."""

    DOCKER = "docker"


Which = Annotated[Client, typer.Argument(help="Whose: docker.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    group = typer.Typer(no_args_is_help=True, help="Put parity in the way of builds.")
    group.command("install", help=INSTALL, short_help="Install the docker command's plugin and its hooks.")(install)
    group.command("uninstall", help=UNINSTALL, short_help="Take them away again.")(uninstall)
    group.command("dockerfile", help=DOCKERFILE, short_help="Print the lines for a Dockerfile.")(dockerfile)
    app.add_typer(group, name="hook", short_help="Put parity in the way of builds: docker plugin, Dockerfile lines.")


def install(client: Which) -> None:
    from parity.hooks.docker_installation import PROGRAM, docker_home
    from parity.hooks.docker_installation import install as put_in_place

    home = docker_home(os.environ)
    put_in_place(home, Path(sys.argv[0]).resolve().with_name(PROGRAM))
    terminal.write(f"installed {home.plugin}\nhooks are on in {home.settings}: docker build, pull and tag\n", None)


def uninstall(client: Which) -> None:
    from parity.hooks.docker_installation import docker_home
    from parity.hooks.docker_installation import uninstall as take_away

    home = docker_home(os.environ)
    found = take_away(home)
    terminal.write(f"removed from {home.directory}\n" if found else f"there was nothing in {home.directory}\n", None)


def dockerfile(
    snapshot: Annotated[str, typer.Option("--snapshot", metavar="FILE", help="In the build's context.")] = "dev.json",
    file: Annotated[str, typer.Option("--file", metavar="FILE", help="The single-file build there.")] = "parity.pyz",
    python: Annotated[str, typer.Option("--python", metavar="PATH", help="The image's interpreter.")] = "python3",
    legacy: Annotated[bool, typer.Option("--legacy", help="For builders without BuildKit.")] = False,
    output: options.Output = None,
) -> None:
    from parity.hooks.dockerfile import lines

    terminal.write(lines(snapshot=snapshot, file=file, python=python, legacy=legacy), output)
