"""Names of time zones that mean the same, from the file `settings/zone_links`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from parity.knowledge import read
from parity.parsers.knowledge import parse_entries

ROOM, FILE = "settings", "zone_links"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A zone and the other names that it has."""

    name: str
    links: tuple[str, ...]


@cache
def zones() -> Mapping[str, str]:
    """Other name -> the zone that it means."""
    entries = parse_entries(read(ROOM, FILE) or b"", f"{ROOM}/{FILE}.toml", "zone", Zone)
    return MappingProxyType({link: entry.name for entry in entries for link in entry.links})


def zone_of(name: str) -> str:
    """The zone that a name means; the name itself where it is no other name of one."""
    return zones().get(name, name)
