"""What is known about kinds of native libraries: the file `native/families.toml`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from packaging.version import Version

from parity.knowledge import read
from parity.model.finding import Risk
from parity.parsers.library_knowledge import KnownLibrary, parse_libraries


@cache
def libraries() -> tuple[KnownLibrary, ...]:
    """Every entry, in the file's order."""
    data = read("native", "families")
    return () if data is None else parse_libraries(data, "native/families.toml")


def switched(family: str, before: str | None, after: str | None) -> tuple[KnownLibrary, ...]:
    """What another implementation of a family does, one entry per risk."""
    return _first_per_risk(
        entry
        for entry in libraries()
        if (entry.family, entry.change) == (family, "implementation")
        and entry.provider in (None, before, after)
        and (not entry.slow or (before in entry.slow) is not (after in entry.slow))
    )


def threaded(family: str, provider: str | None, before: str, after: str) -> tuple[KnownLibrary, ...]:
    """What another way of starting threads does, one entry per risk."""
    return _first_per_risk(
        entry
        for entry in libraries()
        if (entry.family, entry.change) == (family, "threading")
        and entry.provider in (None, provider)
        and (not entry.slow or (before in entry.slow) is not (after in entry.slow))
    )


def upgraded(
    family: str, provider: str | None, before: Version | None, after: Version | None
) -> tuple[KnownLibrary, ...]:
    """What another version of one implementation does, one entry per risk; None: a version that cannot be read."""
    return _first_per_risk(
        entry
        for entry in libraries()
        if (entry.family, entry.change) == (family, "version")
        and entry.provider in (None, provider)
        and _far_enough(entry.step, before, after)
    )


def about(family: str, provider: str | None, change: str) -> tuple[KnownLibrary, ...]:
    """What "presence" or "build" of a family's implementation does, one entry per risk."""
    return _first_per_risk(
        entry
        for entry in libraries()
        if (entry.family, entry.change) == (family, change) and entry.provider in (None, provider)
    )


def _far_enough(step: str, before: Version | None, after: Version | None) -> bool:
    if step == "any" or before is None or after is None:
        return True
    parts = 1 if step == "major" else 2
    return before.release[:parts] != after.release[:parts]


def _first_per_risk(entries: Iterable[KnownLibrary]) -> tuple[KnownLibrary, ...]:
    """The first entry of each risk, up to one that carries none: that one only where it comes first of all."""
    chosen: dict[Risk, KnownLibrary] = {}
    for entry in entries:
        if entry.risk is Risk.NONE:
            return tuple(chosen.values()) or (entry,)
        chosen.setdefault(entry.risk, entry)
    return tuple(chosen.values())
