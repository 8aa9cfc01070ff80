"""Options that may be given for both sides or for one: "--code-root /app", "--code-root after=/srv"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypedDict

from typing_extensions import Unpack

from parity.errors import ConfigurationError
from parity.workflows import SnapshotOptions

NAMES = {"before": "before", "dev": "before", "after": "after", "prod": "after"}


def for_side(values: Sequence[str] | None, side: str) -> tuple[str, ...]:
    """The values that hold for one side, in order."""
    chosen = []
    for value in values or ():
        name, equals, rest = value.partition("=")
        if equals and name in NAMES:
            if NAMES[name] == side:
                chosen.append(rest)
        else:
            chosen.append(value)
    return tuple(chosen)


class Looking(TypedDict):
    """How the user wants environments to be looked at, as the options say it."""

    platform: str | None
    environment: Sequence[str] | None
    code_roots: Sequence[str] | None
    hardware: Sequence[str] | None
    run: bool
    no_cache: bool
    progress: Callable[[str, int, int | None], None] | None


def one_side(side: str, **looking: Unpack[Looking]) -> SnapshotOptions:
    """One side's options. Raises ConfigurationError where an option that has one value got several."""
    return SnapshotOptions(
        platform=looking["platform"],
        environment=_single("--environment", for_side(looking["environment"], side)),
        code_roots=for_side(looking["code_roots"], side),
        hardware=_single("--hardware", for_side(looking["hardware"], side)),
        run=looking["run"],
        cache=not looking["no_cache"],
        progress=looking["progress"],
    )


def both_sides(**looking: Unpack[Looking]) -> tuple[SnapshotOptions, SnapshotOptions]:
    """Before's and after's options. Raises ConfigurationError as `one_side`."""
    return one_side("before", **looking), one_side("after", **looking)


def named_side(name: str, names: Sequence[str], **looking: Unpack[Looking]) -> SnapshotOptions:
    """The options of one of several named environments: "--environment prod=/opt/venv". Errors as `one_side`."""
    return SnapshotOptions(
        platform=looking["platform"],
        environment=_single("--environment", _for_name(looking["environment"], name, names)),
        code_roots=_for_name(looking["code_roots"], name, names),
        hardware=_single("--hardware", _for_name(looking["hardware"], name, names)),
        run=looking["run"],
        cache=not looking["no_cache"],
        progress=looking["progress"],
    )


def _for_name(values: Sequence[str] | None, name: str, names: Sequence[str]) -> tuple[str, ...]:
    split = [(value, *value.partition("=")) for value in values or ()]
    return tuple(
        rest if equals and said in names else value
        for value, said, equals, rest in split
        if not (equals and said in names) or said == name
    )


def _single(option: str, values: tuple[str, ...]) -> str | None:
    if len(values) > 1:
        raise ConfigurationError(
            "use", option, f"one side got {len(values)} values: {', '.join(values)}", "give before=... and after=..."
        )
    return values[0] if values else None
