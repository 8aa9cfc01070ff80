"""References to one lock that rebuilds all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import combinations

from parity.errors import LockError, PackageIndexError
from parity.index.attestation import attest
from parity.index.candidates import Candidates
from parity.index.configuration import IndexOptions
from parity.index.connections import CONNECTIONS
from parity.lock.declaration import declared_facts
from parity.lock.picks import Allowed, Side
from parity.lock.questions import Goal
from parity.lock.solving.problem import RiskLevel
from parity.lock.targets import describe
from parity.lock.unify import lock_unified
from parity.lock.union import lock_union
from parity.model.attestation import Attestation
from parity.model.code import SourceFile
from parity.model.distribution import Distribution
from parity.model.finding import Risk
from parity.model.keys import Domain
from parity.model.lock import Lock, LockMode
from parity.model.package_index import Candidate, IndexFile, Needs
from parity.model.snapshot import Snapshot
from parity.workflows.attest import OpenIndexes, installed, open_indexes
from parity.workflows.compare import compare_observed
from parity.workflows.observe import Observation, Place, Progress, SnapshotOptions, as_observation


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPlace:
    """An environment, and what the user calls it."""

    name: str
    place: Place
    options: SnapshotOptions = field(default_factory=SnapshotOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class LockOptions:
    """What the user says of a lock.

    Attributes:
        default: the environment that a bare installation gets where no marker tells; None: the last.
        offline: ask no index: versions only.
        mode, goal: whether versions are chosen anew, and how; the goal's `risks` are worked out here.
        third: whether versions may be chosen that no environment has.
    """

    allowed: Allowed = field(default_factory=Allowed)
    index: IndexOptions = field(default_factory=IndexOptions)
    default: str | None = None
    offline: bool = False
    mode: LockMode = LockMode.UNION
    goal: Goal = field(default_factory=Goal)
    third: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A lock, and the snapshots it is of, by name. notes: sentences about how it was made."""

    lock: Lock
    snapshots: Mapping[str, Snapshot]
    notes: tuple[str, ...] = ()


def build_lock(
    places: Sequence[NamedPlace], options: LockOptions | None = None, progress: Progress | None = None
) -> Locked:
    """Look at every environment, ask the indexes which files are installed there, and lock them.

    Raises:
        LockError: the environments cannot be locked as asked.
        ConfigurationError, ConflictingHashes: as `attest_environment`.
        Errors as `take_snapshot`.
    """
    chosen = options or LockOptions()
    _refuse_names([one.name for one in places])
    with ExitStack() as opened:
        seen = [as_observation(one.place, one.options, opened) for one in places]
        described = [describe(one.name, each.snapshot) for one, each in zip(places, seen, strict=True)]
        notes = [warning for one in described for warning in one.warnings]
        found: list[Mapping[str, Attestation]] = [{} for _ in seen]
        search = None
        if not chosen.offline:
            asked = opened.enter_context(open_indexes(chosen.index, keep=all(one.options.cache for one in places)))
            found = [_attested(each, asked, progress) for each in seen]
            notes += asked.settings.left_out
            search = IndexSearch(Candidates(asked.indexes, asked.wheels))
        sides = [
            Side(
                environment=replace(each.environment, declared=declared_facts(observed.snapshot)),
                distributions=_distributions(observed.snapshot),
                attestations=attested,
                code=code_digest(observed.snapshot),
            )
            for each, observed, attested in zip(described, seen, found, strict=True)
        ]
        if chosen.mode is LockMode.UNION:
            lock = lock_union(sides, chosen.allowed, chosen.default)
        else:
            lock = lock_unified(
                sides,
                chosen.allowed,
                replace(chosen.goal, risks=_risks(seen, cache=all(one.options.cache for one in places))),
                search=search,
                third=chosen.third,
                default=chosen.default,
            )
        notes += search.problems if search is not None else ()
    snapshots = {one.name: each.snapshot for one, each in zip(places, seen, strict=True)}
    return Locked(lock=lock, snapshots=snapshots, notes=tuple(notes))


class IndexSearch:
    """What the open indexes offer, each question asked once; what could not be asked is a problem, not an error."""

    def __init__(self, candidates: Candidates) -> None:
        self._candidates = candidates
        self._offered: dict[tuple[str, str, str, frozenset[str] | None], Sequence[Candidate]] = {}
        self.problems: list[str] = []

    def offered(
        self, name: str, tags: Sequence[str], python: str, versions: Collection[str] | None = None
    ) -> Sequence[Candidate]:
        """As `VersionSearch.offered`."""
        key = (name, python, tags[0], None if versions is None else frozenset(versions))
        if key not in self._offered:
            found = self._candidates.of(name, tags, python, versions=versions)
            self._offered[key] = found.candidates
            self._note(*found.problems)
        return self._offered[key]

    def needs(self, candidates: Sequence[Candidate]) -> Sequence[Needs | None]:
        """As `VersionSearch.needs`: several are asked for at once."""
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            return list(pool.map(self._needs, candidates))

    def hashed(self, file: IndexFile) -> IndexFile:
        """As `VersionSearch.hashed`."""
        try:
            return self._candidates.hashed(file)
        except PackageIndexError as error:
            self._note(str(error))
            return file

    def _needs(self, candidate: Candidate) -> Needs | None:
        try:
            return self._candidates.needs(candidate)
        except PackageIndexError as error:
            self._note(str(error))
            return None

    def _note(self, *problems: str) -> None:
        self.problems += [one for one in problems if one not in self.problems]


def code_digest(snapshot: Snapshot) -> str | None:
    """Hex sha256 over the application's files; None where none was seen."""
    lines = [
        f"{fact.key.name} {fact.value.sha256}\n"
        for fact in snapshot.within(Domain.CODE)
        if isinstance(fact.value, SourceFile)
    ]
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest() if lines else None


def _risks(seen: Sequence[Observation], *, cache: bool) -> Mapping[str, RiskLevel]:
    """What the rules say of the packages that differ: of several findings, and several pairs, the worst."""
    levels = {Risk.BEHAVIOUR: RiskLevel.BEHAVIOUR, Risk.PERFORMANCE: RiskLevel.PERFORMANCE}
    found: dict[str, RiskLevel] = {}
    for before, after in combinations(seen, 2):
        for finding in compare_observed(before, after, cache=cache).findings:
            if finding.change.key.domain is Domain.DISTRIBUTION:
                name = finding.change.key.name.partition("/")[0]
                level = levels.get(finding.risk, RiskLevel.BENIGN)
                found[name] = min(level, found.get(name, level))
    return found


def _attested(seen: Observation, asked: OpenIndexes, progress: Progress | None) -> Mapping[str, Attestation]:
    return {one.name: one for one in attest(installed(seen), asked.indexes, asked.wheels, progress)}


def _distributions(snapshot: Snapshot) -> Mapping[str, Distribution]:
    return {
        fact.key.name: fact.value
        for fact in snapshot.within(Domain.DISTRIBUTION)
        if isinstance(fact.value, Distribution)
    }


def _refuse_names(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LockError("lock", ", ".join(twice), "two environments have that name", "name them: dev=... prod=...")
