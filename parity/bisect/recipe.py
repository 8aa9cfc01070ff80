"""What a trial's environment is made of: a pure function of the units that it takes from *after*."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from parity.bisect.sides import Side
from parity.model.bisection import Unit, UnitKind
from parity.model.distribution import Distribution
from parity.model.keys import Domain

BEFORE, AFTER = 0, 1
RELEASE = "release"  # digest of a part that neither side has: only an index can give it


@dataclass(frozen=True, slots=True)
class Part:
    """One distribution of a trial: from which side, and the requirement that an index would fulfil in its place.

    Attributes:
        pin: "numpy==1.26.4"; None where the index has no such thing: another build, altered files, a local path.
        digest: of its files, so that what looks alike is known to be.
    """

    name: str
    side: int
    pin: str | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A trial's environment.

    Attributes:
        base: the side whose interpreter (and image) it has.
        variables: name -> value; None: unset. Only of those that differ between the sides.
        code: path below the code root -> the side whose file it is; None: not there. Empty: no code differs.
    """

    base: int
    parts: tuple[Part, ...]
    variables: tuple[tuple[str, str | None], ...]
    code: tuple[tuple[str, int | None], ...]

    @property
    def identity(self) -> str:
        """Digest of everything in it."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:24]


def recipe(sides: Sequence[Side], units: Sequence[Unit], taken: Collection[str]) -> Recipe:
    """*before*, but for the units whose key is in `taken`, which are as in *after*."""
    chosen = {(unit.kind, unit.name): AFTER if unit.key in taken else BEFORE for unit in units}
    base = chosen.get((UnitKind.BASE, "base"), BEFORE)
    names = sorted(sides[BEFORE].distributions.keys() | sides[AFTER].distributions.keys())
    parts = []
    for name in names:
        side = chosen.get((UnitKind.DISTRIBUTION, name), BEFORE)
        distribution = sides[side].distributions.get(name)
        if distribution is not None:
            parts.append(Part(name, side, _pin(sides, name, side), _digest(distribution)))
    variables = tuple(
        (unit.name, sides[chosen[unit.kind, unit.name]].variables.get(unit.name))
        for unit in units
        if unit.kind is UnitKind.VARIABLE
    )
    return Recipe(base=base, parts=tuple(parts), variables=variables, code=_code(sides, units, chosen))


def _code(
    sides: Sequence[Side], units: Sequence[Unit], chosen: dict[tuple[UnitKind, str], int]
) -> tuple[tuple[str, int | None], ...]:
    if not any(unit.kind is UnitKind.CODE for unit in units):
        return ()
    found = []
    for name in sorted(sides[BEFORE].code.keys() | sides[AFTER].code.keys()):
        side = chosen.get((UnitKind.CODE, name), BEFORE)
        found.append((name, side if name in sides[side].code else None))
    return tuple(found)


def _pin(sides: Sequence[Side], name: str, side: int) -> str | None:
    """What an index would have to give; None where it cannot be trusted to give the same."""
    mine = sides[side].distributions[name]
    other = sides[1 - side].distributions.get(name)
    rebuilt = other is not None and other.version == mine.version and _digest(other) != _digest(mine)
    altered = sides[side].snapshot.find(Domain.DISTRIBUTION, f"{name}/integrity") is not None
    if rebuilt or altered or mine.direct_url is not None or mine.layout != "dist-info" or not mine.tags:
        return None
    return f"{name}=={mine.version}"


def _digest(distribution: Distribution) -> str:
    words = [distribution.version, *(files.digest for files in distribution.files if files.kind.runs)]
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:16]
