"""How many worker processes a side's server starts, and whether they share what was loaded before them."""

from __future__ import annotations

from dataclasses import dataclass

from parity.deduction.start_command import start_command
from parity.deduction.variables import value_of
from parity.model.keys import Domain
from parity.model.setting import Command
from parity.model.snapshot import Snapshot
from parity.parsers.shell_command import parse_shell

# Server -> its options for the number of workers; the one that loads the application before they part.
_OPTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "gunicorn": (("-w", "--workers"), "--preload"),
    "uvicorn": (("--workers",), ""),
    "hypercorn": (("-w", "--workers"), ""),
    "granian": (("--workers",), ""),
    "uwsgi": (("-p", "--processes", "--workers"), ""),
    "fastapi": (("--workers",), ""),
    "celery": (("-c", "--concurrency"), ""),
}
_SHARING = frozenset({"uwsgi", "celery"})  # the application is loaded once, and forked
_VARIABLES = {"gunicorn": "WEB_CONCURRENCY", "uvicorn": "WEB_CONCURRENCY", "hypercorn": "WEB_CONCURRENCY",
              "granian": "GRANIAN_WORKERS", "celery": "CELERYD_CONCURRENCY"}  # fmt: skip


def variable_of(program: str, option: str) -> str | None:
    """The variable that holds the number of a server's workers where this option of it is not given."""
    return _VARIABLES.get(program) if program in _OPTIONS and option in _OPTIONS[program][0] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """count: of processes; shared: whether they share the pages of what was loaded; told_by: what says so."""

    count: int
    shared: bool
    told_by: str


def workers_of(snapshot: Snapshot) -> Workers | None:
    """None where the start command is not that of a server whose workers are known to be told so."""
    command = snapshot.find(Domain.SETTING, "command")
    if not isinstance(command, Command) or not command.argv:
        return None
    started = start_command(command.argv)
    if started.program not in _OPTIONS:
        return None
    names, preload = _OPTIONS[started.program]
    options = dict(started.options)
    told = next((f"{name} {options[name]}" for name in names if name in options), None)
    if started.program == "gunicorn" and (text := value_of(snapshot, "GUNICORN_CMD_ARGS")):
        extra = dict(start_command(("gunicorn", *next(iter(parse_shell(text)), ()))).options)
        options = {**extra, **options}
        told = told or next((f"GUNICORN_CMD_ARGS {name} {extra[name]}" for name in names if name in extra), None)
    variable = _VARIABLES.get(started.program, "")
    if told is None and (number := value_of(snapshot, variable) if variable else None):
        told = f"{variable}={number}"
    digits = (told or "").replace("=", " ").rpartition(" ")[2]
    if told is None or not (digits.isascii() and digits.isdecimal() and 0 < len(digits) < 5 and int(digits) > 0):
        return None
    shared = started.program in _SHARING or (bool(preload) and preload in options)
    return Workers(count=int(digits), shared=shared, told_by=told)
