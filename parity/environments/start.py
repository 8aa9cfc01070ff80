"""How a Python process is started: what besides its prefix decides its import path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One start of an interpreter.

    Attributes:
        variables: its environment.
        directory: its working directory.
        options: single-letter options that matter here: of "I", "E", "s", "S".
        home: the user's home directory.
        executable: as it was called; None where nothing said so.
        script: absolute path of the script it runs, where it runs one.
        chosen_by: what said so, in words.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    directory: str = "/"
    options: frozenset[str] = frozenset()
    home: str = "/root"
    executable: str | None = None
    script: str | None = None
    chosen_by: str = ""

    @property
    def isolated(self) -> bool:
        """Whether PYTHON* variables are ignored."""
        return bool(self.options & {"I", "E"})

    def variable(self, name: str) -> str:
        """A PYTHON* variable as the interpreter sees it; empty where unset or ignored."""
        return "" if self.isolated else self.variables.get(name, "")

    @property
    def user_site(self) -> bool:
        """Whether the user's own site-packages are looked at (unless the environment says otherwise)."""
        return not self.options & {"I", "s"} and not self.variable("PYTHONNOUSERSITE")
