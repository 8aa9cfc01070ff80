"""Whether the application's code names what a documented change is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from parity.interfaces import Context
from parity.knowledge import Difference
from parity.model.distribution import Distribution
from parity.model.edits import Reference
from parity.reach import uses


def places_naming(entries: Iterable[Difference], context: Context) -> Iterator[Reference]:
    """Where the application names an object that one of these entries is about, each object once."""
    wanted = {symbol for entry in entries for symbol in entry.symbols}
    seen: set[str] = set()
    for one in context.inspection.references:
        if one.target in wanted and one.target not in seen:
            seen.add(one.target)
            yield one


def is_unnamed(entry: Difference, name: str, value: Distribution, context: Context) -> bool:
    """Whether the application uses a distribution, nothing else does for it, and its code names none of this.

    Never of an entry that does not say what it is about, nor where only imports of the distribution were seen: then
    nobody knows what is used of it. A part of a path is enough to be named: `scipy.stats` for `scipy.stats.mode`.
    """
    if not entry.symbols or not _is_the_applications_own(name, context):
        return False
    modules = set(value.top_level or (name.replace("-", "_"),))
    words = _words(context.inspection.references)
    if not any(one.target.partition(".")[0] in modules and "." in one.target for one in context.inspection.references):
        return False
    return not any(part in words for symbol in entry.symbols for part in symbol.split(".")[1:])


def _is_the_applications_own(name: str, context: Context) -> bool:
    """Whether on both sides only Python of the application needs it: no other distribution, no model, no notebook."""
    return all(
        use.visible
        and all(file.endswith(".py") for file in use.imported.get(name, ("",)))
        and not any(one.name in use.reachable and not one.optional for one in use.requirers.get(name, ()))
        for use in uses(context)
    )


@lru_cache(maxsize=4)
def _words(references: Sequence[Reference]) -> frozenset[str]:
    return frozenset(part for one in references for part in (*one.target.split("."), *one.keywords))
