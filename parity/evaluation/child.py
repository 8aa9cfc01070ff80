"""Evaluates in a confined process of its own: a job as JSON in, a line of JSON for each pair out."""

from __future__ import annotations

import ast
import json
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from parity.evaluation.evaluator.arrays import numpy
from parity.evaluation.trial import compare, sides

MEMORY = 3 << 30  # bytes of addresses, of which libraries reserve many
STACK = 512 << 20  # bytes of addresses
LOCAL = "<+0530>-5:30"  # as POSIX writes it: five and a half hours before UTC, the whole year
FRAMES = 20_000  # of the evaluator; evaluated calls have a bound of their own


def main() -> None:
    """As `evaluate` does, with a stack that takes as many frames as it may make."""
    threading.stack_size(STACK)
    worker = threading.Thread(target=evaluate)
    worker.start()
    worker.join()


def evaluate() -> None:
    """Reads one job from stdin, as `process` writes it: both sides' sources by module, and the pairs of functions."""
    job = json.load(sys.stdin)
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(FRAMES)
    _quiet(numpy())
    _somewhere()
    _confine(int(job["seconds"]))
    before, after = (_trees(job[side]) for side in ("before", "after"))
    for (module, name), (other_module, other_name) in job["pairs"]:
        if module not in before or other_module not in after:
            _say({"reason": "a module could not be parsed"})
            continue
        verdict = compare(*sides(before, after, (module, other_module), (name, other_name)))
        _say(asdict(verdict))


def _trees(sources: dict[str, str]) -> dict[str, ast.Module]:
    found = {}
    for name, source in sources.items():
        try:
            found[name] = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return found


def _say(verdict: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(verdict) + "\n")
    sys.stdout.flush()


def _quiet(found: Any) -> None:
    if found is not None:
        found.seterr(all="ignore")


def _somewhere() -> None:
    """In a time zone that is not UTC, whatever the machine's is: code that means one of them is not the other's."""
    os.environ["TZ"] = LOCAL
    if hasattr(time, "tzset"):  # Windows has none
        time.tzset()


def _confine(seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415  # only POSIX has it
    except ImportError:  # Windows has none; the parent's patience is the bound there
        return
    limits: list[tuple[int, int]] = [
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, 0),
    ]  # fmt: skip
    for kind, most in limits:
        _lower(resource.setrlimit, resource.getrlimit, kind, most)


def _lower(set_limit: Callable[..., None], get_limit: Callable[[int], tuple[int, int]], kind: int, most: int) -> None:
    soft, hard = get_limit(kind)
    wanted = most if hard < 0 else min(most, hard)
    try:
        set_limit(kind, (wanted if soft < 0 else min(wanted, soft), hard))
    except (ValueError, OSError):  # a host that does not let it
        return
