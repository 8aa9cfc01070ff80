"""An environment to what package indexes say of it: which of their files each installed distribution is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, partial

from parity import snapshot_cache
from parity.environments.file_sets import recorded_rows
from parity.index.attestation import attest
from parity.index.comparison import Installed
from parity.index.configuration import IndexOptions, IndexSettings, index_settings
from parity.index.listing import Indexes
from parity.index.transport import Traffic, Transport
from parity.index.wheel import Wheels
from parity.interfaces import InstalledDistribution, Target
from parity.model.attestation import Attestation
from parity.model.distribution import Distribution, Integrity
from parity.model.keys import Domain
from parity.model.snapshot import Snapshot
from parity.workflows.observe import Observation, Place, Progress, SnapshotOptions, as_observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """What the indexes say of one environment.

    Attributes:
        left_out: sentences on places that pip is configured for and that were not asked.
        traffic: what it took.
    """

    snapshot: Snapshot
    attestations: tuple[Attestation, ...]
    left_out: tuple[str, ...] = ()
    traffic: Traffic


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIndexes:
    """The configured indexes, with connections open."""

    settings: IndexSettings
    indexes: Indexes
    wheels: Wheels
    traffic: Traffic


def attest_environment(
    place: Place,
    options: SnapshotOptions | None = None,
    index: IndexOptions | None = None,
    progress: Progress | None = None,
) -> Attested:
    """Look at an environment, also a stored snapshot, and ask the indexes about it.

    Raises:
        ConfigurationError: pip's configuration cannot be understood.
        ConflictingHashes: two indexes have a file that could be the installed one with different content.
        Errors as `take_snapshot`.
    """
    chosen = options or SnapshotOptions()
    with ExitStack() as opened:
        seen = as_observation(place, chosen, opened)
        asked = opened.enter_context(open_indexes(index, keep=chosen.cache))
        found = attest(installed(seen), asked.indexes, asked.wheels, progress)
        return Attested(
            snapshot=seen.snapshot, attestations=found, left_out=asked.settings.left_out, traffic=asked.traffic,
        )  # fmt: skip


@contextmanager
def open_indexes(index: IndexOptions | None = None, *, keep: bool = True) -> Iterator[OpenIndexes]:
    """Connections to the indexes that pip is configured for. Raises ConfigurationError.

    Args:
        keep: use and keep what listings and wheels said before.
    """
    settings = index_settings(index)
    directory = snapshot_cache.root() / "index" if keep else None
    with Transport(settings, directory and directory / "http") as transport:
        yield OpenIndexes(
            settings=settings,
            indexes=Indexes(settings, transport),
            wheels=Wheels(transport, directory and directory / "wheels"),
            traffic=transport.traffic,
        )


def installed(seen: Observation) -> tuple[Installed, ...]:
    """The distributions of an environment, with the way back to their records where its files are at hand."""
    aim = seen.aim
    by_name = cache(partial(_by_name, aim)) if aim is not None else None
    facts = ((fact.key.name, fact.value) for fact in seen.snapshot.within(Domain.DISTRIBUTION))
    return tuple(
        Installed(
            name=name,
            distribution=value,
            integrity=_integrity(seen.snapshot, name),
            rows=None if by_name is None else partial(_rows, by_name, name),
        )
        for name, value in facts
        if isinstance(value, Distribution)
    )


def _integrity(snapshot: Snapshot, name: str) -> Integrity | None:
    found = snapshot.find(Domain.DISTRIBUTION, f"{name}/integrity")
    return found if isinstance(found, Integrity) else None


def _by_name(aim: Callable[[], Target]) -> Mapping[str, InstalledDistribution]:
    found: dict[str, InstalledDistribution] = {}
    for one in aim().installed:
        found.setdefault(one.name, one)
    return found


def _rows(by_name: Callable[[], Mapping[str, InstalledDistribution]], name: str) -> Mapping[str, str]:
    one = by_name().get(name)
    return {} if one is None else recorded_rows(one)
