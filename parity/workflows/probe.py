"""Two environments and probes to a run: what was measured, and what it amounts to."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path

from parity.atomic import write_atomically
from parity.declared.stored import read_stored
from parity.errors import ConfigurationError
from parity.measure.findings import informed
from parity.measure.judge import judge
from parity.measure.later import compare_later
from parity.measure.protocol import Plan, Tell, measure, measure_alone
from parity.model.codec import decode_run, encode_run
from parity.model.finding import Finding
from parity.model.measurement import Place, ProbeResult, Run, Trial
from parity.runs.guardian import Guardian
from parity.runs.job import Work
from parity.runs.places import RunOptions, open_executor
from parity.runs.works import settles, standard
from parity.workflows.compare import compare
from parity.workflows.observe import SnapshotOptions

MAX_RUN = 512 << 20  # bytes of a saved run
ALONE = "measured alone, against itself; compare another environment with it: parity probe REFERENCE --against FILE"
KEPT_OUTPUTS = 3  # of trials with one and the same output


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeOptions:
    """What the user may say about a run.

    Attributes:
        works: what is measured; empty: every shipped probe.
        keep: leave trial directories where they are.
    """

    works: tuple[Work, ...] = ()
    plan: Plan = field(default_factory=Plan)
    before: RunOptions = field(default_factory=RunOptions)
    after: RunOptions = field(default_factory=RunOptions)
    progress: Tell | None = None
    keep: bool = False


def probe(before: str, after: str, options: ProbeOptions) -> Run:
    """Run every probe in both environments.

    Raises:
        UnknownReference: a reference names nothing. ConfigurationError: it names what cannot be run.
        SourceError: a place cannot be read, or went away.
    """
    with Guardian(options.before.docker_host, keep=options.keep) as guardian, ExitStack() as opened:
        old, old_place = open_executor(before, options.before, guardian, opened)
        new, new_place = open_executor(after, options.after, guardian, opened)
        results = [
            judge(work, measure(work, old, new, options.plan, options.progress), options.plan)
            for work in options.works or standard()
        ]
    return _run(old_place, new_place, results)


def probe_alone(reference: str, options: ProbeOptions) -> Run:
    """Run every probe in one environment, to be compared later. Errors as `probe`."""
    with Guardian(options.before.docker_host, keep=options.keep) as guardian, ExitStack() as opened:
        executor, place = open_executor(reference, options.before, guardian, opened)
        results = []
        for work in options.works or standard():
            series = measure_alone(work, executor, options.plan, options.progress)
            halves = replace(series, after=series.before)
            results.append(replace(judge(work, halves, options.plan), after_trials=(), ratios=()))
    return replace(_run(place, None, results), notes=(ALONE,))


def probe_against(saved: Run, reference: str, options: ProbeOptions) -> Run:
    """Measure one environment and compare it with the *before* side of a saved run. Errors as `probe`."""
    works = options.works or standard()
    with Guardian(options.after.docker_host, keep=options.keep) as guardian, ExitStack() as opened:
        executor, place = open_executor(reference, options.after, guardian, opened)
        results = []
        for work in works:
            series = measure_alone(work, executor, options.plan, options.progress)
            results.append(compare_later(saved, work, series, place.host, options.plan))
    return _run(saved.before, place, results)


def findings_after(
    before: str, after: str, run: Run, before_look: SnapshotOptions, after_look: SnapshotOptions
) -> tuple[tuple[Finding, Finding], ...]:
    """Each finding of `parity check` about which the run says anything: as it was, and as it stands now."""
    found = compare(before, after, before_look, after_look).findings
    now = informed(found, run.results, settles())
    return tuple((old, new) for old, new in zip(found, now, strict=True) if old != new)


def load_run(path: str) -> Run:
    """Read a saved run. Raises SnapshotError."""
    return decode_run(read_stored("run", path, MAX_RUN), path)


def save_run(run: Run, path: Path) -> None:
    """Keep a run, whole or not at all. Raises ConfigurationError."""
    try:
        write_atomically(path, encode_run(replace(run, results=tuple(map(_slim, run.results)))))
    except OSError as error:
        raise ConfigurationError("write", str(path), error.strerror or str(error)) from error


def _slim(result: ProbeResult) -> ProbeResult:
    """Without outputs that say again what the ones before them say."""
    return replace(
        result, before_trials=_without_repeats(result.before_trials), after_trials=_without_repeats(result.after_trials)
    )


def _without_repeats(trials: Sequence[Trial]) -> tuple[Trial, ...]:
    if not trials:
        return ()
    first = trials[0].output
    return tuple(
        replace(trial, output=None, printed=None, modules=())
        if index >= KEPT_OUTPUTS and trial.output == first
        else trial
        for index, trial in enumerate(trials)
    )


def _run(before: Place, after: Place | None, results: Sequence[ProbeResult]) -> Run:
    def told(place: Place, side: str) -> Place:
        versions = [t.version for r in results for t in getattr(r, f"{side}_trials") if t.version]
        return replace(place, version=versions[0]) if versions else place

    taken = datetime.now(timezone.utc).isoformat(timespec="seconds")
    return Run(
        before=told(before, "before"),
        after=told(after, "after") if after else None,
        results=tuple(results),
        taken=taken,
    )


__all__ = [
    "ProbeOptions", "load_run", "probe", "probe_against", "probe_alone", "save_run",
]  # fmt: skip
