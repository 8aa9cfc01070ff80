"""What `probe` and `bisect` share: words of the command line to works, plans and how each side is run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from parity.cli.sides import NAMES, for_side
from parity.errors import ConfigurationError
from parity.measure.numbers import Tolerance
from parity.measure.protocol import Plan
from parity.model.measurement import Metric
from parity.runs import works
from parity.runs.job import Limits, Work
from parity.runs.places import RunOptions

TIME = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)?")
TIMES = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, None: 1.0}
SIZE = re.compile(r"(\d+(?:\.\d+)?)([kmgt]?)(?:i?b)?", re.IGNORECASE)
SIZES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
LEAST_MEMORY = 64 << 20


def seconds(option: str, text: str) -> float:
    """ "60s", "5m", "1.5h", "90". Raises ConfigurationError."""
    match = TIME.fullmatch(text.strip())
    if match is None or float(match[1]) <= 0:
        raise ConfigurationError("use", f"{option} {text}", "it is no length of time", "write 60s, 5m or 1h")
    return float(match[1]) * TIMES[match[2]]


def size(option: str, text: str) -> int:
    """ "512m", "4g". Raises ConfigurationError."""
    match = SIZE.fullmatch(text.strip())
    found = int(float(match[1]) * SIZES[match[2].lower()]) if match else 0
    if found < LEAST_MEMORY:
        raise ConfigurationError("use", f"{option} {text}", "it is no size of 64 MiB or more", "write 512m or 4g")
    return found


def works_of(
    *,
    probes: Sequence[str] | None,
    entry: Sequence[str] | None,
    command: Sequence[str] | None,
    inputs: Sequence[Path] | None,
    generator: str | None,
    seed: int,
) -> tuple[Work, ...]:
    """All that the options name, in order; empty: nothing was named. Raises ConfigurationError."""
    given = tuple(inputs or ())
    found = [works.named(name, given, seed) for name in probes or ()]
    found += [works.entry(path, given, generator, seed) for path in entry or ()]
    found += [works.command(line, given) for line in command or ()]
    if not found and (given or generator):
        raise ConfigurationError(
            "use", "--input", "there is nothing to pass it to", "add --entry, --command or --probe"
        )
    return tuple(found)


def plan_of(
    *,
    budget: str,
    rounds: int,
    factor: float,
    rtol: float,
    atol: float,
    exact: bool,
    timeout: str,
    memory: str,
    cpus: float | None,
    outputs_only: bool = False,
) -> Plan:
    """How it is measured. Raises ConfigurationError."""
    limits = Limits(seconds=seconds("--timeout", timeout), memory=size("--memory", memory), cpus=cpus)
    plan = Plan(
        budget=seconds("--budget", budget), rounds=rounds, most=max(30, rounds), factor=factor, exact=exact,
        tolerance=Tolerance(rtol=rtol, atol=atol), limits=limits,
    )  # fmt: skip
    return replace(plan, sampling=0.0) if outputs_only else plan


def run_options(
    *, environment: Sequence[str] | None, env: Sequence[str] | None, cwd: Sequence[str] | None, alone: bool = False
) -> tuple[RunOptions, RunOptions]:
    """How each side is run; where there is one side only, it is both. Raises ConfigurationError."""
    before = _one("before", environment, env, cwd)
    return before, (before if alone else _one("after", environment, env, cwd))


def _one(
    side: str, environment: Sequence[str] | None, env: Sequence[str] | None, cwd: Sequence[str] | None
) -> RunOptions:
    return RunOptions(
        environment=_last(for_side(environment, side)),
        variables=variables_of(env, side),
        cwd=_last(for_side(cwd, side)),
    )


def variables_of(env: Sequence[str] | None, side: str) -> dict[str, str]:
    """NAME=VALUE for both sides, before=NAME=VALUE for one; a variable may itself be called "after"."""
    found = {}
    for word in env or ():
        first, equals, rest = word.partition("=")
        if first in NAMES and "=" in rest:
            if NAMES[first] != side:
                continue
            first, equals, rest = rest.partition("=")
        if not first or not equals:
            raise ConfigurationError("use", f"--env {word}", "it is not of the form NAME=VALUE")
        found[first] = rest
    return found


def _last(values: tuple[str, ...]) -> str | None:
    return values[-1] if values else None


def metric_of(name: str | None) -> tuple[Metric | None, bool]:
    """What is to be explained: (a metric, whether it is answers only). Raises ConfigurationError."""
    if name is None or name == "answers":
        return None, name == "answers"
    try:
        return Metric(name.replace("-", " ") if name != "start-up" else name), False
    except ValueError as error:
        known = ", ".join(["answers", *(metric.value for metric in Metric)])
        raise ConfigurationError("use", f"--metric {name}", "there is no such metric", f"there are {known}") from error
