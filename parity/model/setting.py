"""Facts about runtime settings (domain `setting`): image configuration, or what a running process has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """An environment variable. Key name: "env:<NAME>".

    Attributes:
        value: its value; None where it looks like a secret.
        secret: of a secret, a salted digest by which two sides can be compared and nothing can be read back.
    """

    value: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What the image starts: entrypoint and command joined. Key name: "command"."""

    argv: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Healthcheck:
    """Key name: "healthcheck". Durations in seconds."""

    test: tuple[str, ...]
    interval: float | None = None
    timeout: float | None = None
    start_period: float | None = None
    retries: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A setting that is one string. Key names: "user", "workdir", "stop-signal", "label:<name>", "locale", ..."""

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A resource limit. Key name: "ulimit:<name>". None: unlimited."""

    soft: int | None
    hard: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A size in bytes. Key name: "shm" (/dev/shm)."""

    bytes: int
