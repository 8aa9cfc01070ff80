"""A snapshot: everything that was seen of one environment, and everything that could not be."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parity.model.facts import Fact, Gap, Value
from parity.model.keys import Domain, Key
from parity.model.origin import Origin

SCHEMA_VERSION = 2  # 2: a distribution has a digest of its RECORD; older ones load as they are


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Origin, facts and gaps. Facts and gaps are sorted and unique: equal environments give equal tuples."""

    origin: Origin
    facts: tuple[Fact, ...] = ()
    gaps: tuple[Gap, ...] = ()
    schema: int = SCHEMA_VERSION

    @classmethod
    def of(cls, origin: Origin, observed: Iterable[Fact | Gap]) -> Snapshot:
        """Sort what collectors yielded. Of two facts with one key the first wins (collectors yield in lookup order)."""
        facts: dict[Key, Fact] = {}
        gaps: set[Gap] = set()
        for item in observed:
            if isinstance(item, Gap):
                gaps.add(item)
            else:
                facts.setdefault(item.key, item)
        return cls(
            origin=origin,
            facts=tuple(sorted(facts.values(), key=lambda fact: fact.key)),
            gaps=tuple(sorted(gaps, key=lambda gap: (gap.domain, gap.subject or "", gap.reason, gap.inherent))),
        )

    def find(self, domain: Domain, name: str) -> Value | None:
        """The value of one fact, or None where there is none."""
        key = Key(domain, name)
        place = bisect_left(self.facts, key, key=lambda fact: fact.key)
        return self.facts[place].value if place < len(self.facts) and self.facts[place].key == key else None

    def index(self) -> dict[Key, Value]:
        """All facts by key."""
        return {fact.key: fact.value for fact in self.facts}

    def within(self, domain: Domain) -> Iterator[Fact]:
        """The facts of one domain, in order."""
        return (fact for fact in self.facts if fact.key.domain is domain)
