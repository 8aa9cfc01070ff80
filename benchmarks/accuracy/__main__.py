"""Runs cases through the pipeline that the command uses, and prints how often it is right.

    python -m benchmarks.accuracy --cases FILE [--cases FILE] [--format text|json] [--kind KIND]
                                  [--without-own-knowledge] [--jobs N] [--seconds-per-case N]

Packages are fetched from the index once and kept. Needs uv and a C compiler. A case that cannot be understood or built
is a miss that tells its problem; it never ends the run.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from packaging.utils import canonicalize_name

from benchmarks.accuracy.amounts import NotUnderstood
from benchmarks.accuracy.cases import Answer, Case, load
from benchmarks.accuracy.compiled import NoCompiler
from benchmarks.accuracy.environment import build
from benchmarks.accuracy.inputs import sides
from benchmarks.accuracy.running import Failed, in_processes
from benchmarks.accuracy.scores import report
from benchmarks.accuracy.text import as_text
from benchmarks.accuracy.wheels import Unavailable
from parity.errors import ParityError
from parity.model.finding import Severity
from parity.model.knowledge import SHIPPED, KnowledgeScope
from parity.policy import Policy
from parity.policy import judge as judged
from parity.rules import all_rules
from parity.workflows import compare

SECONDS = 420.0  # two packages that are fetched and built, and a comparison
OWN_FILES = ("openblas",)  # native libraries that have a file of documented versions


def answer(case: Case, *, without_own: bool = False) -> Answer:
    """What the pipeline says of one case."""
    if case.problem is not None:
        return Answer(case=case, problem=case.problem)
    try:
        before, after = sides(case)
    except (NotUnderstood, Unavailable, NoCompiler, ValueError, TypeError, KeyError, AttributeError) as error:
        return Answer(case=case, problem=f"{type(error).__name__}: {error}")
    with tempfile.TemporaryDirectory(prefix="parity-case-") as name:
        roots = [Path(name) / side for side in ("before", "after")]
        for root in roots:
            root.mkdir()
        try:
            with build(before, roots[0], "before") as old, build(after, roots[1], "after") as new:
                comparison = compare(old, new, knowledge=_scope(case) if without_own else SHIPPED)
        except ParityError as error:
            return Answer(case=case, problem=str(error))
    findings = judged(comparison.findings, Policy(), comparison.before, comparison.after).findings
    return Answer(
        case=case,
        claims=tuple(
            (finding.risk.value, finding.severity.value, finding.confidence, finding.rule)
            for finding in findings
            if finding.severity is not Severity.INFO
        ),
    )


def _scope(case: Case) -> KnowledgeScope:
    """All knowledge but that about the package (or library) that the case is about, under any of its names."""
    if case.kind not in ("python-package", "native-library", "os-package"):
        return SHIPPED
    said = {str(side.get("name") or "") for side in (case.before, case.after)} | {case.subject}
    names: set[str] = {canonicalize_name(name) for name in said if name}
    names |= {provider for provider in OWN_FILES for name in names if provider in name}
    return KnowledgeScope(without=frozenset(names))


def answers(cases: Sequence[Case], *, without_own: bool, jobs: int, seconds: float) -> list[Answer]:
    """All answers in the cases' order."""
    results = in_processes(partial(answer, without_own=without_own), cases, jobs=jobs, seconds=seconds)
    return [
        Answer(case=case, problem=result.reason) if isinstance(result, Failed) else result
        for case, result in zip(cases, results, strict=True)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=Path, action="append", required=True, help="a file of cases; may be repeated")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--kind", help="only cases of this kind")
    parser.add_argument("--without-own-knowledge", action="store_true",
                        help="with all that is known of each case's own subject removed")  # fmt: skip
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds-per-case", type=float, default=SECONDS, metavar="N",
                        help="longest time for one case, packages fetched included (default: %(default)g)")  # fmt: skip
    options = parser.parse_args()
    try:
        cases = [case for case in load(options.cases) if options.kind in (None, case.kind)]
    except OSError as error:
        print(f"cannot read the cases: {error}", file=sys.stderr)
        return 2
    all_rules()  # once, before the processes part
    result = report(
        answers(
            cases,
            without_own=options.without_own_knowledge,
            jobs=options.jobs,
            seconds=options.seconds_per_case,
        )
    )
    print(json.dumps(result, indent=2) if options.format == "json" else as_text(result))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
