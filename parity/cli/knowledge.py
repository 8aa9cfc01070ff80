"""`parity knowledge`: what is documented about versions, variables and kinds of things."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parity.cli import options, terminal
from parity.errors import ConfigurationError

if TYPE_CHECKING:
    from parity.model.knowledge import KnowledgeScope

HELP = """List and explain what is documented: about NAME (a package, a variable, a library, "python"), or in all.

Your own goes into a directory laid out as parity's: packages/NAME.toml with [[difference]] tables,
settings/variables_NAME.toml with [[variable]] tables; docs/knowledge.md tells their keys. It is asked first;
risk = "none" silences what is shipped for the versions it names. All files are checked whenever they are listed.

Examples:

  parity knowledge numpy

  parity knowledge OMP_NUM_THREADS

  parity knowledge --knowledge ./parity-knowledge --kind packages
"""


class Kind(str, Enum):
    """Which room."""

    PACKAGES = "packages"
    SETTINGS = "settings"
    NATIVE = "native"
    SYSTEM = "system"
    HARDWARE = "hardware"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("knowledge", help=HELP, short_help="List and explain what is documented.")(knowledge)


def knowledge(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Only what is known about this.")] = "",
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only this room.")] = None,
    knowledge: options.Knowledge = None,
    format: options.OutputFormat = options.Format.TEXT,
    output: options.Output = None,
) -> None:
    from parity.knowledge.listing import known_things  # `parity --version` must not pay for it
    from parity.reporters import knowledge_list

    found = [
        known
        for known in known_things(knowledge_scope(knowledge))
        if (kind is None or known.room == kind.value) and known.concerns(name)
    ]
    if not found and name:
        raise ConfigurationError("explain", name, "nothing is documented about it", "`parity knowledge` lists all")
    render = knowledge_list.render_json if format is options.Format.JSON else knowledge_list.render_text
    terminal.write(render(found, in_full=bool(name)), output)


def knowledge_scope(directories: Sequence[Path] | None) -> KnowledgeScope:
    """What the user adds. Raises ConfigurationError where a directory is none."""
    from parity.model.knowledge import KnowledgeScope  # as above

    for directory in directories or ():
        if not directory.is_dir():
            raise ConfigurationError("use the knowledge in", str(directory), "it is not a directory")
    return KnowledgeScope(directories=tuple(map(str, directories or ())))
