"""The reference of the command line, made from the program itself: docs/cli.md.

python -m parity.cli.reference > docs/cli.md
"""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

import typer
from typer.models import ArgumentInfo, OptionInfo

from parity.cli.app import app

HEAD = """# Command line

<!-- made from the program itself; do not edit -->

`parity COMMAND --help` prints the same. References to environments: [where an environment is](references.md); what
commands exit with: [exit codes](exit-codes.md).
"""


def render_reference() -> str:
    """Every command with its help, arguments and options, as Markdown."""
    return "\n".join([HEAD, *_commands(app, "parity", 2)]).rstrip() + "\n"


def _commands(group: typer.Typer, path: str, level: int) -> Iterator[str]:
    found: dict[str, Any] = {
        command.name or _dashed(command.callback): command
        for command in group.registered_commands
        if not command.hidden and command.callback is not None
    }
    found |= {inner.name or "": inner for inner in group.registered_groups if inner.typer_instance is not None}
    for name, one in sorted(found.items()):
        yield f"{'#' * level} {path} {name}\n"
        if isinstance(one, typer.models.TyperInfo):
            assert one.typer_instance is not None
            told = one.help if isinstance(one.help, str) else one.typer_instance.info.help
            yield from _help(told if isinstance(told, str) else "")
            yield from _commands(one.typer_instance, f"{path} {name}", level + 1)
        else:
            yield from _command(one.callback, one.help)


def _dashed(callback: Callable[..., Any] | None) -> str:
    return callback.__name__.replace("_", "-") if callback else ""


def _command(callback: Callable[..., Any], help: str | None) -> Iterator[str]:
    yield from _help(help or callback.__doc__ or "")
    parameters = list(_parameters(callback))
    for title, kind in (("argument", ArgumentInfo), ("option", OptionInfo)):
        rows = [row for row in parameters if isinstance(row[1], kind) and not row[1].hidden]
        if rows:
            yield f"| {title} | |\n| --- | --- |"
            yield from (f"| {_names(*row)} | {_told(*row)} |" for row in rows)
            yield ""


Parameter = tuple[str, Any, Any, object]  # name, what typer was told, type, default


def _parameters(callback: Callable[..., Any]) -> Iterator[Parameter]:
    hints = typing.get_type_hints(callback, include_extras=True)
    for name, parameter in inspect.signature(callback).parameters.items():
        kind, *extras = typing.get_args(hints[name]) or (hints[name],)
        for extra in extras:
            if isinstance(extra, (ArgumentInfo, OptionInfo)):
                yield name, extra, kind, parameter.default


def _help(text: str) -> Iterator[str]:
    """Paragraphs as they are; those that are commands as code."""
    for paragraph in inspect.cleandoc(text).replace("\b\n", "").split("\n\n"):
        words = inspect.cleandoc(paragraph)
        if words.startswith(("parity ", "docker ", "RUN ")):
            yield f"```text\n{words}\n```\n"
        elif words:
            yield f"{_cell(words)}\n"


def _names(name: str, info: Any, kind: Any, default: object) -> str:
    if isinstance(info, ArgumentInfo):
        return f"`{_bare(info.metavar or name.upper())}`"
    takes = "" if kind is bool or info.count else f" {_bare(info.metavar or name.upper())}"
    first = (info.default,) if isinstance(info.default, str) and info.default.startswith("-") else ()
    names = (*first, *(info.param_decls or ())) or (
        f"--{name.replace('_', '-')}",
    )  # in Annotated, it is the first name
    return ", ".join(f"`{one}{takes}`" for one in names)


def _bare(metavar: str) -> str:
    return metavar.replace("|", "\\|")


def _told(name: str, info: Any, kind: Any, default: object) -> str:
    told = _cell(info.help or "")
    choices = [one for one in typing.get_args(kind) or (kind,) if isinstance(one, type) and issubclass(one, Enum)]
    for choice in choices:
        told += f" One of {', '.join(str(member.value) for member in choice)}."
    if default not in (None, False, "", 0, inspect.Parameter.empty):
        told += f" Default: {getattr(default, 'value', default)}."
    return told


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.stdout.write(render_reference())
