"""What is special about a terminal: width, colours, progress, files instead of stdout."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import typer

from parity.errors import ConfigurationError

WIDTH_IN_A_PIPE = 100
PATIENCE = 1.0  # seconds before a progress bar appears


def wants_color(no_color: bool, output: Path | None) -> bool:
    """Colours go to a terminal only, and not where the user declined (https://no-color.org)."""
    if no_color or output is not None or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()


def width(output: Path | None) -> int:
    """Columns to fill: the terminal's, or a readable constant so that files do not depend on who writes them."""
    if output is None and sys.stdout.isatty():
        return shutil.get_terminal_size((WIDTH_IN_A_PIPE, 24)).columns
    return WIDTH_IN_A_PIPE


def write(text: str, output: Path | None) -> None:
    """To stdout, or to a file whole or not at all. Raises ConfigurationError where the file cannot be written."""
    if output is not None:
        write_files({output: text})
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(_bytes(text))
    sys.stdout.buffer.flush()


def write_files(texts: Mapping[Path, str]) -> None:
    """Every file whole, and none where one cannot be written. Raises ConfigurationError."""
    from parity.atomic import write_all_atomically  # only where a file is written

    try:
        write_all_atomically({path: _bytes(text) for path, text in texts.items()})
    except OSError as error:
        names = ", ".join(map(str, texts))
        raise ConfigurationError("write", names, error.strerror or str(error)) from error


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def configure_logging(verbose: int) -> None:
    """-vv shows what parity does, on stderr."""
    if verbose > 1:
        logging.basicConfig(level=logging.DEBUG, format="%(name)s: %(message)s", stream=sys.stderr)
        logging.getLogger("urllib3").setLevel(logging.INFO)


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, int, int | None], None] | None]:
    """A bar on a terminal for anything longer than a second; nothing in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # only on a terminal
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    bar = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    task = bar.add_task("", total=None)
    begun = time.monotonic()

    def tell(what: str, done: int, total: int | None) -> None:
        if not bar.live.is_started and time.monotonic() - begun > PATIENCE:
            bar.start()
        bar.update(task, description=what, completed=done, total=total)

    try:
        yield tell
    finally:
        bar.stop()


@contextmanager
def terminated_is_interrupted() -> Iterator[None]:
    """SIGTERM ends a command as Ctrl-C does: what it made is removed, what it started is ended."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def exit_with(code: int) -> None:
    """Leave with an exit code."""
    raise typer.Exit(code)
