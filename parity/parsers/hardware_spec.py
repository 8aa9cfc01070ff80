"""A host that the user names by its microarchitecture -> facts."""

from __future__ import annotations

from parity.model.facts import Fact
from parity.model.keys import Domain, Key
from parity.parsers.microarchitecture import features_of


def hardware_facts(name: str) -> tuple[Fact, ...]:
    """What a machine of that microarchitecture ("zen4", "x86_64_v3") has at least; empty where nobody knows it."""
    found = features_of(name)
    if found is None:
        return ()
    model, features = found
    return (
        Fact(Key(Domain.HARDWARE, "cpu"), model),
        Fact(Key(Domain.HARDWARE, "cpu-features"), features),
    )
