"""One side of a difference that is to become like the other, and what makes it so."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from parity.advice.places import is_image
from parity.model.facts import Value
from parity.model.origin import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What makes one side like the other.

    Attributes:
        side: the one that is changed: "before" or "after".
        where: "Dockerfile", "shell" or "docker run".
        lines: to be added there as they stand; empty where only `note` tells what to do.
        note: what has to be known with it.
    """

    side: str
    where: str
    lines: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One side as it is (`has`), as it should be (`wants`), and where that is. None: absent."""

    side: str
    name: str
    origin: Origin
    has: Value | None
    wants: Value | None

    def run(self, *argv: str) -> Undo:
        """A program to be run once."""
        line = shlex.join(argv)
        if is_image(self.origin):
            return Undo(side=self.side, where="Dockerfile", lines=(f"RUN {line}",))
        return Undo(side=self.side, where="shell", lines=(line,))

    def dockerfile(self, *lines: str, note: str = "") -> Undo:
        return Undo(side=self.side, where="Dockerfile", lines=lines, note=note)
