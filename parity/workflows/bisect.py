"""Two environments and a probe that differs between them to the differences that cause it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from parity import snapshot_cache
from parity.bisect.base import inside
from parity.bisect.build import Builder, Installer
from parity.bisect.dependencies import dependencies
from parity.bisect.engine import Engine
from parity.bisect.libraries import differing
from parity.bisect.oracle import Oracle, Speed, oracle_for
from parity.bisect.order import ordered
from parity.bisect.recipe import recipe
from parity.bisect.releases import between, flip
from parity.bisect.sides import Side, units_of
from parity.bisect.store import Store
from parity.environments.aim import aim
from parity.environments.application import ApplicationFile, application_files, labels
from parity.errors import ConfigurationError
from parity.interfaces import FileSystem, Source
from parity.measure.findings import proven
from parity.measure.judge import judge, output_of
from parity.measure.protocol import Plan, Tell, measure
from parity.model.bisection import Bisection, Cause, Outcome, TrialRecord, Unit, UnitKind
from parity.model.keys import Domain
from parity.model.measurement import Metric, ProbeResult, Verdict
from parity.model.snapshot import Snapshot
from parity.parsers.package_file_name import parse_file_name
from parity.runs.guardian import Guardian
from parity.runs.job import Work, harness_files
from parity.runs.local import LocalExecutor
from parity.runs.places import RunOptions, executor_of, open_place
from parity.sources.local_agent import given_environment
from parity.version import __version__
from parity.workflows.attest import open_indexes
from parity.workflows.compare import Comparison, compare
from parity.workflows.observe import SnapshotOptions

NO_LIBRARY = "no shared library of the base is it: its interpreter, or its data (time zones, locales, fonts)"
NOT_SEEN = "the difference is not within what trials can vary (packages, variables, code, base): {}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BisectOptions:
    """What the user may say about a bisection.

    Attributes:
        metric: what is to be explained; None: answers where they differ, else the speed that differs most.
        versions: go on inside the releases of a package that is a cause.
        from_files: build trials from the sides' own files only, nothing from an index.
        resume: use outcomes that are kept from before.
    """

    plan: Plan = field(default_factory=Plan)
    before: RunOptions = field(default_factory=RunOptions)
    after: RunOptions = field(default_factory=RunOptions)
    before_look: SnapshotOptions = field(default_factory=SnapshotOptions)
    after_look: SnapshotOptions = field(default_factory=SnapshotOptions)
    metric: Metric | None = None
    jobs: int = 1
    resume: bool = False
    versions: bool = False
    from_files: bool = False
    keep: bool = False
    progress: Tell | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    """What stays open for the whole bisection."""

    guardian: Guardian
    opened: ExitStack


def bisect(before: str, after: str, work: Work, options: BisectOptions) -> Bisection:
    """Find the minimal sets of differences that make the probe differ.

    Raises:
        UnknownReference, SourceError: as `probe`.
        ConfigurationError: the probe does not differ, or cannot tell, or a place cannot be run.
    """
    with Guardian(options.before.docker_host, keep=options.keep) as guardian, ExitStack() as opened:
        held = _Held(guardian, opened)
        sources = [
            opened.enter_context(open_place(reference, how))
            for reference, how in ((before, options.before), (after, options.after))
        ]
        if options.progress:
            options.progress("comparing", 0, None)
        comparison = compare(sources[0], sources[1], options.before_look, options.after_look)
        sides = (
            _side((before, sources[0], comparison.before), options.before, options.before_look, held),
            _side((after, sources[1], comparison.after), options.after, options.after_look, held),
        )
        series = measure(work, sides[0].executor, sides[1].executor, options.plan, options.progress)
        result = judge(work, series, options.plan)
        return _search(sides, comparison, work, result=result, options=options, held=held)


def _search(
    sides: tuple[Side, Side],
    comparison: Comparison,
    work: Work,
    *,
    result: ProbeResult,
    options: BisectOptions,
    held: _Held,
) -> Bisection:
    found = units_of(sides[0], sides[1], comparison.changes, comparison.findings)
    oracle = _oracle(work, result, options, sides)
    builder = Builder(sides, held.guardian, Installer.found(from_files=options.from_files))
    if isinstance(oracle, Speed):  # what trials are held against is built as they are
        baseline = held.opened.enter_context(builder.environment(recipe(sides, found, ())))
        oracle = replace(oracle, baseline=baseline)
    units = _ordered(found, result, oracle, sides)
    question = _question(work, result, oracle, options, sides)
    store = Store(snapshot_cache.root() / "bisect", question, resume=options.resume)
    engine = Engine(
        units=units, dependencies=dependencies(units, sides[0].distributions, sides[1].distributions), builder=builder,
        oracle=oracle, store=store, jobs=options.jobs, tell=options.progress,
    )  # fmt: skip
    blank = Bisection(
        before=sides[0].place, after=sides[1].place, probe=work.name, symptom=result.reason, units=units,
        log=str(store.path), measured=result,
    )  # fmt: skip
    everything = frozenset(unit.key for unit in units)
    ends = engine.records([frozenset(), everything])
    if not _as_they_were(ends) and not oracle.parallel:  # speed: one bad moment of the machine is not the last word
        ends = engine.again([frozenset(), everything])
    if not _as_they_were(ends):
        words = f"with nothing of after: {ends[0].words}; with all of it: {ends[1].words}"
        return replace(blank, trials=tuple(engine.trials), notes=(NOT_SEEN.format(words),))
    causes, explained = engine.causes()
    libraries = differing(sides[0], sides[1], comparison.changes, comparison.findings) if _images(sides) else ()
    libraries = _ordered(libraries, result, oracle, sides)
    notes: list[str] = []
    for index, cause in enumerate(causes):
        if libraries and any(unit.kind is UnitKind.BASE for unit in cause.units):
            narrowed = inside(engine, cause, libraries)
            causes = (*causes[:index], narrowed or cause, *causes[index + 1 :])
            units = (*units, *(unit for unit in libraries if unit not in units))
            notes += [] if narrowed else [NO_LIBRARY]
    if options.versions:
        causes = tuple(_release(cause, engine) for cause in causes)
    ended = replace(
        blank, units=units, causes=causes, explained=explained, trials=tuple(engine.trials), notes=tuple(notes)
    )
    return proven(ended, result, oracle.risk)


def _as_they_were(ends: Sequence[TrialRecord]) -> bool:
    return [end.outcome for end in ends] == [Outcome.PASS, Outcome.FAIL]


def _images(sides: Sequence[Side]) -> bool:
    return all(side.place.digest is not None for side in sides)


def _release(cause: Cause, engine: Engine) -> Cause:
    """Which release flipped it, where the cause is one package that has two."""
    if len(cause.units) != 1 or cause.units[0].kind is not UnitKind.DISTRIBUTION:
        return cause
    unit = cause.units[0]
    if unit.before is None or unit.after is None:
        return cause
    with open_indexes() as opened:
        files = opened.indexes.list(unit.name).files
    versions = {found.version for found in (parse_file_name(file.name) for file in files) if found is not None}
    wanted = between([str(version) for version in versions], unit.before, unit.after)
    return replace(cause, releases=flip(engine, unit, cause.with_it.taken, wanted))


def _question(work: Work, result: ProbeResult, oracle: Oracle, options: BisectOptions, sides: Sequence[Side]) -> str:
    """All that outcomes hang on and that is not in a trial's recipe: outcomes kept for one question answer no other."""
    harness = hashlib.sha256(b"".join(harness_files().values())).hexdigest()
    plan = options.plan
    said = [
        repr(output_of(trials[0])) if side not in result.unstable else ""
        for side, trials in (("before", result.before_trials), ("after", result.after_trials))
    ]
    return "\n".join(
        (
            __version__, harness, work.identity, str(oracle.risk), str(options.metric), repr(plan.tolerance),
            f"{plan.exact} {plan.limits}", *(f"{side.place.reference} {side.place.host}" for side in sides), *said,
        )
    )  # fmt: skip


def _ordered(units: Sequence[Unit], result: ProbeResult, oracle: Oracle, sides: Sequence[Side]) -> tuple[Unit, ...]:
    trials = (*result.before_trials, *result.after_trials)
    loaded = {module for trial in trials for module in trial.modules}
    return ordered(units, oracle.risk, loaded, {**sides[0].distributions, **sides[1].distributions})


def _oracle(work: Work, result: ProbeResult, options: BisectOptions, sides: Sequence[Side]) -> Oracle:
    if result.verdict is Verdict.CANNOT_TELL and not result.differing:
        raise ConfigurationError("bisect by", work.name, f"it cannot tell the sides apart: {result.reason}")
    found = oracle_for(work, result, options.plan, sides[0].executor, options.metric)
    if found is None:
        what = f" in {options.metric}" if options.metric else ""
        raise ConfigurationError(
            "bisect by", work.name, f"the two sides do not differ{what}: {result.reason}",
            "choose a probe that differs: parity probe BEFORE AFTER",
        )  # fmt: skip
    return found


def _side(seen: tuple[str, Source, Snapshot], how: RunOptions, look: SnapshotOptions, held: _Held) -> Side:
    reference, source, snapshot = seen
    target = aim(source, prefix=how.environment or look.environment, code_roots=look.code_roots)
    if target.serving is None or target.serving.executable is None:
        raise ConfigurationError("bisect in", reference, "it has no Python environment", "say --environment PREFIX")
    named = [root for root in target.code_roots if root != "/"]
    if named and how.cwd is None and source.config is None:
        how = replace(how, cwd=named[0])
    executor, place = executor_of(reference, source, how, held.guardian, held.opened)
    entry = source.files.entry(target.serving.executable)
    own = source.config.env if source.config is not None else given_environment()
    files = application_files(target, Domain.CODE) if named else ()
    code = {found.name: found.entry.path for found in files if isinstance(found, ApplicationFile)}
    variables = executor.environment if isinstance(executor, LocalExecutor) else {**own, **how.variables}
    return Side(
        place=place,
        executor=executor,
        source=source,
        target=target,
        snapshot=snapshot,
        interpreter=entry.path if entry is not None else target.serving.executable,
        version=target.serving.version,
        variables=variables,
        roots=_roots(source.files, named),
        code=code,
        digests={path: str(digest) for path, digest in source.files.hashes(dict.fromkeys(code.values()))},
    )


def _roots(files: FileSystem, named: Sequence[str]) -> dict[str, str]:
    """Labels by code root, also under the path that links lead to."""
    found: dict[str, str] = {}
    for root, label in zip(named, labels(named), strict=True):
        entry = files.entry(root)
        found |= {root: label, entry.path if entry is not None else root: label}
    return found
