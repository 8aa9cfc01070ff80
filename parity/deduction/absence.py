"""What follows from the places that import a distribution which their side lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parity.interfaces import Context
from parity.model.edits import Importer, ImportGuard

COPING = frozenset({ImportGuard.FALLBACK, ImportGuard.WITHOUT, ImportGuard.STUB})
NEEDING = frozenset({ImportGuard.NONE, ImportGuard.WHEN_USED})
FAST = re.compile(r"\b(?:fast(?:er|est)?|high[ -]performance|speed(?:s|ing)?[ -]?ups?|accelerat\w+)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Absence:
    """Importers of one distribution, those first that tell most.

    Attributes:
        replaced: places that take something else in its stead.
        without: places that go on without.
        needed: places that fail.
        coping, failing: how many packages replace it, and how many do nothing but fail.
    """

    replaced: tuple[Importer, ...]
    without: tuple[Importer, ...]
    needed: tuple[Importer, ...]
    coping: int
    failing: int


def importers_of(name: str, context: Context) -> tuple[Importer, ...]:
    """Who imports a distribution on the side that lacks it; empty where files were not at hand."""
    return context.inspection.importers.get(name, ())


def is_for_speed(name: str, context: Context) -> bool:
    """Whether a distribution says in its summary that it is fast; False where its metadata was not at hand."""
    return FAST.search(context.inspection.summaries.get(name, "")) is not None


def copes(places: Sequence[Importer]) -> bool:
    """Whether the owner of these places goes on when the import fails, and can itself be imported."""
    return any(one.guard in COPING for one in places) and not any(is_front(one) for one in places)


def absence_of(places: Sequence[Importer]) -> Absence:
    """Where a package both replaces it and fails somewhere, the failing place is one that it then avoids."""
    owners = {owner: [one for one in places if one.owner == owner] for owner in sorted({one.owner for one in places})}
    replacing = {owner for owner, own in owners.items() if _is_replaced(own)}
    needed = [one for one in places if one.guard in NEEDING and one.owner not in replacing]
    return Absence(
        replaced=tuple(one for one in places if one.guard is ImportGuard.FALLBACK and one.owner in replacing),
        without=tuple(one for one in places if one.guard is ImportGuard.WITHOUT),
        needed=tuple(sorted(needed, key=lambda one: not is_front(one))),
        coping=len(replacing),
        failing=len({one.owner for one in needed}),
    )


def _is_replaced(own: Sequence[Importer]) -> bool:
    """Whether a package has another implementation, and no part that says it can do without none."""
    if any(is_front(one) for one in own):
        return False
    if any(one.guard is ImportGuard.FALLBACK and one.instead for one in own):
        return True
    return any(one.guard is ImportGuard.FALLBACK for one in own) and not any(
        one.guard is ImportGuard.WHEN_USED for one in own
    )


def is_front(place: Importer) -> bool:
    """Whether nothing of the package can be imported without it."""
    return place.guard is ImportGuard.NONE and place.path.count("/") == 1 and place.path.endswith("/__init__.py")
