"""Whether `parity probe` can be trusted: `python -m benchmarks.probing aa`, and `truth CASES`.

    python -m benchmarks.probing aa [--repeat 20] [--python PATH] [--probe NAME ...]
    python -m benchmarks.probing truth CASES.jsonl [--only TEXT]

`aa` measures one environment against itself: a difference is a false one. `truth` runs the probes of documented and
verified differences in both of their environments: a label counts as reproduced where the probe says the same. Needs uv
and a package index; interpreters are those of pyenv, else uv's.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parity.errors import ParityError
from parity.measure.protocol import Plan
from parity.model.measurement import HIGH, Kind, Metric, ProbeResult, Verdict
from parity.runs.job import Work
from parity.runs.places import RunOptions
from parity.runs.works import standard
from parity.workflows.probe import ProbeOptions, probe

QUICK = ("scalar-math", "interpreter", "json-text", "regular-expressions", "allocator")
WITH_NUMPY = ("gemm", "sort", "reductions")
OUTPUT = """
import contextlib, io
SOURCE = {source!r}
def run():
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(SOURCE, "case", "exec"), {{"__name__": "__main__", "T": lambda name, f, n=7: None}})
    return out.getvalue()
"""
TIMED = """
import contextlib, io
SOURCE = {source!r}
def setup(seed):
    parts = {{}}
    with contextlib.redirect_stdout(io.StringIO()):
        timed = lambda name, f, n=7: parts.update({{name: f}})
        exec(compile(SOURCE, "case", "exec"), {{"__name__": "__main__", "T": timed}})
    return parts[{part!r}]
def run(part):
    part()
"""


def main() -> int:
    """Which of the two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True)
    own = kinds.add_parser("aa")
    own.add_argument("--repeat", type=int, default=20)
    own.add_argument("--python", default=sys.executable)
    own.add_argument("--probe", action="append")
    truth = kinds.add_parser("truth")
    truth.add_argument("cases", type=Path)
    truth.add_argument("--only", default="")
    chosen = parser.parse_args()
    return against_itself(chosen) if chosen.kind == "aa" else against_truth(chosen)


def against_itself(chosen: argparse.Namespace) -> int:
    """1 where one environment is said to differ from itself."""
    works = standard(chosen.probe or [*QUICK, *WITH_NUMPY])
    said = dict.fromkeys(Verdict, 0)
    false = metrics = 0
    floors: list[float] = []
    place = f"python:{chosen.python}"
    for number in range(chosen.repeat):
        run = probe(place, place, ProbeOptions(works=works, plan=Plan(budget=8)))
        for result in run.results:
            said[result.verdict] += 1
            counted = [ratio for ratio in result.ratios if ratio.counts]
            metrics += len(result.ratios)
            false += bool(counted or result.answers)
            floors += [ratio.floor for ratio in result.ratios if ratio.metric is Metric.LATENCY]
            for ratio in counted:
                print(f"  FALSE: {result.name} {ratio.metric} {ratio.ratio:.2f}x, noise {ratio.floor:.2f}x", flush=True)
        print(f"repetition {number + 1}: {', '.join(str(r.verdict) for r in run.results)}", flush=True)
    floors.sort()
    words = ", ".join(f"{count} {verdict}" for verdict, count in said.items() if count)
    print(f"\n{sum(said.values())} measurements, {metrics} ratios: {words}; {false} false differences")
    if floors:
        print(
            f"noise floor of the latency: {floors[0]:.2f}x to {floors[-1]:.2f}x, median {floors[len(floors) // 2]:.2f}x"
        )
    return 1 if false else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What probing says of a case: the risks that it saw, and which it could not tell."""

    risks: frozenset[str]
    untold: str = ""


def against_truth(chosen: argparse.Namespace) -> int:
    """1 where fewer than nine in ten verified labels are reproduced."""
    lines = chosen.cases.read_text().splitlines()
    cases = [case for case in map(json.loads, lines) if case.get("verified") and case.get("probe")]
    cases.sort(key=lambda case: ("code", "runtime-setting").count(case["kind"]), reverse=True)  # the cheap ones first
    right = total = left_out = 0
    for case in cases:
        if chosen.only not in case["id"]:
            continue
        if not _possible(case):
            left_out += 1
            continue
        try:
            said = _say(case)
        except (ParityError, subprocess.SubprocessError, OSError) as error:
            print(f"{case['id']:36} cannot be built here: {str(error)[:120]}", flush=True)
            left_out += 1
            continue
        wanted = frozenset(case["verified_risks"])
        for label in sorted(wanted) or ["benign"]:
            total += 1
            good = label in said.risks if wanted else not said.risks
            right += good
            words = ", ".join(sorted(said.risks)) or "the same"
            print(f"{case['id']:36} {label:12} {'ok' if good else 'MISSED'}  {words}  {said.untold}", flush=True)
    print(
        f"\n{right} of {total} verified labels reproduced; {left_out} cases need files of their own and were left out"
    )
    return 0 if right >= 0.9 * total else 1


def _possible(case: Mapping[str, Any]) -> bool:
    """Angle brackets stand for files that only the machine had on which the case was verified."""
    sides = case.get("repro") or {}
    return "<" not in json.dumps(sides) and not any(
        "<" in line and ">" in line and "'<" in line for line in [case["probe"]]
    )


def _say(case: Mapping[str, Any]) -> Said:
    with tempfile.TemporaryDirectory(prefix="parity-truth-") as name:
        root = Path(name)
        before, after = (_environment(case, side, root) for side in ("dev", "prod"))
        options = [_options(case, side, root) for side in ("dev", "prod")]

        def measured(work: Work, plan: Plan) -> ProbeResult:
            run = probe(before, after, ProbeOptions(works=(work,), plan=plan, before=options[0], after=options[1]))
            return run.results[0]

        source = str(case["probe"]).replace("def T(", "def _unused(")
        answers = measured(Work(name="answers", source=OUTPUT.format(source=source)), Plan(sampling=0.0))
        risks = set()
        if answers.answers or (answers.output is not None and answers.output.kind > Kind.IDENTICAL):
            risks.add("behaviour")
        untold = answers.reason if answers.verdict is Verdict.CANNOT_TELL else ""
        timed = case["observed"].get("time_ratio") or ()
        for part in timed if case["verified_risks"] != ["behaviour"] else ():  # speed where a label speaks of it
            result = measured(Work(name=part, source=TIMED.format(source=source, part=part)), Plan(budget=10))
            ratio = max((r for r in result.ratios if r.metric in (Metric.LATENCY, Metric.CPU)), key=_size, default=None)
            if ratio is not None and ratio.counts and ratio.factor >= HIGH:
                risks.add("performance")
            elif result.verdict is Verdict.CANNOT_TELL:
                untold = f"{part}: {result.reason}"
        return Said(risks=frozenset(risks), untold=untold)


def _size(ratio: Any) -> float:
    return float(ratio.factor) if ratio.counts else 0.0


def _environment(case: Mapping[str, Any], side: str, root: Path) -> str:
    asked = (case.get("repro") or {}).get(side) or {}
    python = _python(asked.get("py") or "3.11")
    packages = asked.get("pkgs") or []
    if not packages:
        return f"python:{python}"
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    place = root / side
    for command in (
        [uv, "venv", "--quiet", "--python", python, str(place)],
        [uv, "pip", "install", "--quiet", "--only-binary", ":all:", "--python", str(place / "bin/python"), *packages],
    ):
        subprocess.run(command, check=True, capture_output=True, timeout=900)
    return f"venv:{place}"


def _python(version: str) -> str:
    found = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    return str(found[-1]) if found else version


def _options(case: Mapping[str, Any], side: str, root: Path) -> RunOptions:
    variables = dict(((case.get("repro") or {}).get(side) or {}).get("env") or {})
    source = (case.get(side) or {}).get("source")
    if source is None:
        return RunOptions(variables=variables)
    code = root / f"code-{side}"
    code.mkdir()
    (code / "mod.py").write_text(source)
    return RunOptions(variables=variables, cwd=str(code))


if __name__ == "__main__":
    sys.exit(main())
