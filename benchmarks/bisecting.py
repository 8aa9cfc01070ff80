"""Whether `parity bisect` names exactly the planted cause, and in how many trials: `python -m benchmarks.bisecting`.

    python -m benchmarks.bisecting [--only TEXT] [--python PATH] [--jobs N] [--from-files] [--limit SECONDS]

Needs uv and a package index; the scenario with images also what `benchmarks.planted_images` says, and the one that
builds numpy a C compiler, and minutes the first time. A scenario that takes longer than the limit counts as not found.
Beside each count stands the one of plain ddmin over the same differences, by name, on a perfect oracle.
"""

from __future__ import annotations

import argparse
import math
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docker.errors import DockerException

from benchmarks.planted import SCENARIOS, Scenario
from benchmarks.planting import Pair, planted
from parity.bisect.ddmin import ddmin
from parity.errors import ParityError
from parity.measure.protocol import Plan
from parity.model.bisection import Bisection, Outcome, UnitKind
from parity.model.measurement import Metric
from parity.runs.places import RunOptions
from parity.runs.works import named
from parity.workflows.bisect import BisectOptions, bisect
from parity.workflows.observe import SnapshotOptions

ENDS = 2  # nothing of after, all of it: tried before any search
CONSTANT = 3  # c of the bound: the proof of each cause, both ways, and the likeliest itself


def main() -> int:
    """Run the scenarios; 1 where one is not named exactly."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--from-files", action="store_true")
    parser.add_argument("--limit", type=int, default=900, help="seconds of one scenario's bisection")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was planted is removed
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    print(f"{'scenario':44} {'n':>3} {'trials':>6} {'bound':>5} {'ddmin':>5} {'time':>6}  found", flush=True)
    begun = time.monotonic()
    exact = 0
    scenarios = [scenario for scenario in SCENARIOS if chosen.only in scenario.name]
    for scenario in scenarios:
        exact += _one(scenario, chosen, uv)
    print(
        f"\nexactly the cause, proven both ways: {exact} of {len(scenarios)}; {time.monotonic() - begun:.0f} s in all"
    )
    return 0 if exact == len(scenarios) else 1


def _one(scenario: Scenario, chosen: argparse.Namespace, uv: str) -> bool:
    begun = time.monotonic()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="parity-planted-") as name,
            planted(scenario, Path(name), chosen.python, uv) as pair,
            _at_most(chosen.limit),
        ):
            found = _bisected(scenario, pair, chosen)
    except (ParityError, TimeoutError) as error:
        print(f"{scenario.name:44} {error}", flush=True)
        return False
    except (subprocess.SubprocessError, OSError, DockerException) as error:
        said = str(getattr(error, "stderr", None) or "")
        print(f"{scenario.name:44} cannot be planted here: {error} {said[-300:]}", flush=True)
        return False
    causes = {frozenset(unit.key for unit in cause.units) for cause in found.causes}
    right = causes == set(scenario.cause) and found.explained
    words = "; ".join([*(" + ".join(sorted(cause)) for cause in sorted(causes, key=sorted)), *found.notes]) or "nothing"
    number = len(found.units)
    bound = _bound(found, scenario)
    print(
        f"{scenario.name:44} {number:>3} {len(found.trials) - ENDS:>6} {bound:>5} {_plain(found, scenario):>5} "
        f"{time.monotonic() - begun:>5.0f}s  {'' if right else 'WRONG: '}{words}",
        flush=True,
    )
    return right


def _bisected(scenario: Scenario, pair: Pair, chosen: argparse.Namespace) -> Bisection:
    answers = scenario.metric == "answers"
    options = BisectOptions(
        plan=Plan(budget=20, sampling=0.0 if answers else 0.25, exact=scenario.exact),
        before=RunOptions(variables=scenario.variables[0]),
        after=RunOptions(variables=scenario.variables[1]),
        before_look=SnapshotOptions(code_roots=pair.code[0]),
        after_look=SnapshotOptions(code_roots=pair.code[1]),
        metric=None if answers else Metric(scenario.metric),
        jobs=chosen.jobs,
        from_files=chosen.from_files,
    )
    return bisect(pair.before, pair.after, named(str(pair.probe)), options)


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """A bisection that takes longer ends as an error, with everything that it started."""

    def late(*_: object) -> None:
        raise TimeoutError(f"not found in {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _bound(found: Bisection, scenario: Scenario) -> int:
    """2 log2(n) + c for each unit of each cause; where it goes on inside a base, the same again over its libraries."""
    libraries = sum(unit.kind is UnitKind.LIBRARY for unit in found.units)
    rounds = [len(found.units) - libraries, *([libraries] if libraries else [])]
    return sum(
        2 * math.ceil(math.log2(max(2, number))) * len(cause) + CONSTANT
        for cause in scenario.cause
        for number in rounds
    )


def _plain(found: Bisection, scenario: Scenario) -> int:
    """Different sets that plain ddmin would try, one cause after the other, each proven by what is left."""
    asked: set[frozenset[str]] = set()
    left = sorted(unit.key for unit in found.units)
    causes = list(scenario.cause)

    def test(part: tuple[str, ...]) -> Outcome:
        asked.add(frozenset(part))
        return Outcome.FAIL if any(cause <= set(part) for cause in causes) else Outcome.PASS

    while any(cause <= set(left) for cause in causes):
        minimal = ddmin(left, test)
        left = [key for key in left if key not in minimal]
        test(tuple(left))
    return len(asked)


if __name__ == "__main__":
    sys.exit(main())
