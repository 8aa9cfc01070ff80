"""How a report is rendered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from parity.model.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter(ABC):
    """Renders a report to one string; knows nothing of terminals, files or exit codes.

    One file of `parity/reporters`, one reporter; found by `parity.reporters` by itself.

    Attributes:
        width: columns to fill, where the format has columns.
        color: whether terminal colours may be used.
        verbosity: -1: the verdict only; 0: what matters; 1: everything. Formats for programs are always whole.
    """

    name: ClassVar[str]  # what --format and NAME:FILE call it
    suffixes: ClassVar[tuple[str, ...]]  # of files that are written in it: (".sarif", ".sarif.json")
    summary: ClassVar[str]  # one line of help

    width: int = 100
    color: bool = False
    verbosity: int = 0

    @abstractmethod
    def render(self, report: Report) -> str:
        """Pure: the same report gives the same text."""
