"""One letter on a server's command line, and the word that says the same there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Program -> letter -> word; what one letter means differs from server to server.
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "gunicorn": {
        "-w": "--workers", "-t": "--timeout", "-k": "--worker-class", "-b": "--bind", "-c": "--config", "-p": "--pid",
        "-n": "--name", "-e": "--env", "-D": "--daemon", "-u": "--user", "-g": "--group", "-m": "--umask",
        "--log-file": "--error-logfile", "--paster": "--paste",
    },
    "hypercorn": {
        "-w": "--workers", "-k": "--worker-class", "-b": "--bind", "-c": "--config", "-p": "--pid", "-g": "--group",
        "-m": "--umask", "-u": "--user", "-D": "--daemon",
    },
    "celery": {
        "-c": "--concurrency", "-P": "--pool", "-l": "--loglevel", "-A": "--app", "-Q": "--queues", "-n": "--hostname",
    },
    "uwsgi": {
        "-p": "--processes", "--workers": "--processes", "-M": "--master", "-w": "--module", "-l": "--listen",
        "-b": "--buffer-size", "-t": "--harakiri",
    },
    "daphne": {"-b": "--bind", "-p": "--port", "-t": "--http-timeout", "-v": "--verbosity", "-u": "--unix-socket"},
    "mlflow": {"-w": "--workers", "-m": "--model-uri", "-p": "--port", "-h": "--host", "-t": "--timeout"},
    "flask": {"-h": "--host", "-p": "--port"},
})  # fmt: skip


def spelled_out(program: str, option: str) -> str:
    """The word for an option; itself where it is one, or none is known."""
    return _WORDS.get(program, {}).get(option, option)
