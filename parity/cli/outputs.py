"""Where reports go: `-o report.html -o sarif:findings.json -o -`, the format by name or by suffix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from parity.cli import terminal
from parity.errors import ConfigurationError

if TYPE_CHECKING:  # reporters are imported when there is something to report
    from parity.interfaces import Reporter
    from parity.model.report import Report

STDOUT = "-"
DEFAULT = "text"


@dataclass(frozen=True, slots=True)
class Output:
    """One report to write: in which format, and where (None: to stdout)."""

    reporter: type[Reporter]
    path: Path | None


def parse_outputs(values: Sequence[str] | None, format: str | None) -> tuple[Output, ...]:
    """What `-o` and `--format` ask for.

    The format of an output is its NAME:, else what its suffix says, else --format, else text.

    Raises:
        ConfigurationError: an unknown format, one place twice, or a --format that no output would have.
    """
    from parity.reporters import all_reporters

    known = {reporter.name: reporter for reporter in all_reporters()}
    chosen = _named(format, known) if format is not None else None
    found = [_output(value, chosen, known) for value in values or (STDOUT,)]
    places = [output.path.resolve() if output.path else STDOUT for output in found]
    for value, place in zip(values or (), places, strict=False):
        if places.count(place) > 1:
            raise ConfigurationError("write", value, "two reports would go there", "give each a place of its own")
    if chosen is not None and all(output.reporter is not chosen for output in found):
        first = next(output for output in found if output.path is not None)
        raise ConfigurationError(
            "write", str(first.path), f"its suffix says {first.reporter.name} and --format says {chosen.name}",
            f"say -o {chosen.name}:{first.path}, or leave --format out",
        )  # fmt: skip
    return tuple(found)


def write_reports(report: Report, outputs: Sequence[Output], *, verbosity: int, no_color: bool) -> None:
    """Render all, then write all: every file whole, and none where one cannot be written. Raises ConfigurationError."""
    rendered = [
        (
            output.path,
            output.reporter(
                width=terminal.width(output.path),
                color=terminal.wants_color(no_color, output.path),
                verbosity=verbosity,
            ).render(report),
        )
        for output in outputs
    ]
    terminal.write_files({path: text for path, text in rendered if path is not None})
    for path, text in rendered:
        if path is None:
            terminal.write(text, None)


def _output(value: str, chosen: type[Reporter] | None, known: dict[str, type[Reporter]]) -> Output:
    name, colon, rest = value.partition(":")
    if colon and name in known and rest:
        return Output(known[name], None if rest == STDOUT else Path(rest))
    if value == STDOUT:
        return Output(chosen or known[DEFAULT], None)
    if colon and name.isalpha() and (near := get_close_matches(name, known, n=1)):
        raise ConfigurationError("write", value, f"there is no format {name!r}", f"did you mean {near[0]}:{rest}?")
    return Output(_by_suffix(value, known) or chosen or known[DEFAULT], Path(value))


def _by_suffix(value: str, known: dict[str, type[Reporter]]) -> type[Reporter] | None:
    """The reporter with the longest suffix that fits: ".junit.xml" before ".xml"."""
    fits = [
        (len(suffix), name)
        for name, reporter in known.items()
        for suffix in reporter.suffixes
        if value.lower().endswith(suffix)
    ]
    return known[max(fits)[1]] if fits else None


def _named(name: str, known: dict[str, type[Reporter]]) -> type[Reporter]:
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    raise ConfigurationError(
        "use", "--format", f"there is no format {name!r}",
        f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(known)}",
    )  # fmt: skip
