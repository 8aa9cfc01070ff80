"""Asks a confined process to evaluate pairs of functions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parity.evaluation.verdict import Likeness, Shown, Verdict

SECONDS = 20  # of CPU for all pairs; the steps that each may take are bounded, so that few ever need this
PATIENCE = 10  # seconds of a busy machine beyond them
# It finds this package wherever it is, in a directory or an archive, and nothing in the directory it is started from.
BOOT = (
    "import sys; sys.path[:] = [sys.argv[1], *(part for part in sys.path if part not in ('', '.'))]; "
    "from parity.evaluation.child import main; main()"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A function of one side: its module's name among the sources, and its dotted name within."""

    module: str
    name: str


def evaluate_pairs(
    before: Mapping[str, str], after: Mapping[str, str], pairs: Sequence[tuple[Place, Place]], seconds: int = SECONDS
) -> list[Verdict]:
    """One verdict for each pair, in their order.

    Args:
        before, after: module name -> source, of each side's program.
        pairs: before's function and after's.
    """
    found: list[Verdict] = []
    while len(found) < len(pairs) and sys.executable:
        answered = _asked(before, after, pairs[len(found) :], seconds)
        found.extend(answered)
        if len(found) < len(pairs):  # the next one made it end
            found.append(Verdict(reason="the evaluation took too much time or memory"))
            seconds = max(seconds // 2, 2)
    return found + [Verdict(reason="there is no interpreter to evaluate with")] * (len(pairs) - len(found))


def _asked(
    before: Mapping[str, str], after: Mapping[str, str], pairs: Sequence[tuple[Place, Place]], seconds: int
) -> list[Verdict]:
    job = {
        "before": dict(before),
        "after": dict(after),
        "pairs": [[[one.module, one.name], [other.module, other.name]] for one, other in pairs],
        "seconds": seconds,
    }
    root = Path(__file__).parents[2]
    try:
        done = subprocess.run(
            [sys.executable, "-s", "-B", "-c", BOOT, str(root)],
            input=json.dumps(job).encode("utf-8", "surrogatepass"),
            capture_output=True,
            env=_environment(),
            cwd=root.anchor,
            timeout=seconds * 3 + PATIENCE,
            check=False,
        )
        said = done.stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    except OSError:
        return []
    return [_verdict(json.loads(line)) for line in said.splitlines() if line.endswith(b"}")]


def _environment() -> dict[str, str]:
    """No hash of a text may differ from run to run, and no library may start threads."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "PYTHONHASHSEED": "0", "PYTHONIOENCODING": "utf-8"}


def _verdict(said: Mapping[str, Any]) -> Verdict:
    shown = said.get("shown")
    return Verdict(
        answered=said.get("answered", 0),
        tried=said.get("tried", 0),
        covered=said.get("covered", 0.0),
        worst=Likeness(said.get("worst", 0)),
        shown=Shown(**{**shown, "likeness": Likeness(shown["likeness"])}) if shown else None,
        costs=_pairs(said, "costs"),
        recurring=_pairs(said, "recurring"),
        again=_pairs(said, "again"),
        asked=_pairs(said, "asked"),
        reason=said.get("reason", ""),
    )


def _pairs(said: Mapping[str, Any], name: str) -> tuple[tuple[Any, Any], ...]:
    return tuple((before, after) for before, after in said.get(name, ()))
