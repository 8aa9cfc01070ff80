"""Goes on inside a base that is a cause: which of its shared libraries it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parity.bisect.dependencies import Dependencies
from parity.bisect.engine import Engine, cause_of
from parity.bisect.search import Search
from parity.model.bisection import Cause, Outcome, Unit, UnitKind

OPPOSITE = {Outcome.PASS: Outcome.FAIL, Outcome.FAIL: Outcome.PASS, Outcome.UNRESOLVED: Outcome.UNRESOLVED}


@dataclass(frozen=True, slots=True)
class _Mixtures:
    """Trials with some libraries of *after*: on the base of *before*, or on that of *after* with the rest of *before*.

    Attributes:
        beside: the other members of the cause. rest: everything else that *after* has, without earlier causes.
    """

    libraries: frozenset[str]
    beside: frozenset[str]
    rest: frozenset[str]

    def on_before(self, libraries: frozenset[str]) -> frozenset[str]:
        """*before* with only these libraries of *after* (and what else belongs to the cause)."""
        return self.beside | libraries

    def on_after(self, libraries: frozenset[str]) -> frozenset[str]:
        """*after* with only these libraries of *before*."""
        return self.rest | self.beside | (self.libraries - libraries)


def inside(engine: Engine, cause: Cause, libraries: Sequence[Unit]) -> Cause | None:
    """The cause with libraries in the place of the base; None where no shared library is it.

    Libraries of *after* are put on the base of *before* first; where those do not run there (a newer C library), those
    of *before* are put on the base of *after*.

    Args:
        engine: of the search that found the cause.
        libraries: likeliest first.
    """
    base = next(unit for unit in cause.units if unit.kind is UnitKind.BASE)
    keys = [unit.key for unit in libraries]
    there = frozenset(unit.key for unit in libraries if unit.before is not None)
    mixtures = _Mixtures(
        frozenset(keys),
        frozenset(unit.key for unit in cause.units) - {base.key},
        frozenset(cause.without_it.taken if cause.without_it else (unit.key for unit in engine.units)) | {base.key},
    )
    inner = replace(engine, units=(*engine.units, *libraries))
    if inner.test([mixtures.on_before(mixtures.libraries)])[0] is Outcome.FAIL:

        def fails(sets: Sequence[frozenset[str]]) -> list[Outcome]:
            return inner.test([mixtures.on_before(taken) for taken in sets])

        found = Search(fails, Dependencies(), engine.jobs).minimal(keys)
    elif there and inner.test([mixtures.on_after(there)])[0] is Outcome.PASS:

        def mends(sets: Sequence[frozenset[str]]) -> list[Outcome]:
            return [OPPOSITE[outcome] for outcome in inner.test([mixtures.on_after(taken) for taken in sets])]

        found = Search(mends, Dependencies(), engine.jobs).minimal([key for key in keys if key in there])
    else:
        return None
    proof = inner.records([mixtures.on_before(frozenset(found)), mixtures.on_after(frozenset(found) & there)])
    members = [unit for unit in cause.units if unit != base] + [unit for unit in libraries if unit.key in found]
    return cause_of(inner, members, proof[0], proof[1])
