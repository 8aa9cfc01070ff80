"""Help with examples that are real command lines, and completion in a real shell."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from parity.cli.app import app
from tests.support.command import COMMAND

PROGRAM: Any = typer.main.get_command(app)


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = list(commands(PROGRAM))
IDS = [" ".join(path) for path, _ in COMMANDS]


def examples(command: Any) -> list[str]:
    """The command lines under "Examples:"; what stands behind them in parentheses is for people."""
    _, _, shown = (command.help or "").partition("Examples:")
    lines = [re.sub(r"  +\(.*\)$", "", line.strip()) for line in shown.splitlines() if line.strip()]
    return [one.strip() for line in lines for one in re.split(r"&&|;", line)]


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=IDS)
def test_every_command_has_examples_that_it_understands(path: tuple[str, ...], command: Any) -> None:
    lines = examples(command)
    assert lines, "no examples"
    for line in lines:
        words = shlex.split(line)
        assert tuple(words[: len(path) + 1]) == ("parity", *path), line
        command.make_context(path[-1], words[len(path) + 1 :])  # raises where an option or an argument is not known


def complete(words: str, cwd: Path) -> list[str]:
    """What bash offers after these words, by the script that `--show-completion` prints."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    script = f"""
    export PATH={shlex.quote(str(COMMAND.parent))}:$PATH
    eval "$(parity --show-completion bash)"
    COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
    _parity_completion parity
    printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run([bash, "-ec", script], capture_output=True, text=True, check=True, cwd=cwd)
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("parity che", ["check"]),
        ("parity check pr", ["prod"]),
        ("parity check dev pr", ["prod"]),
        ("parity check --require har", ["hardware"]),
        ("parity check --format js", ["json"]),
        ("parity explain GEN00", ["GEN001", "GEN002"]),
    ],
)
def test_a_shell_completes(words: str, offered: list[str], tmp_path: Path) -> None:
    (tmp_path / "parity.toml").write_text(
        '[environments.dev]\nsource = "dev.json"\n[environments.prod]\nsource = "docker:shop:prod"\n'
    )
    assert complete(words, tmp_path) == offered


def test_a_broken_configuration_completes_nothing(tmp_path: Path) -> None:
    (tmp_path / "parity.toml").write_text("environments = 7")
    assert complete("parity check pr", tmp_path) == []
