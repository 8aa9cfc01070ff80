"""What a shell's commands change about the process that it will start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parity.environments.programs import search_path
from parity.environments.start import Start
from parity.parsers.shell_command import expand

ALL_ARGUMENTS = ("$@", "$*", "${@}", "${*}")


@dataclass(slots=True)
class ShellState:
    """Variables and working directory (`start`), and the positional arguments."""

    start: Start
    arguments: tuple[str, ...] = ()

    def variables(self) -> dict[str, str]:
        numbered = {str(number): word for number, word in enumerate(self.arguments, 1)}
        return {
            **self.start.variables,
            **numbered,
            "@": " ".join(self.arguments),
            "*": " ".join(self.arguments),
        }

    def expanded(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words of a command with their variables put in."""
        found: list[str] = []
        for word in words:
            if word in ALL_ARGUMENTS:
                found.extend(self.arguments)
                continue
            value = expand(word, self.variables())
            # Whether it was quoted is lost; a word that is nothing but a variable is mostly a command line.
            found.extend(value.split() if word.startswith("$") and " " in value else [value] if value else [])
        return tuple(found)

    def set(self, name: str, value: str) -> None:
        """Assign a variable, its value expanded."""
        self.start = replace(self.start, variables={**self.start.variables, name: expand(value, self.variables())})

    def prepend(self, directory: str) -> None:
        """Put a directory in front of PATH."""
        path = search_path(self.start.variables)
        self.start = replace(self.start, variables={**self.start.variables, "PATH": f"{directory}:{path}"})
