"""What a trial's environment is made of: a pure function of the units that it takes from *after*."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from parity.bisect.libraries import digest, moved
from parity.bisect.sides import OF_SESSIONS, OWN_VARIABLES, Side
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
        base: the side whose interpreter (and image) it has. contents: digest of that, and of what both sides have.
        variables: name -> value; None: unset. Only of those that differ between the sides.
        code: name of a file -> the side whose file it is (None: not there), and its digest. Empty: no code differs.
        libraries: soname -> the side whose it is, which is not the base's, and its digest.
    """

    base: int
    contents: str
    parts: tuple[Part, ...]
    variables: tuple[tuple[str, str | None], ...]
    code: tuple[tuple[str, int | None, str], ...]
    libraries: tuple[tuple[str, int, str], ...] = ()

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
    return Recipe(
        base=base, contents=_contents(sides, base), parts=tuple(parts), variables=variables,
        code=_code(sides, units, chosen), libraries=_libraries(sides, chosen, base),
    )  # fmt: skip


def _contents(sides: Sequence[Side], base: int) -> str:
    """What no unit tells: the base, variables that both sides have, and the code where none of it differs."""
    first, second = sides[BEFORE].variables, sides[AFTER].variables
    common = {
        name: value for name, value in first.items()
        if second.get(name) == value and name not in OWN_VARIABLES and not name.startswith(OF_SESSIONS)
    }  # fmt: skip
    code = sorted((name, sides[BEFORE].digests.get(path, "")) for name, path in sides[BEFORE].code.items())
    words = json.dumps([sides[base].base_identity, sorted(common.items()), code])
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _libraries(
    sides: Sequence[Side], chosen: dict[tuple[UnitKind, str], int], base: int
) -> tuple[tuple[str, int, str], ...]:
    other = 1 - base
    wanted = [name for (kind, name), side in chosen.items() if kind is UnitKind.LIBRARY and side == other]
    theirs = sides[other].libraries
    return tuple((soname, other, digest(theirs[soname])) for soname in moved(wanted, sides[other], sides[base]))


def _code(
    sides: Sequence[Side], units: Sequence[Unit], chosen: dict[tuple[UnitKind, str], int]
) -> tuple[tuple[str, int | None, str], ...]:
    if not any(unit.kind is UnitKind.CODE for unit in units):
        return ()
    found = []
    for name in sorted(sides[BEFORE].code.keys() | sides[AFTER].code.keys()):
        side = chosen.get((UnitKind.CODE, name), BEFORE)
        path = sides[side].code.get(name)
        found.append((name, None, "") if path is None else (name, side, sides[side].digests.get(path, "")))
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
