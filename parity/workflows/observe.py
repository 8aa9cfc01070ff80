"""A reference to a snapshot, and the way back to the files it was taken from."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import cache
from pathlib import Path

from parity import snapshot_cache
from parity.collectors import all_collectors
from parity.declared import format_of
from parity.declared.stored import load_snapshot
from parity.errors import ConfigurationError, ParityError
from parity.interfaces import AgentReport, Host, OpenOptions, Source, Target
from parity.model.facts import Fact, Gap
from parity.model.keys import Domain
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.parsers.hardware_spec import hardware_facts
from parity.sources.resolve import open_source

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int | None], None]
Place = str | Snapshot | Source  # a reference, a stored snapshot, or a place that is open already and stays open

CHANGING_PLACES = frozenset({"live", "python", "venv", "dir", "container"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotOptions:
    """What the user may say about taking a snapshot.

    Attributes:
        platform: which image of a multi-platform index: "linux/arm64".
        environment: prefix of the Python environment to look at, instead of the one that the image's command uses.
        code_roots: where the application's code is; empty: the working directory.
        hardware: the host that will run it, where it cannot be seen: "live", a snapshot, or an archspec name.
        run: allow parity's agent to run inside an image.
        docker_host: the daemon's address; None: as the docker client finds it.
        cache: use and keep snapshots of images, which never change.
        progress: told (what, done, total) during anything long.
    """

    platform: str | None = None
    environment: str | None = None
    code_roots: tuple[str, ...] = ()
    hardware: str | None = None
    run: bool = False
    docker_host: str | None = None
    cache: bool = True
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """A snapshot, and the way back to the files it was taken from while they are open (a stored one has none)."""

    snapshot: Snapshot
    aim: Callable[[], Target] | None = None


def take_snapshot(reference: str, options: SnapshotOptions | None = None) -> Snapshot:
    """Look at the environment that `reference` names.

    Raises:
        UnknownReference: it names nothing parity can open.
        SourceError: it was found but cannot be read.
        SnapshotError: it names a stored snapshot that cannot be read.
    """
    with ExitStack() as opened:
        return _observe(reference, options or SnapshotOptions(), opened).snapshot


def as_observation(
    side: Place, options: SnapshotOptions | None, opened: ExitStack, other: Snapshot | None = None
) -> Observation:
    """Look at a place; what has to stay open for going back to its files is closed with `opened`.

    Args:
        other: what was seen of the side that it is compared with: a file that only declares is read in its terms.
    """
    if isinstance(side, Snapshot):
        return Observation(side)
    if isinstance(side, Source):
        return _look(side, options or SnapshotOptions())
    return _observe(side, options or SnapshotOptions(), opened, other)


def both(
    before: Place,
    after: Place,
    before_options: SnapshotOptions | None,
    after_options: SnapshotOptions | None,
    opened: ExitStack,
) -> tuple[Observation, Observation]:
    """Look at two places; what only declares is read last, in terms of what was seen of the other."""
    if _fits(before) and not _fits(after):
        new = as_observation(after, after_options, opened)
        return as_observation(before, before_options, opened, new.snapshot), new
    old = as_observation(before, before_options, opened)
    return old, as_observation(after, after_options, opened, old.snapshot)


def _fits(side: Place) -> bool:
    found = format_of(side) if isinstance(side, str) else None
    return found is not None and found[0].fits


def _observe(reference: str, options: SnapshotOptions, opened: ExitStack, other: Snapshot | None = None) -> Observation:
    if declared := format_of(reference):
        one, path = declared
        return Observation(one.read(path, other))
    source = opened.enter_context(
        open_source(
            reference,
            OpenOptions(
                platform=options.platform,
                run=options.run,
                docker_host=options.docker_host,
                progress=options.progress,
            ),
        )
    )
    return _look(source, options)


def _look(source: Source, options: SnapshotOptions) -> Observation:
    """What an open source shows, or what is kept of it."""
    key = _cache_key(source, options)
    if key and (kept := snapshot_cache.load(key, source.origin)):
        return Observation(kept, cache(lambda: _target(source, options)))
    target, gaps = _aim(source, options)
    snapshot = _collect(source, target, gaps, options.progress)
    if key:
        snapshot_cache.store(key, snapshot)
    return Observation(snapshot, lambda: target)


def _cache_key(source: Source, options: SnapshotOptions) -> str | None:
    """What was run or seen of a host is never the same twice."""
    if not options.cache or options.run or options.hardware == "live" or source.identity is None:
        return None
    return snapshot_cache.key(source.identity, options.environment, *options.code_roots, hardware=options.hardware)


def _aim(source: Source, options: SnapshotOptions) -> tuple[Target, list[Gap]]:
    host = named_host(options.hardware) if options.hardware else None
    # What the user says of the host takes the place of what this kind of place can never show.
    gaps = [gap for gap in source.gaps if host is None or gap.domain is not Domain.HARDWARE]
    agent = _ask_agent(source, options, gaps)
    target = _target(source, options, agent, host)
    return target, [*gaps, *target.gaps]


def _target(
    source: Source, options: SnapshotOptions, agent: AgentReport | None = None, host: Host | None = None
) -> Target:
    from parity.environments.aim import aim  # noqa: PLC0415 - only where something is looked at

    return aim(source, agent=agent, prefix=options.environment, code_roots=options.code_roots, host=host)


def _collect(source: Source, target: Target, gaps: list[Gap], progress: Progress | None) -> Snapshot:
    observed: list[Fact | Gap] = [*gaps]
    for done, collector in enumerate(all_collectors()):
        if progress:
            progress(f"collecting {collector.domain} facts", done, len(all_collectors()))
        observed.extend(_guarded(collector.domain, collector.collect(target)))
    return Snapshot.of(_origin(source, target), observed)


def _ask_agent(source: Source, options: SnapshotOptions, gaps: list[Gap]) -> AgentReport | None:
    if source.runner is None:
        return None
    try:
        return source.runner.run_agent(_interpreter(source, options))
    except ParityError as error:
        gaps.extend(Gap(domain=domain, reason=str(error)) for domain in (Domain.HARDWARE, Domain.SETTING))
        return None


def _interpreter(source: Source, options: SnapshotOptions) -> str | None:
    """Where the serving interpreter lies; a source that was opened for one has no need to be told."""
    if source.prefix is not None:
        return None
    serving = _target(source, options).serving
    return serving.executable if serving else None


def _guarded(domain: Domain, items: Iterator[Fact | Gap]) -> Iterator[Fact | Gap]:
    """A collector that breaks becomes a gap over its whole domain: seen in snapshot, report and exit code."""
    try:
        yield from items
    except ParityError:
        raise
    except Exception as error:
        logger.debug("the %s collector broke", domain, exc_info=True)
        yield Gap(domain=domain, reason=f"the collector broke: {type(error).__name__}: {error}")


def _origin(source: Source, target: Target) -> Origin:
    origin = source.origin
    host = target.agent.values.get("hostname") if target.agent else None
    return replace(
        origin,
        taken=datetime.now(timezone.utc).isoformat(timespec="seconds") if origin.scheme in CHANGING_PLACES else None,
        host=str(host) if host else origin.host,
        environment=target.serving.executable or target.serving.prefix if target.serving else None,
        chosen_by=target.chosen_by,
    )


def named_host(name: str) -> Host:
    """The machine that `--hardware` names: this one, one in a snapshot, or a microarchitecture.

    Raises:
        ConfigurationError: it is none of these.
    """
    if name == "live":
        with open_source("live", OpenOptions()) as source:
            return Host(agent=source.runner.run_agent(None) if source.runner else None)
    if Path(name).is_file():
        return Host(facts=tuple(load_snapshot(name).within(Domain.HARDWARE)))
    facts = hardware_facts(name)
    if not facts:
        raise ConfigurationError(
            "use the hardware", name, "it is not 'live', a snapshot file, or a microarchitecture that archspec knows",
            "try one like x86_64_v3, haswell, zen4 or neoverse_v1",
        )  # fmt: skip
    return Host(facts=facts)
