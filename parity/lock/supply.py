"""What an environment could have: its own versions, those of the other environments, and what an index offers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from parity.interfaces import VersionSearch
from parity.lock.consistency import Stated
from parity.lock.merging import chosen_file
from parity.lock.picks import Pick, Side, locked_file
from parity.lock.requirements import parsed_version, takes_python
from parity.model.lock import LockedEnvironment, LockedFile, Provenance
from parity.model.package_index import Candidate, Needs

MAX_THIRD = 20  # versions of one package, newest first, that are looked at beside the installed ones
MAX_NEW = 3  # versions of a package that nobody has yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A version that an environment could have.

    Attributes:
        stated: what its metadata says.
        pick: what to install for it.
        barred: why the environment cannot have it; then the pick is what another environment has.
    """

    stated: Stated
    pick: Pick
    barred: str | None = None


class Supply:
    """Offers of each environment by package, looked up once."""

    def __init__(
        self,
        sides: Sequence[Side],
        picks: Mapping[str, Mapping[str, Pick]],
        search: VersionSearch | None,
        rebuilt: str | None = None,
    ) -> None:
        """rebuilt: an environment that is to get another interpreter, so that its own files need not fit."""
        self._rebuilt = rebuilt
        self._sides = {side.environment.name: side for side in sides}
        self._picks = picks
        self._search = search

    def rebuilt(self, sides: Sequence[Side], environment: str) -> Supply:
        """The same for an environment that has got another interpreter, which `sides` say."""
        return Supply(sides, self._picks, self._search, environment)

    def own(self, environment: str, name: str) -> Offer | None:
        """What is installed, where the lock may change it."""
        pick = self._picks[environment].get(name)
        if pick is None:
            return None
        stated = self._sides[environment].stated[name]
        if environment == self._rebuilt:
            return self._transferred(self._sides[environment].environment, stated, pick, environment)
        return Offer(stated=stated, pick=pick)

    def of_others(self, environment: str, name: str) -> list[Offer]:
        """Versions that the other environments have; barred where this one cannot have them."""
        target = self._sides[environment].environment
        found: dict[str, Offer] = {}
        for other, picks in self._picks.items():
            pick = picks.get(name)
            if other == environment or pick is None or (pick.source is not None and pick.source.editable):
                continue
            if pick.version not in found or found[pick.version].barred:
                found[pick.version] = self._transferred(target, self._sides[other].stated[name], pick, other)
        return list(found.values())

    def third(self, environment: str, name: str, *, at_least: str | None, most: int = MAX_THIRD) -> list[Offer]:
        """What the index has besides, newest first.

        Args:
            at_least: no older version than this one.
        """
        if self._search is None:
            return []
        target = self._sides[environment].environment
        oldest = parsed_version(at_least) if at_least else None
        wanted: list[Candidate] = []
        for candidate in self._search.offered(name, target.tags, target.python):
            version = parsed_version(candidate.version)
            if len(wanted) >= most or version is None or (oldest is not None and version < oldest):
                break
            wanted.append(candidate)
        needs = self._search.needs(wanted)
        return [
            offer
            for candidate, one in zip(wanted, needs, strict=True)
            if one is not None and (offer := self._offered(target, candidate, one)) is not None
        ]

    def _transferred(self, target: LockedEnvironment, stated: Stated, pick: Pick, other: str) -> Offer:
        """A version of another environment, with the file that this one would install of it."""
        moved = _moved(target.name, pick, pick.file, f"{other} has {pick.version}")
        if not takes_python(stated.requires_python, target.python):
            needs = f"it needs Python {stated.requires_python}, and there is {target.python}"
            return Offer(stated=stated, pick=moved, barred=needs)
        ranks = {tag: number for number, tag in enumerate(target.tags)}
        if pick.source is not None or (pick.file is not None and chosen_file([pick.file], ranks) is not None):
            return Offer(stated=stated, pick=moved)
        found = self._listed(target, pick.name, {pick.version})
        if found is not None:
            return Offer(stated=stated, pick=_moved(target.name, pick, found, f"{other} has {pick.version}"))
        tags = self._sides[other].distributions[pick.name].tags
        if pick.file is None and (not tags or any(tag in ranks for tag in tags)):
            return Offer(stated=stated, pick=moved)
        where = "no index was asked for" if self._search is None else "no index has"
        return Offer(stated=stated, pick=moved, barred=f"{where} a wheel of it for Python {target.python}")

    def _listed(self, target: LockedEnvironment, name: str, versions: Collection[str]) -> LockedFile | None:
        if self._search is None:
            return None
        for candidate in self._search.offered(name, target.tags, target.python, versions):
            if (file := locked_file(self._search.hashed(candidate.wheel))) is not None:
                return file
        return None

    def _offered(self, target: LockedEnvironment, candidate: Candidate, needs: Needs) -> Offer | None:
        assert self._search is not None
        file = locked_file(self._search.hashed(candidate.wheel))
        if file is None:
            return None
        version = str(parsed_version(candidate.version))
        return Offer(
            stated=Stated(
                name=candidate.name, version=version, requires=needs.requires, requires_python=needs.requires_python
            ),
            pick=Pick(
                name=candidate.name, version=version, environment=target.name, file=file,
                requires_python=needs.requires_python,
                provenance=Provenance(
                    environment=target.name, installed=None, standing=None, sentence=f"the index has {version}"
                ),
            ),
        )  # fmt: skip


def _moved(environment: str, pick: Pick, file: LockedFile | None, sentence: str) -> Pick:
    return Pick(
        name=pick.name, version=pick.version, environment=environment, file=file, source=pick.source,
        requires_python=pick.requires_python,
        provenance=Provenance(environment=environment, installed=None, standing=None, sentence=sentence),
    )  # fmt: skip
