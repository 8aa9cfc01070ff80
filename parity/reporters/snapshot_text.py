"""A snapshot for people: what was looked at, and how much was seen."""

from __future__ import annotations

from collections import Counter

from parity.model.keys import Domain
from parity.model.snapshot import Snapshot
from parity.reporters.wording import DOMAIN_TITLES, describe


def render_snapshot(snapshot: Snapshot, *, in_full: bool) -> str:
    """Origin, a count per domain, and the gaps; in full one line a fact."""
    origin = snapshot.origin
    lines = [str(origin)]
    for title, value in (
        ("image", origin.tag), ("digest", origin.digest), ("platform", origin.platform), ("read by", origin.method),
        ("python", origin.environment), ("because", origin.chosen_by),
    ):  # fmt: skip
        if value:
            lines.append(f"  {title:<9} {value}")
    counts = Counter(fact.key.domain for fact in snapshot.facts)
    for domain in Domain:
        lines.append("")
        lines.append(f"{DOMAIN_TITLES[domain]}: {counts[domain]}")
        if in_full:
            lines.extend(f"  {fact.key.name}  {describe(fact.value)}" for fact in snapshot.within(domain))
        lines.extend(
            f"  not visible: {gap.subject or 'all of it'}: {gap.reason}"
            for gap in snapshot.gaps
            if gap.domain is domain
        )
    return "\n".join(lines) + "\n"
